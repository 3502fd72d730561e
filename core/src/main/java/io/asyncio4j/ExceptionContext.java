package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * What an {@link ExceptionHandler} is told. Immutable.
 *
 * @param message what went wrong
 * @param exception the exception, if there is one
 * @param future the future or task that it belongs to, if it is still there
 * @param handle the callback that threw, if it was one
 */
public record ExceptionContext(
        String message,
        @Nullable Throwable exception,
        @Nullable Future<?> future,
        @Nullable Handle handle) {

    /** A context with a message and an exception only. */
    public ExceptionContext(String message, @Nullable Throwable exception) {
        this(message, exception, null, null);
    }
}
