package io.asyncio4j.spi;

/**
 * How an event loop waits, and for what: the bottom of the loop. An implementation over a selector handles its events in
 * {@link #poll}, by making futures done or scheduling callbacks. One driver serves one loop.
 *
 * <p>Counterpart: {@code selectors.BaseSelector} under {@code asyncio.SelectorEventLoop}.
 */
public interface IoDriver {

    /**
     * Hands on what tasks and callbacks have written since the last call. Called on the loop's thread, outside any task,
     * right before each {@link #poll}; what it schedules keeps that poll from waiting.
     */
    default void flush() {}

    /**
     * Waits until an event has come, {@link #wakeup} was called or the time is over, and handles all events that are
     * there. It may return early for no reason. Called on the loop's thread, outside any task.
     *
     * @param timeoutNanos how long to wait, in nanoseconds: 0 does not wait, {@link Long#MAX_VALUE} waits without limit
     * @return how many events were handled
     */
    int poll(long timeoutNanos);

    /**
     * Asked when nothing is ready, before a clock {@linkplain LoopClock#jumps jumps}: whether a task waits for something
     * outside this loop that takes real time, such as an attempt to connect or a child process. Called on the loop's thread,
     * outside any task, after a {@link #poll} that did not wait; it may handle events.
     */
    default boolean hasExternalWork() {
        return false;
    }

    /**
     * Ends the {@link #poll} that is under way, or else the next one that would wait. Thread-safe. Several calls may
     * count as one.
     */
    void wakeup();

    /** Releases what the driver holds. Called once, when the loop is closed. */
    void close();
}
