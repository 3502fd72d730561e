package io.asyncio4j.net;

import org.jspecify.annotations.Nullable;

/**
 * A channel of communication that calls a protocol back. Loop-confined; no method suspends.
 *
 * <p>Counterpart: {@code asyncio.BaseTransport}.
 */
public interface BaseTransport extends AutoCloseable {

    /**
     * Closes the transport. What was written is sent first, in the background; nothing is received any more. Then the
     * protocol's {@code connectionLost(null)} is called, in a later turn. Closing again does nothing.
     */
    @Override
    void close();

    /** Whether this transport is closing or closed. */
    boolean isClosing();

    /** What is known of the connection, see {@link ExtraInfo}; null if that does not apply to this transport. */
    <T> @Nullable T getExtraInfo(ExtraInfo<T> what);

    /**
     * Lets another protocol receive what comes from now on. Its {@code connectionMade} is not called.
     *
     * @throws IllegalArgumentException if this transport cannot serve a protocol of that kind
     */
    void setProtocol(BaseProtocol protocol);

    /** The protocol that is called back. */
    BaseProtocol getProtocol();
}
