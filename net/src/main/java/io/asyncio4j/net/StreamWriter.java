package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a connection, and its end. Writing does not suspend; {@link #drain} after it keeps a fast writer from
 * outrunning a slow peer.
 *
 * <p>Loop-confined. Counterpart: {@code asyncio.StreamWriter}.
 */
public final class StreamWriter implements AutoCloseable {

    private final Transport transport;
    private final StreamReaderProtocol protocol;
    private final StreamReader reader;

    StreamWriter(Transport transport, StreamReaderProtocol protocol, StreamReader reader) {
        this.transport = transport;
        this.protocol = protocol;
        this.reader = reader;
    }

    /** The transport below. */
    public Transport transport() {
        return transport;
    }

    /** Writes all bytes of an array, which is copied. Does not suspend. See {@link WriteTransport}. */
    public void write(byte[] data) {
        transport.write(data, 0, data.length);
    }

    /**
     * Writes a part of an array, which is copied. Does not suspend.
     *
     * @throws IndexOutOfBoundsException if the array has no such part
     */
    public void write(byte[] data, int offset, int length) {
        transport.write(data, offset, length);
    }

    /** Writes what remains in a buffer, which is copied; its position moves to its limit. Does not suspend. */
    public void write(ByteBuffer data) {
        transport.write(data);
    }

    /**
     * Sends what remains in a buffer, behind all that was written; its position moves to its limit. Suspends until the
     * operating system has taken all of it. A direct buffer is not copied, which pays for large ones; until this method
     * returns or throws, the buffer is not the caller's. To a pipe it is copied, as {@link #write} and {@link #drain} do.
     *
     * <p>Counterpart: Trio's {@code send_all}; asyncio has none.
     *
     * @throws IOException if the connection is lost or closing; a part may have been sent
     * @throws io.asyncio4j.CancelledError if the task was cancelled; a part may have been sent, so the connection is closed
     * @throws IllegalStateException after {@link #writeEof}, or while a file is sent
     */
    public void sendAll(ByteBuffer data) throws IOException {
        if (transport instanceof SocketTransport socket) {
            socket.sendAll(data);
        } else {
            transport.write(data);
            drain();
        }
    }

    /** Writes a text in UTF-8. Does not suspend. */
    public void write(String text) {
        transport.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one after another. Does not suspend. */
    public void writelines(Iterable<byte[]> parts) {
        transport.writelines(parts);
    }

    /**
     * Suspends until it is appropriate to write more: while more than the high-water mark is buffered, until no more than the
     * low-water mark is. Otherwise it returns at once, without giving up the turn.
     *
     * @throws IOException if the connection is lost; what was written may have been sent, or some of it, or none
     */
    public void drain() throws IOException {
        Throwable failure = reader.exception();
        if (failure != null) {
            throw Failures.ofConnection(failure);
        }
        if (transport.isClosing()) {
            sleep(Duration.ZERO); // lets connectionLost be called, so that a loop of writes and drains ends
        }
        protocol.drain();
    }

    /**
     * Ends the sending direction once all that was written is sent; reading goes on. Does not suspend.
     *
     * @throws UnsupportedOperationException over TLS
     */
    public void writeEof() {
        transport.writeEof();
    }

    /** Whether {@link #writeEof} is possible. */
    public boolean canWriteEof() {
        return transport.canWriteEof();
    }

    /**
     * Makes the connection secure, in the middle of it. What was written before is sent in plain. What was received and not
     * read, also by the {@link StreamReader}, belongs to TLS. An accepted connection takes the server's side. Suspends until
     * the handshake is done; nothing should be read or written meanwhile.
     *
     * <p>Counterpart: {@code StreamWriter.start_tls}.
     *
     * @param options for a client, {@link TlsOptions#withServerHostname} is needed
     * @throws javax.net.ssl.SSLException if the handshake fails; then the connection is closed
     * @throws IOException if the connection is lost
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then the connection is closed
     * @throws IllegalArgumentException if a client has no name to check, or the context does not fit the side
     * @throws IllegalStateException if the connection is closing, or another handshake is going on
     */
    public void startTls(TlsContext tls, TlsOptions options) throws IOException {
        if (protocol.isOfServer()) {
            Net.startTls(transport, protocol, tls, options.withServerSide(true), reader::takeAll);
        } else {
            Net.startTls(transport, protocol, tls, options, reader::takeAll);
        }
    }

    /** Closes the connection; what was written is sent first, in the background. Does not suspend; {@link #waitClosed} does. */
    @Override
    public void close() {
        transport.close();
    }

    /** Whether the connection is closing or closed. */
    public boolean isClosing() {
        return transport.isClosing();
    }

    /**
     * Suspends until the connection is over: all that was written is sent, the socket is closed.
     *
     * @throws IOException if it was lost with an error
     */
    public void waitClosed() throws IOException {
        protocol.waitClosed();
    }

    /** See {@link StreamReaderProtocol#handlerReturned}. */
    void handlerReturned() {
        protocol.handlerReturned();
    }

    /** What is known of the connection; null if that does not apply. */
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> what) {
        return transport.getExtraInfo(what);
    }

    /**
     * A view for code that wants an {@link OutputStream}: a serializer, a {@code PrintStream}. Each write suspends as
     * {@link #drain} does, so it is to be used in tasks only. Closing it does nothing.
     */
    public OutputStream asOutputStream() {
        return new WriterOutputStream(this);
    }

    @Override
    public String toString() {
        return "<StreamWriter transport=" + transport + " reader=" + reader + ">";
    }
}
