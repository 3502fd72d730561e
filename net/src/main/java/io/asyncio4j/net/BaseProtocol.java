package io.asyncio4j.net;

import org.jspecify.annotations.Nullable;

/**
 * What a transport calls back. All callbacks run in the loop, as handles do: in a copy of the context in which the
 * connection was asked for, one at a time, and they cannot suspend. What one throws goes to the exception handler and ends
 * the connection.
 *
 * <p>Counterpart: {@code asyncio.BaseProtocol}.
 */
public interface BaseProtocol {

    /**
     * The connection has ended. Called exactly once, and last.
     *
     * @param cause why, or null after {@code close()}, {@code abort()} or the peer's regular end
     */
    default void connectionLost(@Nullable Throwable cause) {}

    /** More than the high-water mark is buffered. Called from within {@code write}. Each call is followed by a {@link #resumeWriting}, unless the connection is lost. */
    default void pauseWriting() {}

    /** No more than the low-water mark is left in the buffer. */
    default void resumeWriting() {}
}
