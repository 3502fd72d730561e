package io.asyncio4j.http;

import org.jspecify.annotations.Nullable;

/**
 * The peer has broken the protocol: what it has sent is not what HTTP, or the format that it has announced, allows.
 *
 * <p>Counterpart: {@code aiohttp.http_exceptions.HttpProcessingError}, {@code aiohttp.ClientPayloadError}.
 */
public class HttpProtocolException extends HttpException {

    private static final long serialVersionUID = 1;

    /** An exception with a message that says what was sent, and what was expected. */
    public HttpProtocolException(String message) {
        super(message);
    }

    /** The same, with what it comes of. */
    public HttpProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
