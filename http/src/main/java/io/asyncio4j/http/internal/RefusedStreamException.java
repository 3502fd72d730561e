package io.asyncio4j.http.internal;

import io.asyncio4j.http.HttpException;
import org.jspecify.annotations.Nullable;

/** The server has not handled a request, and has said so: it can be sent again. */
public final class RefusedStreamException extends HttpException {

    private static final long serialVersionUID = 1;

    RefusedStreamException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
