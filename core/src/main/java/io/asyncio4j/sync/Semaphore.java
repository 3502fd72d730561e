package io.asyncio4j.sync;

/**
 * A number of permits, which tasks acquire and release: so many may do something at the same time.
 *
 * <pre>{@code
 * var atMostTen = new Semaphore(10);
 * …
 * try (var _ = atMostTen.acquire()) {
 *     fetch(url);
 * }
 * }</pre>
 *
 * <p>Fair: permits go to the tasks in the order in which they asked. Permits are not owned, and releasing more than were
 * acquired makes more of them; a {@link BoundedSemaphore} refuses that. Loop-confined, see
 * {@linkplain io.asyncio4j.sync the package}. Counterpart: {@code asyncio.Semaphore}.
 */
public sealed class Semaphore permits BoundedSemaphore {

    private final Waiters waiters = new Waiters(this);
    private final Held held = this::release;

    /** How many are free. One that is handed to a waiter is not, though the waiter has not had its turn. */
    private int permits;

    /**
     * A semaphore with that many permits.
     *
     * @throws IllegalArgumentException if there are less than 0
     */
    public Semaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits = " + permits + " (expected: >= 0)");
        }
        this.permits = permits;
    }

    /**
     * Suspends the calling task until it has a permit. If one is free and nobody waits, this returns at once, without
     * giving up the turn. If the task is cancelled meanwhile, it does not get a permit.
     *
     * @return what releases the permit, for {@code try}; may be ignored
     * @throws io.asyncio4j.CancelledError if the calling task was cancelled
     * @throws IllegalStateException if it has to wait and is not in a task, or tasks of another loop have waited for this
     *     semaphore
     */
    public final Held acquire() {
        if (locked()) {
            queueUp();
        } else {
            permits--;
        }
        return held;
    }

    private void queueUp() {
        Waiters.Waiter waiter = waiters.join("Semaphore.acquire()");
        try {
            waiters.await(waiter);
        } catch (Throwable e) {
            if (waiter.isWoken()) {
                permits++;
            }
            throw e;
        } finally {
            // Some are free if a waiter, cancelled by now, had kept newcomers from taking them.
            while (permits > 0 && waiters.wake(1) > 0) {
                permits--;
            }
        }
    }

    /**
     * Gives a permit to the task that has waited longest, or makes it free. Does not suspend. Any task or callback of the
     * loop may do that.
     *
     * @throws IllegalStateException if there are too many permits: {@link Integer#MAX_VALUE}, or in a
     *     {@link BoundedSemaphore} the initial number, are free; or if tasks wait and this is not their loop's thread.
     *     Nothing has changed then
     */
    public void release() {
        if (permits == Integer.MAX_VALUE) {
            throw new IllegalStateException("Semaphore released too many times: " + this);
        }
        if (waiters.wake(1) == 0) {
            permits++;
        }
    }

    /** How many permits are free. */
    final int permits() {
        return permits;
    }

    /** Whether {@link #acquire} would wait: no permit is free, or tasks wait already. Does not suspend. */
    public final boolean locked() {
        return permits == 0 || waiters.any();
    }

    @Override
    public final String toString() {
        return waiters.describe(locked() ? "locked" : "unlocked, value:" + permits);
    }
}
