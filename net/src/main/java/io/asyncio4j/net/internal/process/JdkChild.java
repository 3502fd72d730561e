package io.asyncio4j.net.internal.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A child that the JDK has started: one of its threads waits for it, and each pipe has a thread of ours. */
final class JdkChild implements Child {

    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    /** What all systems say, the JDK's releases in different ways. */
    private static final Pattern NO_SUCH_FILE = Pattern.compile("error(=|: )2\\b");

    private final Process process;
    private final @Nullable PumpedWriter stdin;
    private final @Nullable PumpedReader stdout;
    private final @Nullable PumpedReader stderr;

    /** The JDK tells 128 + n for signal n, which may be an exit code as well. */
    private volatile int lastSignal;

    private JdkChild(Process process, SpawnRequest request) {
        this.process = process;
        this.stdin = request.stdin() == Redirect.PIPE ? new PumpedWriter(process::getOutputStream) : null;
        this.stdout = request.stdout() == Redirect.PIPE ? new PumpedReader(process::getInputStream) : null;
        this.stderr = request.stderr() == Redirect.PIPE && !request.mergeStderr()
                ? new PumpedReader(process::getErrorStream)
                : null;
    }

    static Child spawn(SpawnRequest request) throws IOException {
        if (request.newSession() || request.newProcessGroup()) {
            throw new UnsupportedOperationException(
                    "a session or a process group of its own (expected: none of them, on this system)");
        }
        List<String> command = new ArrayList<>(request.command());
        if (!WINDOWS) { // where the JDK looks along the wrong PATH, and says little of what is missing
            command.set(0, Programs.find(request));
        }
        File input = request.stdin().file();
        if (request.stdin().type() == Redirect.Type.READ && input != null && !input.exists()) {
            throw new NoSuchFileException(input.getPath());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(
                        request.stdin() == Redirect.DISCARD ? Redirect.from(Redirect.DISCARD.file()) : request.stdin())
                .redirectOutput(request.stdout())
                .redirectError(request.stderr())
                .redirectErrorStream(request.mergeStderr());
        Map<String, String> variables = request.environment();
        if (variables != null) {
            builder.environment().clear();
            builder.environment().putAll(variables);
        }
        Path folder = request.folder();
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        try {
            return new JdkChild(builder.start(), request);
        } catch (IOException e) {
            String message = e.getMessage();
            if (message != null && NO_SUCH_FILE.matcher(message).find()) {
                NoSuchFileException missing = new NoSuchFileException(command.getFirst(), null, message);
                missing.initCause(e);
                throw missing;
            }
            throw e;
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public @Nullable WriteEnd stdin() {
        return stdin;
    }

    @Override
    public @Nullable ReadEnd stdout() {
        return stdout;
    }

    @Override
    public @Nullable ReadEnd stderr() {
        return stderr;
    }

    @Override
    public void whenEnded(IntConsumer ended) {
        process.onExit().thenAccept(done -> {
            int code = done.exitValue();
            ended.accept(lastSignal > 0 && code == 128 + lastSignal ? -lastSignal : code);
        });
    }

    @Override
    public void signal(int number) {
        lastSignal = number;
        switch (number) {
            case SIGTERM -> process.toHandle().destroy(); // the process itself would close the pipes, too
            case SIGKILL -> process.toHandle().destroyForcibly();
            default ->
                throw new UnsupportedOperationException(
                        "signal " + number + " (expected: SIGTERM or SIGKILL, on this system)");
        }
    }

    @Override
    public void killTree() {
        List<ProcessHandle> descendants = process.descendants().toList();
        lastSignal = SIGKILL;
        process.toHandle().destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
