package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Thrown at the suspension point of a task that was cancelled, and by whatever asks for the result of something that
 * was cancelled. Clean up in {@code finally} and let it pass.
 *
 * <p>An {@link Error}, so that {@code catch (Exception e)} does not swallow it.
 *
 * <p>Counterpart: {@code asyncio.CancelledError}, a {@code BaseException} for the same reason. The message survives every
 * read here (CPython loses it at the second).
 */
public final class CancelledError extends Error {

    private static final long serialVersionUID = 1L;

    /** An error without a message. */
    public CancelledError() {
        super();
    }

    /** An error with the message that was given to {@code cancel}, or null. */
    public CancelledError(@Nullable String message) {
        super(message);
    }
}
