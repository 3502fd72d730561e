package io.asyncio4j.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of a {@link Payload} go: a connection, usually. Its methods are called in a task. */
public interface PayloadSink {

    /**
     * Writes bytes. Suspends while the peer is slow. When it has returned, the array is the caller's again.
     *
     * @throws IOException if the connection is lost
     */
    void write(byte[] data) throws IOException;

    /**
     * Writes what remains in a buffer, whose position moves to its limit. Suspends while the peer is slow. When it has returned,
     * the buffer is the caller's again.
     *
     * @throws IOException if the connection is lost
     */
    void write(ByteBuffer data) throws IOException;
}
