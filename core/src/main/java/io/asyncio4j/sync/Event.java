package io.asyncio4j.sync;

/**
 * A flag that tasks can wait for. Loop-confined, see {@linkplain io.asyncio4j.sync the package}. Counterpart:
 * {@code asyncio.Event}.
 */
public final class Event {

    private final Waiters waiters = new Waiters(this);
    private boolean set;

    /** An event that is not set. */
    public Event() {}

    /** Whether the flag is set. Does not suspend. */
    public boolean isSet() {
        return set;
    }

    /**
     * Sets the flag and wakes all tasks that wait. Does not suspend. They go on in the loop's next turn, in the order in
     * which they came, even if the flag is cleared before.
     *
     * @throws IllegalStateException if tasks wait and this is not their loop's thread; the flag stays as it is
     */
    public void set() {
        waiters.wakeAll();
        set = true;
    }

    /** Clears the flag, so that tasks wait again. Does not suspend. */
    public void clear() {
        set = false;
    }

    /**
     * Suspends the calling task until the flag is set; if it is, this returns at once, without giving up the turn.
     * Counterpart: {@code Event.wait}.
     *
     * @throws io.asyncio4j.CancelledError if the calling task was cancelled
     * @throws IllegalStateException if it has to wait and is not in a task, or tasks of another loop have waited for this
     *     event
     */
    public void await() {
        if (!set) {
            waiters.await("Event.await()");
        }
    }

    @Override
    public String toString() {
        return waiters.describe(set ? "set" : "unset");
    }
}
