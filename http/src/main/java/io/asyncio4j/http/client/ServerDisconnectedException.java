package io.asyncio4j.http.client;

import io.asyncio4j.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * The server has ended the connection without an answer. Whether it has handled the request, nobody knows.
 *
 * <p>Counterpart: {@code aiohttp.ServerDisconnectedError}.
 */
public final class ServerDisconnectedException extends HttpException {

    private static final long serialVersionUID = 1;

    /** An exception about a request that the message names. */
    public ServerDisconnectedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
