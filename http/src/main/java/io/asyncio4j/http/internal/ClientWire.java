package io.asyncio4j.http.internal;

import io.asyncio4j.net.internal.MessageTransport;
import java.io.IOException;

/** What carries an exchange: a connection of HTTP/1.1, or a stream of HTTP/2. It tells the exchange what comes. */
interface ClientWire {

    /** Sends a part of the request behind the others, with the next flush. */
    void send(Object message, int size);

    /** Suspends while the server takes no more. */
    void drain() throws IOException;

    /** Lets nothing more of the response come. */
    void pauseReading();

    void resumeReading();

    /** Sets when {@link Exchange#limitReached} is called, in the loop's time, instead of an earlier limit. */
    void setLimit(long due);

    /** The exchange has failed before all of the response has come: nothing of it is to be sent or received any more. */
    void abandon();

    /** The connection. */
    MessageTransport transport();

    /**
     * Makes the connection a WebSocket's.
     *
     * @param early what has come behind the response
     */
    WebSocketConnection upgrade(Handshake handshake, byte[] early);
}
