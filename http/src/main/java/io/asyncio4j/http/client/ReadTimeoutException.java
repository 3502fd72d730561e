package io.asyncio4j.http.client;

import java.time.Duration;

/** Nothing has come from the server for longer than {@link ClientTimeout#sockRead} allows. */
public final class ReadTimeoutException extends ClientTimeoutException {

    private static final long serialVersionUID = 1;

    /**
     * An exception about that request.
     *
     * @param request method and URL
     * @param limit the limit that was exceeded
     */
    public ReadTimeoutException(String request, Duration limit) {
        super(request, "nothing received", limit);
    }
}
