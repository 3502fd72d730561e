package io.asyncio4j.http.client;

import io.asyncio4j.http.HttpException;

/**
 * A server does not make a connection a WebSocket's.
 *
 * <p>Counterpart: {@code aiohttp.WSServerHandshakeError}.
 */
public final class WebSocketHandshakeException extends HttpException {

    private static final long serialVersionUID = 1;

    private final int status;

    WebSocketHandshakeException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The status of the server's answer: 101 if it agreed, but not as it should have. */
    public int status() {
        return status;
    }
}
