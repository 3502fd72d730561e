package io.asyncio4j.http.client;

import io.asyncio4j.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * A server does not make a connection a WebSocket's.
 *
 * <p>Counterpart: {@code aiohttp.WSServerHandshakeError}.
 */
public final class WebSocketHandshakeException extends HttpException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final @Nullable String retryAfter;

    WebSocketHandshakeException(int status, @Nullable String retryAfter, String message) {
        super(message);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** The status of the server's answer: 101 if it agreed, but not as it should have. */
    public int status() {
        return status;
    }

    /** When to come back, as the server says; null if it does not. */
    @Nullable
    String retryAfter() {
        return retryAfter;
    }
}
