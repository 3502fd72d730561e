package io.asyncio4j.net;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A child process and the pipes to it. Loop-confined; no method suspends.
 *
 * <p>Counterpart: {@code asyncio.SubprocessTransport}.
 */
public interface SubprocessTransport extends BaseTransport {

    /** The number of the process. */
    long getPid();

    /** Its exit code, or the negative number of the signal that has killed it; empty while it runs. */
    OptionalInt getReturncode();

    /**
     * The transport of a pipe.
     *
     * @param fd 0 for standard input, 1 for standard output, 2 for standard error
     * @return null if that stream is no pipe
     */
    @Nullable
    Transport getPipeTransport(int fd);

    /**
     * Sends a signal to the process.
     *
     * @param signal 1 to 64
     * @throws IllegalArgumentException if there is no such signal
     * @throws IllegalStateException if the process has ended
     * @throws UnsupportedOperationException if this system has no way to send it: elsewhere than on Linux it is there for TERM
     *     and KILL only
     * @throws java.io.UncheckedIOException around an {@link java.nio.file.AccessDeniedException}: if the process belongs to
     *     somebody else now
     */
    void sendSignal(int signal);

    /** The same with a name, with or without {@code SIG}. */
    void sendSignal(String signal);

    /** Asks the process to end: sends {@code SIGTERM}. See {@link #sendSignal(int)}. */
    void terminate();

    /** Ends the process: sends {@code SIGKILL}. See {@link #sendSignal(int)}. */
    void kill();

    /**
     * Ends the process, all that it has started and that has not been left behind by its parent, and all in its process group, if
     * it has got one of its own. Does nothing if the process has ended.
     */
    void killTree();

    /**
     * Closes all pipes, and kills the process if it runs. What was not sent is dropped. The protocol is still told of everything.
     * Closing again does nothing.
     */
    @Override
    void close();
}
