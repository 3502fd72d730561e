package io.asyncio4j.http.client;

import java.time.Duration;

/** All of a request, up to the end of its response, has taken longer than {@link ClientTimeout#total} allows. */
public final class TotalTimeoutException extends ClientTimeoutException {

    private static final long serialVersionUID = 1;

    /**
     * An exception about that request.
     *
     * @param request method and URL
     * @param limit the limit that was exceeded
     */
    public TotalTimeoutException(String request, Duration limit) {
        super(request, "not done", limit);
    }
}
