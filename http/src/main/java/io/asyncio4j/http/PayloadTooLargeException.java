package io.asyncio4j.http;

/**
 * The peer has sent more than a limit allows. Its message names the limit.
 *
 * <p>Counterpart: {@code aiohttp.web.HTTPRequestEntityTooLarge}.
 */
public final class PayloadTooLargeException extends HttpException {

    private static final long serialVersionUID = 1;

    private final long limit;

    /**
     * An exception whose message is {@code "<what> of more than <limit> <unit>, which is the limit"}.
     *
     * @param what what is too large, such as {@code "body"}
     * @param limit how large it may be
     * @param unit what is counted, such as {@code "bytes"}
     */
    public PayloadTooLargeException(String what, long limit, String unit) {
        super(what + " of more than " + limit + " " + unit + ", which is the limit");
        this.limit = limit;
    }

    /** The limit that was exceeded. */
    public long limit() {
        return limit;
    }
}
