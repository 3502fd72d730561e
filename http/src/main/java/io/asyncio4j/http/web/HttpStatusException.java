package io.asyncio4j.http.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Ends the handling of a request with a status. Its message is what the peer reads.
 *
 * <p>Counterpart: {@code aiohttp.web.HTTPException}.
 */
public class HttpStatusException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /** With the status's own words. */
    public HttpStatusException(int status) {
        this(status, HttpResponseStatus.valueOf(checked(status)).reasonPhrase());
    }

    /**
     * With a text for the peer.
     *
     * @throws IllegalArgumentException if the status is not one of 300 to 599
     */
    public HttpStatusException(int status, String message) {
        this(status, message, null);
    }

    /** The same with the cause, which the peer does not see. */
    public HttpStatusException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = checked(status);
    }

    private static int checked(int status) {
        if (status < 300 || status > 599) {
            throw new IllegalArgumentException("status " + status + " (expected: 300 to 599)");
        }
        return status;
    }

    /** The status of the response. */
    public int status() {
        return status;
    }

    /** The response that the peer gets. */
    public Response toResponse() {
        return Response.text(status + ": " + getMessage() + "\n").status(status);
    }

    /** 400: the request is not as it should be. */
    public static HttpStatusException badRequest(String message) {
        return new HttpStatusException(400, message);
    }

    /** 401: the peer has to say who it is. */
    public static HttpStatusException unauthorized(String message) {
        return new HttpStatusException(401, message);
    }

    /** 403: the peer may not. */
    public static HttpStatusException forbidden(String message) {
        return new HttpStatusException(403, message);
    }

    /** 404: there is no such thing. */
    public static HttpStatusException notFound(String message) {
        return new HttpStatusException(404, message);
    }

    /** 409: that contradicts the present state. */
    public static HttpStatusException conflict(String message) {
        return new HttpStatusException(409, message);
    }
}
