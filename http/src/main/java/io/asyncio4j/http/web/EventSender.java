package io.asyncio4j.http.web;

import io.asyncio4j.http.PayloadSink;
import io.asyncio4j.http.ServerSentEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Sends events to one client, see {@link Response#events}. Several tasks may send.
 *
 * <p>Counterpart: {@code EventSourceResponse} of {@code aiohttp-sse}.
 */
public final class EventSender {

    private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.US_ASCII);

    private final PayloadSink sink;
    private long sent;

    EventSender(PayloadSink sink) {
        this.sink = sink;
    }

    /**
     * Sends an event at once. Suspends while the client takes no more. If this is cancelled, the event is sent all the same.
     *
     * @throws IOException if the client has gone
     */
    public void send(ServerSentEvent event) throws IOException {
        sent++;
        sink.write(event.toBytes());
    }

    /** Sends data as an event, see {@link #send(ServerSentEvent)}. */
    public void send(String data) throws IOException {
        send(ServerSentEvent.of(data));
    }

    /** How often something was sent. */
    long sent() {
        return sent;
    }

    /** Sends a comment, which keeps the connection alive. */
    void ping() throws IOException {
        sink.write(PING);
    }
}
