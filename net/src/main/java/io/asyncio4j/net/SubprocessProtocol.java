package io.asyncio4j.net;

import org.jspecify.annotations.Nullable;

/**
 * What the transport of a child process calls back. {@code connectionMade} comes first; {@code connectionLost} last, after the
 * process has ended and all pipes are closed. In between, {@code processExited} may come before the last data.
 *
 * <p>{@code pauseWriting} and {@code resumeWriting} concern the pipe to the process's standard input.
 *
 * <p>Counterpart: {@code asyncio.SubprocessProtocol}.
 */
public interface SubprocessProtocol extends BaseProtocol {

    /** The process was started. Called exactly once. */
    default void connectionMade(SubprocessTransport transport) {}

    /**
     * The process has written something.
     *
     * @param fd 1 for its standard output, 2 for its standard error
     * @param data at least one byte; the array is the protocol's
     */
    default void pipeDataReceived(int fd, byte[] data) {}

    /**
     * A pipe is closed. Called exactly once for each pipe.
     *
     * @param fd 0 to 2
     * @param cause why, or null if the process or this side has closed it
     */
    default void pipeConnectionLost(int fd, @Nullable Throwable cause) {}

    /** The process has ended; {@link SubprocessTransport#getReturncode} is known. Called exactly once. */
    default void processExited() {}
}
