package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;

import io.asyncio4j.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A child process. Made by {@link Subprocesses}. Cancelling what waits for it leaves it running: {@link #close} ends it, so use
 * it in a {@code try}, and so does the end of the loop. Time limits are those of {@code timeout}.
 *
 * <pre>{@code
 * try (Subprocess date = createSubprocessExec(List.of("date", "-u"), DEFAULT.withStdout(PIPE))) {
 *     String line = new String(date.stdout().readline(), UTF_8);
 *     int code = date.waitFor();
 * }
 * }</pre>
 *
 * <p>Loop-confined. Counterpart: {@code asyncio.subprocess.Process}.
 */
public final class Subprocess implements AutoCloseable {

    private static final byte[] NOTHING = {};

    private final ChildTransport transport;
    private final @Nullable StreamWriter stdin;
    private final @Nullable StreamReader stdout;
    private final @Nullable StreamReader stderr;

    /** An input was given, and its end: there can be no other. */
    private boolean inputEnded;

    /** @param streams of the pipes that are there */
    Subprocess(ChildTransport transport, @Nullable StreamReaderProtocol[] streams) {
        this.transport = transport;
        this.stdin = streams[0] == null ? null : streams[0].writer();
        this.stdout = streams[1] == null ? null : streams[1].reader();
        this.stderr = streams[2] == null ? null : streams[2].reader();
    }

    /**
     * What a process has written.
     *
     * @param stdout its standard output; nothing if that was no pipe
     * @param stderr its standard error; nothing if that was no pipe
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes for whoever asked for them, who may keep them
    public record Output(byte[] stdout, byte[] stderr) {

        /** The standard output, decoded from UTF-8. */
        public String stdoutText() {
            return new String(stdout, StandardCharsets.UTF_8);
        }

        /** The standard error, decoded from UTF-8. */
        public String stderrText() {
            return new String(stderr, StandardCharsets.UTF_8);
        }
    }

    /** The number of the process. */
    public long pid() {
        return transport.getPid();
    }

    /** Its exit code, or the negative number of the signal that has killed it; empty while it runs. */
    public OptionalInt returncode() {
        return transport.getReturncode();
    }

    /**
     * Writes to its standard input.
     *
     * @throws IllegalStateException if that is no pipe
     */
    public StreamWriter stdin() {
        return piped(stdin, "stdin", "withStdin");
    }

    /**
     * Reads its standard output.
     *
     * @throws IllegalStateException if that is no pipe
     */
    public StreamReader stdout() {
        return piped(stdout, "stdout", "withStdout");
    }

    /**
     * Reads its standard error.
     *
     * @throws IllegalStateException if that is no pipe
     */
    public StreamReader stderr() {
        return piped(stderr, "stderr", "withStderr");
    }

    private <T> T piped(@Nullable T stream, String name, String option) {
        if (stream == null) {
            throw new IllegalStateException(
                    name + " of " + this + " is no pipe; start it with " + option + "(Stdio.PIPE)");
        }
        return stream;
    }

    /**
     * Suspends until the process has ended. If its output is a pipe and much of it is not read, that may be never: see
     * {@link #communicate()}. What it has written can be read afterwards, too.
     *
     * @return its exit code, or the negative number of the signal that has killed it
     * @throws io.asyncio4j.CancelledError if the task was cancelled; the process goes on
     */
    public int waitFor() {
        return transport.waitFor();
    }

    /** The same as {@link #communicate(byte[])} without input. */
    public Output communicate() throws IOException {
        return exchange();
    }

    /**
     * Writes to the standard input and closes it, reads the standard output and error until they end, and suspends until the
     * process has ended. Each of them is left out if it is no pipe. That the process does not read all of its input is no
     * error.
     *
     * @param input at most what memory can hold twice
     * @throws IOException if reading has failed
     * @throws io.asyncio4j.CancelledError if the task was cancelled; the process goes on, the rest of the input is still
     *     sent, and what was read by then is what another call returns first
     * @throws IllegalStateException if there is input and the standard input is no pipe or was ended by an earlier call, or
     *     another task is reading
     */
    public Output communicate(byte[] input) throws IOException {
        if (input.length > 0) {
            StreamWriter writer = stdin();
            if (inputEnded) {
                throw new IllegalStateException("communicate() with " + input.length + " bytes of input for " + this
                        + ", whose input was ended by an earlier call; call it without input");
            }
            writer.write(input);
        }
        return exchange();
    }

    /** The same with a text, in UTF-8. */
    public Output communicate(String input) throws IOException {
        return communicate(input.getBytes(StandardCharsets.UTF_8));
    }

    private Output exchange() throws IOException {
        inputEnded = true;
        if (stdin != null) {
            stdin.close(); // after all that was written
        }
        Output output;
        if (stdout != null && stderr != null) {
            Task<byte[]> errors = createTask(() -> stderr.read());
            Task<byte[]> text = createTask(() -> stdout.read());
            var _ = Failures.await(gather(text, errors));
            output = new Output(text.result(), errors.result());
        } else {
            output = new Output(readAll(stdout), readAll(stderr));
        }
        var _ = waitFor();
        return output;
    }

    private static byte[] readAll(@Nullable StreamReader stream) throws IOException {
        return stream == null ? NOTHING : stream.read();
    }

    /**
     * Sends a signal. Does not suspend.
     *
     * @param signal 1 to 64
     * @throws IllegalArgumentException if there is no such signal
     * @throws IllegalStateException if the process has ended; in Python {@code ProcessLookupError}
     * @throws UnsupportedOperationException if this system has no way to send it: elsewhere than on Linux it is there for TERM
     *     and KILL only
     * @throws java.io.UncheckedIOException around an {@link java.nio.file.AccessDeniedException}: if the process belongs to
     *     somebody else now
     */
    public void sendSignal(int signal) {
        transport.sendSignal(signal);
    }

    /** The same with a name, with or without {@code SIG}. */
    public void sendSignal(String signal) {
        transport.sendSignal(signal);
    }

    /** Asks the process to end: sends {@code SIGTERM}. See {@link #sendSignal(int)}. */
    public void terminate() {
        transport.terminate();
    }

    /** Ends the process: sends {@code SIGKILL}. See {@link #sendSignal(int)}. */
    public void kill() {
        transport.kill();
    }

    /**
     * Ends the process, all its descendants, and all in its process group, if it has got one of its own. Does not suspend;
     * {@link #waitFor} does. Does nothing if the process has ended. A descendant whose parent has ended before is found only
     * by the process group.
     */
    public void killTree() {
        transport.killTree();
    }

    /**
     * Ends the process as {@link #killTree} does, closes the pipes, and suspends until the process has ended. What was not
     * sent or read is dropped. Of a process that has ended already, it closes the pipes.
     *
     * @throws io.asyncio4j.CancelledError if the task was cancelled meanwhile; then the process ends without it
     */
    @Override
    public void close() {
        killTree();
        transport.closePipes();
        var _ = waitFor();
    }

    @Override
    public String toString() {
        OptionalInt code = returncode();
        return "<Subprocess " + pid() + (code.isPresent() ? " returncode=" + code.getAsInt() : " running") + ">";
    }
}
