package io.asyncio4j.sync;

import io.asyncio4j.CancelledError;

/**
 * Mutual exclusion of tasks, across suspension points. (Between two suspension points a task is alone anyway.)
 *
 * <pre>{@code
 * try (var _ = lock.acquire()) {
 *     …                            // may suspend
 * }
 * }</pre>
 *
 * <p>Fair: the tasks get it in the order in which they asked. Not re-entrant, and not owned: any task or callback may
 * release it. Loop-confined, see {@linkplain io.asyncio4j.sync the package}. Counterpart: {@code asyncio.Lock}.
 */
public final class Lock {

    private final Waiters waiters = new Waiters(this);
    private final Held held = this::release;

    /** 0 or 1; more only while the tasks of a closed loop are unwound, see {@link #acquireAgain}. */
    private int holders;

    /** An unlocked lock. */
    public Lock() {}

    /**
     * Suspends the calling task until it has the lock. If that is free and nobody waits, this returns at once, without
     * giving up the turn. If the task is cancelled meanwhile, it does not get the lock.
     *
     * @return what releases the lock, for {@code try}; may be ignored
     * @throws CancelledError if the calling task was cancelled
     * @throws IllegalStateException if it has to wait and is not in a task, or tasks of another loop have waited for this
     *     lock
     */
    public Held acquire() {
        if (holders > 0 || waiters.any()) {
            queueUp();
        }
        holders++;
        return held;
    }

    private void queueUp() {
        do {
            try {
                waiters.await("Lock.acquire()");
            } catch (Throwable e) {
                if (holders == 0) { // it may have been handed to this task
                    waiters.wakeFirst();
                }
                throw e;
            }
        } while (holders > 0); // once, unless a condition has taken the lock without waiting
    }

    /** For a condition: throws what {@link #acquireAgain} would have to throw if this task cannot wait for the lock. */
    void checkMayWait(String operation) {
        var _ = waiters.check(operation);
    }

    /**
     * For a condition: acquires the lock, even if the task is cancelled meanwhile, and throws that error, the latest one,
     * only then. Where waiting is impossible (the loop is closed, or the stack cannot be left) it counts as acquired, since
     * the caller will release it.
     */
    void acquireAgain() {
        CancelledError cancelled = null;
        for (boolean acquired = false; !acquired; ) {
            try {
                var _ = acquire();
                acquired = true;
            } catch (CancelledError e) {
                cancelled = e;
            } catch (Throwable e) {
                holders++;
                throw e;
            }
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }

    /**
     * Releases the lock and wakes the task that has waited longest. Does not suspend. Any task or callback of the loop may
     * do that.
     *
     * @throws IllegalStateException if the lock is not acquired, or if tasks wait and this is not their loop's thread; the
     *     lock stays as it is
     */
    public void release() {
        if (holders == 0) {
            throw new IllegalStateException(
                    "Lock is not acquired: " + this + " was released once more than it was acquired");
        }
        waiters.wakeFirst();
        holders--;
    }

    /**
     * Whether the lock is acquired. Does not suspend. If not, tasks may still wait for it, one of which has been woken and
     * will have it in this turn or the next.
     */
    public boolean locked() {
        return holders > 0;
    }

    @Override
    public String toString() {
        return waiters.describe(locked() ? "locked" : "unlocked");
    }
}
