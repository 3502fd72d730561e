package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** What {@link Asyncio#sleep} waits for: a future that is its own entry in the timer heap. */
final class SleepFuture<T extends @Nullable Object> extends Future<T> {

    private boolean inHeap = true;

    SleepFuture(EventLoop loop, T result) {
        super(loop);
        reserve(result);
    }

    /** The timer is due and has left the heap. */
    void leftHeap() {
        inHeap = false;
    }

    /** The timer's turn. */
    void wake() {
        succeedWithReserved();
    }

    @Override
    public boolean cancel(@Nullable String message) {
        boolean cancelled = super.cancel(message);
        if (cancelled && inHeap) {
            loop.core.timers.noteCancelled();
        }
        return cancelled;
    }
}
