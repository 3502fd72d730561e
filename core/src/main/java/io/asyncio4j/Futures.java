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
        return loop.createTask(AwaitingCoroutine.of(awaitable));
    }

    /** The same, where a task that is made here is the caller's own affair: not reported if destroyed while pending. */
    static <T extends @Nullable Object> Future<T> ensureOwn(Awaitable<T> awaitable, EventLoop loop) {
        Future<T> future = ensure(awaitable, loop);
        if (future instanceof Task<T> task && task != awaitable) {
            task.doNotReportDestroyed();
        }
        return future;
    }

    /**
     * A future for each awaitable, in order, as {@link #ensureOwn} makes it.
     *
     * <p>A coroutine that is given twice gives two tasks, unlike in Python: it can be run twice, and two evaluations of
     * one lambda expression may be one object.
     */
    @SuppressWarnings("unchecked")
    static <T extends @Nullable Object> List<Future<T>> ensureAll(
            Collection<? extends Awaitable<? extends T>> awaitables, EventLoop loop) {
        List<Future<T>> futures = new ArrayList<>(awaitables.size());
        for (Awaitable<? extends T> awaitable : awaitables) {
            futures.add((Future<T>) ensureOwn(awaitable, loop));
        }
        return futures;
    }

    /** The same without repetitions. */
    static <T extends @Nullable Object> Set<Future<T>> ensureSet(
            Collection<? extends Awaitable<? extends T>> awaitables, EventLoop loop) {
        return new LinkedHashSet<>(ensureAll(awaitables, loop));
    }
}
