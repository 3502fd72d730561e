package io.asyncio4j.http.client;

import java.time.Duration;

/** The server, or the proxy, could not be reached within {@link ClientTimeout#connect}. */
public final class ConnectTimeoutException extends ClientTimeoutException {

    private static final long serialVersionUID = 1;

    /**
     * An exception about that request.
     *
     * @param request method and URL
     * @param limit the limit that was exceeded
     */
    public ConnectTimeoutException(String request, Duration limit) {
        super(request, "not connected", limit);
    }
}
