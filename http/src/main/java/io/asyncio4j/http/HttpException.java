package io.asyncio4j.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something has gone wrong above the connection, in HTTP itself. What is wrong with the connection are the exceptions of the
 * JDK, such as {@link java.net.ConnectException}.
 *
 * <p>Counterpart: {@code aiohttp.ClientError}.
 */
public class HttpException extends IOException {

    private static final long serialVersionUID = 1;

    /** An exception with a message that says with whom, what and why. */
    public HttpException(String message) {
        super(message);
    }

    /** The same, with what it comes of. */
    public HttpException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
