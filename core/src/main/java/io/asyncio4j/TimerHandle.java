package io.asyncio4j;

import java.time.Duration;

/**
 * A callback that was scheduled for a moment and can be cancelled. Made by {@link EventLoop#callLater} and
 * {@link EventLoop#callAt}. Loop-confined.
 *
 * <p>Counterpart: {@code asyncio.TimerHandle}.
 */
public final class TimerHandle extends Handle {

    private final long deadlineNanos;
    private boolean inHeap = true;

    TimerHandle(EventLoop loop, long deadlineNanos, Runnable callback, Object context) {
        super(loop, callback, context);
        this.deadlineNanos = deadlineNanos;
    }

    /** When it is due, in the loop's time ({@link EventLoop#time}). */
    public Duration when() {
        return Duration.ofNanos(deadlineNanos);
    }

    @Override
    public void cancel() {
        if (!cancelled()) {
            super.cancel();
            if (inHeap) {
                loop.core.timers.noteCancelled();
            }
        }
    }

    /** The timer is due and has left the heap. */
    void leftHeap() {
        inHeap = false;
    }

    @Override
    String whenText() {
        return " when=" + when();
    }
}
