package io.asyncio4j;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Asyncio#waitUntil}, and waiting for a cancelled future. This is the callback of what is waited for.
 */
final class Waiting implements Consumer<Future<?>>, Awaiter {

    private final Future<@Nullable Void> waiter;
    private final ReturnWhen when;
    private int pending;

    private Waiting(EventLoop loop, ReturnWhen when, int pending) {
        this.waiter = loop.createFuture();
        this.when = when;
        this.pending = pending;
    }

    static <T extends @Nullable Object> WaitResult<T> until(
            EventLoop loop, ReturnWhen when, Set<Future<T>> futures, @Nullable Duration timeout) {
        Waiting waiting = new Waiting(loop, when, futures.size());
        TimerHandle timer = timeout == null ? null : loop.callLater(timeout, () -> release(waiting.waiter));
        futures.forEach(future -> future.addDoneCallback(waiting));
        try {
            waiting.waiter.await();
        } finally {
            if (timer != null) {
                timer.cancel();
            }
            futures.forEach(future -> future.removeDoneCallback(waiting));
        }
        Set<Future<T>> done = new LinkedHashSet<>();
        Set<Future<T>> unfinished = new LinkedHashSet<>();
        futures.forEach(future -> (future.done() ? done : unfinished).add(future));
        return new WaitResult<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(unfinished));
    }

    /** Cancels a future and waits until it is done. */
    static void cancelAndWait(Future<?> future) {
        Waiting waiting = new Waiting(future.loop, ReturnWhen.ALL_COMPLETED, 1);
        future.addDoneCallback(waiting);
        try {
            future.cancel();
            waiting.waiter.await();
        } finally {
            future.removeDoneCallback(waiting);
        }
    }

    @Override
    public void accept(Future<?> future) {
        pending--;
        if (pending == 0
                || when == ReturnWhen.FIRST_COMPLETED
                || (when == ReturnWhen.FIRST_EXCEPTION && !future.cancelled() && future.exception() != null)) {
            release(waiter);
        }
    }

    @Override
    public Collection<Future<?>> awaiters() {
        return CallGraphs.awaitedBy(waiter);
    }

    @Override
    public String toString() {
        return "waitUntil";
    }

    static void release(Future<@Nullable Void> waiter) {
        if (!waiter.done()) {
            waiter.succeed(null);
        }
    }
}
