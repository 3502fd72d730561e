package io.asyncio4j.http.client;

import io.asyncio4j.http.HttpException;

/** A request was redirected more often than allowed. Counterpart: {@code aiohttp.TooManyRedirects}. */
public final class TooManyRedirectsException extends HttpException {

    private static final long serialVersionUID = 1;

    /** An exception about a request that the message names. */
    public TooManyRedirectsException(String message) {
        super(message);
    }
}
