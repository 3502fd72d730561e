package io.asyncio4j.http.client;

import java.time.Duration;

/** No connection was free for longer than {@link ClientTimeout#poolAcquire} allows. */
public final class PoolTimeoutException extends ClientTimeoutException {

    private static final long serialVersionUID = 1;

    /**
     * An exception about that request.
     *
     * @param request method and URL
     * @param limit the limit that was exceeded
     */
    public PoolTimeoutException(String request, Duration limit) {
        super(request, "no connection of the pool is free", limit);
    }
}
