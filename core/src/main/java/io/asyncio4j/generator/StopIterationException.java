package io.asyncio4j.generator;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Generator} or a {@link CoroutineObject} was asked for its next value and has returned instead.
 *
 * <p>Counterpart: {@code StopIteration}, and {@code StopAsyncIteration}.
 */
public final class StopIterationException extends NoSuchElementException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // lost in serialisation unless it is serialisable itself
    private final transient @Nullable Object value;

    StopIterationException(@Nullable Object value) {
        super(value == null ? null : String.valueOf(value));
        this.value = value;
    }

    /** What was returned; null if nothing was, or if it was told to an earlier caller. */
    public @Nullable Object value() {
        return value;
    }
}
