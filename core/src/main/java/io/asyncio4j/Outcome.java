package io.asyncio4j;

import io.asyncio4j.internal.coroutine.Unchecked;
import org.jspecify.annotations.Nullable;

/**
 * How something ended, as a value. Immutable.
 *
 * @param <T> what it results in when it succeeds
 */
public sealed interface Outcome<T extends @Nullable Object> {

    /** It returned. */
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

    /** It threw; a {@link CancelledError} if it was cancelled. */
    record Failure<T extends @Nullable Object>(Throwable exception) implements Outcome<T> {}

    /**
     * The value.
     *
     * @throws java.util.concurrent.CompletionException around the exception, if that is a checked one
     * @throws RuntimeException the exception itself, if it is unchecked
     * @throws Error the exception itself, if it is an error
     */
    default T get() {
        return switch (this) {
            case Success<T>(T value) -> value;
            case Failure<T>(Throwable exception) -> throw Unchecked.of(exception);
        };
    }
}
