package io.asyncio4j.net;

import java.nio.ByteBuffer;

/**
 * Receives a stream of bytes into buffers of its own. {@link #getBuffer} and {@link #bufferUpdated} take turns, where
 * {@link Protocol} has {@code dataReceived}.
 *
 * <p>Counterpart: {@code asyncio.BufferedProtocol}.
 */
public interface BufferedProtocol extends StreamProtocol {

    /**
     * Gives a buffer that received bytes are put into, from its position up to its limit. The transport does not move
     * either, nor touch the buffer after {@link #bufferUpdated}.
     *
     * @param sizeHint how many bytes have come; the buffer may be smaller or larger
     * @return a writable buffer that has room
     */
    ByteBuffer getBuffer(int sizeHint);

    /**
     * Bytes were put into the buffer.
     *
     * @param count how many, at least one
     */
    void bufferUpdated(int count);
}
