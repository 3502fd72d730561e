package io.asyncio4j.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A transport that sends. What is written is copied, so the caller's array or buffer is free at once, and handed to the
 * operating system together with what else was written in that turn of the loop.
 *
 * <p>Writing never suspends and never fails: what goes wrong ends the connection, and {@code connectionLost} tells. When
 * more than the high-water mark is buffered, the protocol's {@code pauseWriting} is called; when no more than the low-water
 * mark is left, {@code resumeWriting}. After the connection was lost, writing does nothing; from the fifth time on that is
 * logged.
 *
 * <p>Counterpart: {@code asyncio.WriteTransport}. There each write is a system call.
 */
public interface WriteTransport extends BaseTransport {

    /** How much may be buffered before the protocol is told to pause, unless {@link #setWriteBufferLimits} was called: 64 KiB. */
    int DEFAULT_HIGH_WATER = 64 * 1024;

    /**
     * Writes all bytes of an array.
     *
     * @throws IllegalStateException after {@link #writeEof}, or if this is another thread than the loop's
     */
    default void write(byte[] data) {
        write(data, 0, data.length);
    }

    /**
     * Writes a part of an array.
     *
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws IllegalStateException after {@link #writeEof}, or if this is another thread than the loop's
     */
    default void write(byte[] data, int offset, int length) {
        write(ByteBuffer.wrap(data, offset, length));
    }

    /**
     * Writes what remains in a buffer, whose position moves to its limit.
     *
     * @throws IllegalStateException after {@link #writeEof}, or if this is another thread than the loop's
     */
    void write(ByteBuffer data);

    /** Writes a text in UTF-8. */
    default void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one after another. */
    default void writelines(Iterable<byte[]> parts) {
        parts.forEach(this::write);
    }

    /**
     * Ends the sending direction once all that was written is sent; receiving goes on.
     *
     * @throws UnsupportedOperationException if {@link #canWriteEof} is false
     */
    void writeEof();

    /** Whether {@link #writeEof} is possible: over TCP, Unix sockets and pipes, not over TLS. */
    boolean canWriteEof();

    /**
     * Closes the transport at once; what was not sent is dropped. The protocol's {@code connectionLost(null)} is called in
     * a later turn.
     */
    void abort();

    /**
     * Sets the water marks.
     *
     * @param high in bytes: when more than that is buffered, the protocol's {@code pauseWriting} is called
     * @param low in bytes: when no more than that is left, {@code resumeWriting} is called
     * @throws IllegalArgumentException unless {@code high >= low >= 0}
     */
    void setWriteBufferLimits(int high, int low);

    /** The same with a quarter of {@code high} as the low-water mark. */
    default void setWriteBufferLimits(int high) {
        setWriteBufferLimits(high, high / 4);
    }

    /** The water marks. */
    WriteBufferLimits getWriteBufferLimits();

    /** How many bytes are written and not yet handed to the operating system. */
    int getWriteBufferSize();
}
