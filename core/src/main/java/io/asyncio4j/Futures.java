package io.asyncio4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns awaitables into futures of one loop. */
final class Futures {

    private Futures() {}

    /** A future as it is; anything else becomes a task. */
    static <T extends @Nullable Object> Future<T> ensure(Awaitable<T> awaitable, EventLoop loop) {
        Objects.requireNonNull(awaitable, "awaitable");
        if (awaitable instanceof Future<T> future) {
            if (future.loop != loop) {
                throw new IllegalArgumentException("The future belongs to a different loop than the one specified: "
                        + future + " of " + future.loop + ", not of " + loop);
            }
            return future;
        }
        return loop.createTask(awaitable instanceof Coroutine<T> coroutine ? coroutine : awaitable::await);
    }

    /**
     * A future for each awaitable, in order. The tasks made here are the caller's own affair: they are not reported when
     * they are destroyed while pending.
     *
     * <p>A coroutine that is given twice gives two tasks, unlike in Python: it can be run twice, and two evaluations of
     * one lambda expression may be one object.
     */
    @SuppressWarnings("unchecked")
    static <T extends @Nullable Object> List<Future<T>> ensureAll(
            Collection<? extends Awaitable<? extends T>> awaitables, EventLoop loop) {
        List<Future<T>> futures = new ArrayList<>(awaitables.size());
        for (Awaitable<? extends T> awaitable : awaitables) {
            Future<T> future = (Future<T>) ensure(awaitable, loop);
            if (future instanceof Task<T> task && task != awaitable) {
                task.doNotReportDestroyed();
            }
            futures.add(future);
        }
        return futures;
    }

    /** The same without repetitions. */
    static <T extends @Nullable Object> Set<Future<T>> ensureSet(
            Collection<? extends Awaitable<? extends T>> awaitables, EventLoop loop) {
        return new LinkedHashSet<>(ensureAll(awaitables, loop));
    }
}
