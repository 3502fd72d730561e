package io.asyncio4j.http.client;

import io.asyncio4j.http.Headers;
import io.asyncio4j.http.HttpException;
import java.net.URI;

/**
 * The server has answered with a status that means an error: 400 or more.
 *
 * <p>Counterpart: {@code aiohttp.ClientResponseError}.
 */
public final class ClientResponseException extends HttpException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;
    private final URI url;
    private final transient Headers headers;

    ClientResponseException(String method, URI url, int status, String reason, Headers headers) {
        super(method + " " + url + ": status " + status + (reason.isEmpty() ? "" : " " + reason));
        this.status = status;
        this.reason = reason;
        this.url = url;
        this.headers = headers;
    }

    /** The status. */
    public int status() {
        return status;
    }

    /** What the server calls it; may be empty. */
    public String reason() {
        return reason;
    }

    /** Where the answer came from. */
    public URI url() {
        return url;
    }

    /** The headers of the response. */
    public Headers headers() {
        return headers;
    }
}
