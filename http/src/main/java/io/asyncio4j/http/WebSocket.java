package io.asyncio4j.http;

import io.asyncio4j.http.internal.WebSocketConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket, on either side. Any number of tasks of its loop may send; messages never interleave. One task at a time may
 * receive.
 *
 * {@snippet :
 * for (WebSocketMessage message : socket) {
 *     socket.send("you said " + message.text());
 * }
 * }
 *
 * <p>Pings of the peer are answered while nobody receives, too.
 *
 * <p>Counterpart: {@code aiohttp.ClientWebSocketResponse} and {@code web.WebSocketResponse}.
 */
public sealed interface WebSocket extends Iterable<WebSocketMessage>, AutoCloseable permits WebSocketConnection {

    /**
     * The next message. Suspends until it is there. Messages that came before a close are still received after it.
     *
     * @throws WebSocketClosedException if the WebSocket is closed, by whatever side, or the connection was lost
     * @throws io.asyncio4j.CancelledError if the task was cancelled; nothing is lost then
     * @throws IllegalStateException if another task is receiving
     */
    WebSocketMessage receive() throws WebSocketClosedException;

    /**
     * The messages until the WebSocket is closed regularly; see {@link #receive} for what else may happen, which comes as the
     * cause of an {@link java.io.UncheckedIOException}.
     */
    @Override
    Iterator<WebSocketMessage> iterator();

    /**
     * Sends a text. Suspends while the peer takes no more.
     *
     * @throws WebSocketClosedException if the WebSocket is closed
     * @throws IOException if the connection was lost
     * @throws io.asyncio4j.CancelledError if the task was cancelled; the message is sent all the same
     */
    void send(String text) throws IOException;

    /** The same with bytes, which are not copied: do not change them. */
    void send(byte[] data) throws IOException;

    /**
     * Asks the peer whether it is there, and suspends until it answers.
     *
     * @return how long that took
     * @throws WebSocketClosedException if the WebSocket is closed before
     */
    Duration ping() throws IOException;

    /** Closes with 1000. */
    @Override
    void close();

    /**
     * Says goodbye, and suspends until the peer has answered or {@link WebSocketOptions#closeTime} is over; then the connection
     * is closed. What is received meanwhile can still be had. Closing again only waits.
     *
     * @param code 1000 for a regular end, or one of 1001 to 1003, 1007 to 1011, 3000 to 4999
     * @param reason at most 123 bytes in UTF-8
     * @throws IllegalArgumentException if the code or the reason is none of these
     */
    void close(int code, String reason);

    /** Whether it is closed, or being closed. */
    boolean isClosed();

    /** With which code it was closed by the peer; 0 while it was not, 1006 if the connection was lost. */
    int closeCode();

    /** Which of the names was agreed on; null if none was. */
    @Nullable
    String subprotocol();
}
