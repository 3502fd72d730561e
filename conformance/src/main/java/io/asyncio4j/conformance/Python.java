package io.asyncio4j.conformance;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A CPython in a process of its own, which runs programs one after the other. Thread-confined. */
final class Python implements AutoCloseable {

    private static final List<String> FILES = List.of("interpreter.py", "operations.py", "reference.py", "show.py");

    /** Tells the version, and whether it is new enough: {@code 3.13.0 ok}. */
    private static final String CHECK =
            "import sys; print('.'.join(map(str, sys.version_info[:3])), 'ok' if sys.version_info >= (3, 13) else 'old')";

    private static final String START =
            "import sys; sys.path.insert(0, sys.argv[1]); import interpreter; interpreter.main()";

    private final Process process;
    private final BufferedWriter toPython;
    private final BufferedReader fromPython;

    private Python(Process process) {
        this.process = process;
        toPython = process.outputWriter(StandardCharsets.UTF_8);
        fromPython = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * The version of an executable, such as {@code 3.13.0}.
     *
     * @throws IOException if it cannot be run, or is older than 3.13
     */
    static String version(String executable) throws IOException {
        Process check = new ProcessBuilder(executable, "-c", CHECK).start();
        String answer;
        try (InputStream out = check.getInputStream()) {
            answer = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        if (!answer.endsWith(" ok")) {
            throw new IOException(executable + " is CPython " + answer.replace(" old", "")
                    + " (expected: 3.13 or newer; name another one by --python or the environment variable PYTHON)");
        }
        return answer.substring(0, answer.indexOf(' '));
    }

    /** Starts one; its files are unpacked into a temporary folder. */
    static Python start(String executable) throws IOException {
        Path folder = Files.createTempDirectory("conformance");
        folder.toFile().deleteOnExit(); // what was registered last is deleted first
        for (String file : FILES) {
            Path target = folder.resolve(file);
            target.toFile().deleteOnExit();
            try (InputStream source = Python.class.getResourceAsStream("/python/" + file)) {
                Files.write(target, Objects.requireNonNull(source, file).readAllBytes());
            }
        }
        Process process = new ProcessBuilder(executable, "-IB", "-c", START, folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Python(process);
    }

    /** Ends it at once, whatever it has still to do. */
    void kill() {
        process.destroy();
    }

    /** Sends a program, without waiting for what comes of it. */
    void send(Program program) {
        try {
            toPython.write(Json.write(program));
            toPython.newLine();
            toPython.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The trace of the program that was sent first of those without an answer. Blocks. */
    List<String> receive() {
        try {
            @Nullable String line = fromPython.readLine();
            if (line == null) {
                throw new IOException("CPython has ended, exit status " + process.waitFor());
            }
            return Json.trace(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    List<String> run(Program program) {
        send(program);
        return receive();
    }

    @Override
    public void close() {
        try {
            toPython.close(); // the end of its input ends it
            process.waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
