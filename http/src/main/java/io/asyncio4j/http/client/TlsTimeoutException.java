package io.asyncio4j.http.client;

import java.time.Duration;

/** The TLS handshake has taken longer than {@link ClientTimeout#tls} allows. */
public final class TlsTimeoutException extends ClientTimeoutException {

    private static final long serialVersionUID = 1;

    /**
     * An exception about that request.
     *
     * @param request method and URL
     * @param limit the limit that was exceeded
     */
    public TlsTimeoutException(String request, Duration limit) {
        super(request, "the TLS handshake is not done", limit);
    }
}
