package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Code that may suspend and has not been started: what Python calls a coroutine object is a lambda here. Handing one to
 * {@link Asyncio#createTask} schedules it; to await it directly is to call {@link #run}.
 *
 * <p>Differences from Python: the same coroutine may be run more than once, each time from the start; one that is never
 * run is not reported.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface Coroutine<T extends @Nullable Object> extends Awaitable<T> {

    /**
     * Runs to the end, in the calling task; may suspend in any frame.
     *
     * @throws Exception what the code fails with
     * @throws CancelledError if the calling task was cancelled
     */
    T run() throws Exception;

    /** The same as {@link #run}. */
    @Override
    default T await() throws Exception {
        return run();
    }

    /** A coroutine without a result, for lambdas that return nothing. */
    @FunctionalInterface
    interface OfVoid {

        /**
         * Runs to the end, in the calling task; may suspend in any frame.
         *
         * @throws Exception what the code fails with
         * @throws CancelledError if the calling task was cancelled
         */
        void run() throws Exception;
    }
}
