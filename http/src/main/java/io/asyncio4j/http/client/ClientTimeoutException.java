package io.asyncio4j.http.client;

import io.asyncio4j.http.HttpException;
import java.time.Duration;

/**
 * A time limit of {@link ClientTimeout} has struck. The subclass tells which one; the message names the request and the limit.
 *
 * <p>Counterpart: {@code aiohttp.ServerTimeoutError}, {@code asyncio.TimeoutError}.
 */
public abstract sealed class ClientTimeoutException extends HttpException
        permits TotalTimeoutException,
                PoolTimeoutException,
                ConnectTimeoutException,
                TlsTimeoutException,
                ReadTimeoutException {

    private static final long serialVersionUID = 1;

    private final Duration limit;

    ClientTimeoutException(String request, String what, Duration limit) {
        super(request + ": " + what + " after " + text(limit));
        this.limit = limit;
    }

    /** The limit that was exceeded. */
    public Duration limit() {
        return limit;
    }

    private static String text(Duration limit) {
        long millis = limit.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
