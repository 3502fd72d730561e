package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Something that a task can wait for: a {@link Future}, a {@link Task}, or a {@link Coroutine}, which is run on the
 * spot. A lambda given where an awaitable is expected is a coroutine.
 *
 * <p>Counterpart: {@code collections.abc.Awaitable}.
 *
 * @param <T> what the wait results in
 */
@FunctionalInterface
public interface Awaitable<T extends @Nullable Object> {

    /**
     * Suspends the calling task until the result is there. Called in a task.
     *
     * @return the result
     * @throws Exception what the awaited thing failed with
     * @throws CancelledError if the calling task, or the awaited thing, was cancelled
     */
    T await() throws Exception;
}
