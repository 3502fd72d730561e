package io.asyncio4j.http.client;

import io.asyncio4j.http.HttpException;

/** Too many requests wait for a connection already: {@link PoolLimits#maxWaiting}. */
public final class PoolFullException extends HttpException {

    private static final long serialVersionUID = 1;

    /** An exception about a request that the message names. */
    public PoolFullException(String message) {
        super(message);
    }
}
