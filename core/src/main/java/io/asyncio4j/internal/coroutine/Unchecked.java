package io.asyncio4j.internal.coroutine;

import java.util.concurrent.CompletionException;

/** The one rule for exceptions that cross from one coroutine to another. */
public final class Unchecked {

    private Unchecked() {}

    /**
     * Throws an unchecked exception or an error as it is, and returns a checked one wrapped for throwing, as
     * {@link java.util.concurrent.CompletableFuture#join} does.
     */
    public static RuntimeException of(Throwable exception) {
        if (exception instanceof Error error) {
            throw error;
        }
        return exception instanceof RuntimeException unchecked ? unchecked : new CompletionException(exception);
    }
}
