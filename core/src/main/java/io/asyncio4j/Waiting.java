package io.asyncio4j;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link Asyncio#waitUntil}, and waiting for a cancelled future. */
final class Waiting {

    private Waiting() {}

    static <T extends @Nullable Object> WaitResult<T> until(
            EventLoop loop, ReturnWhen when, Set<Future<T>> futures, @Nullable Duration timeout) {
        Future<@Nullable Void> waiter = loop.createFuture();
        TimerHandle timer = timeout == null ? null : loop.callLater(timeout, () -> release(waiter));
        var pending = new Object() {
            int count = futures.size();
        };
        Consumer<Future<T>> onDone = future -> {
            pending.count--;
            if (pending.count == 0
                    || when == ReturnWhen.FIRST_COMPLETED
                    || (when == ReturnWhen.FIRST_EXCEPTION && !future.cancelled() && future.exception() != null)) {
                release(waiter);
            }
        };
        futures.forEach(future -> future.addDoneCallback(onDone));
        try {
            waiter.await();
        } finally {
            if (timer != null) {
                timer.cancel();
            }
            futures.forEach(future -> future.removeDoneCallback(onDone));
        }
        Set<Future<T>> done = new LinkedHashSet<>();
        Set<Future<T>> unfinished = new LinkedHashSet<>();
        futures.forEach(future -> (future.done() ? done : unfinished).add(future));
        return new WaitResult<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(unfinished));
    }

    /** Cancels a future and waits until it is done. */
    static <T extends @Nullable Object> void cancelAndWait(Future<T> future) {
        Future<@Nullable Void> waiter = future.loop.createFuture();
        Consumer<Future<T>> onDone = done -> release(waiter);
        future.addDoneCallback(onDone);
        try {
            future.cancel();
            waiter.await();
        } finally {
            future.removeDoneCallback(onDone);
        }
    }

    static void release(Future<@Nullable Void> waiter) {
        if (!waiter.done()) {
            waiter.succeed(null);
        }
    }
}
