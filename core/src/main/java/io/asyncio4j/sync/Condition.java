package io.asyncio4j.sync;

import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * Lets tasks wait, under a lock, until others signal that something has changed.
 *
 * <pre>{@code
 * try (var _ = condition.acquire()) {
 *     condition.waitFor(() -> !items.isEmpty());
 *     …
 * }
 * }</pre>
 *
 * <p>Whoever waits or signals must hold the lock. (That somebody holds it is all that is checked, since a lock has no
 * owner.) A task may be woken without a signal meant for it, so check what you wait for, or use {@link #waitFor}.
 *
 * <p>Fair: tasks are woken in the order in which they began to wait. Loop-confined, see
 * {@linkplain io.asyncio4j.sync the package}. Counterpart: {@code asyncio.Condition}; {@code await} and {@code signal},
 * as in {@link java.util.concurrent.locks.Condition}, are its {@code wait} and {@code notify}.
 */
public final class Condition {

    private final Waiters waiters = new Waiters(this);
    private final Lock lock;

    /** A condition with a lock of its own. */
    public Condition() {
        this(new Lock());
    }

    /** A condition under {@code lock}, which several conditions may share. */
    public Condition(Lock lock) {
        this.lock = Objects.requireNonNull(lock, "lock");
    }

    /** Acquires the lock, see {@link Lock#acquire}. */
    public Held acquire() {
        return lock.acquire();
    }

    /** Releases the lock, see {@link Lock#release}. */
    public void release() {
        lock.release();
    }

    /** Whether the lock is acquired, see {@link Lock#locked}. */
    public boolean locked() {
        return lock.locked();
    }

    /**
     * Releases the lock, suspends the calling task until it is signalled, and acquires the lock again. That happens also
     * if the task is cancelled, however often; if it had been signalled, the signal goes on to another task.
     * Counterpart: {@code Condition.wait}.
     *
     * @throws io.asyncio4j.CancelledError if the calling task was cancelled; it has the lock
     * @throws IllegalStateException if the lock is not acquired, or the caller is not in a task, or tasks of another loop
     *     have waited for this condition or its lock; the lock stays as it is
     */
    public void await() {
        requireLock("wait");
        lock.checkMayWait("Condition.await()");
        Waiters.Waiter waiter = waiters.join("Condition.await()");
        try {
            lock.release();
            try {
                waiters.await(waiter);
            } finally {
                lock.acquireAgain();
            }
        } catch (Throwable e) { // it may have been woken before; as in CPython, nobody asks whether it was
            waiters.wake(1);
            throw e;
        }
    }

    /**
     * Waits, as {@link #await} does, until {@code predicate} holds, which is evaluated under the lock, at once and after
     * every wake-up. Counterpart: {@code Condition.wait_for}.
     *
     * @throws io.asyncio4j.CancelledError if the calling task was cancelled; it has the lock
     * @throws RuntimeException what the predicate throws; the caller has the lock
     * @throws IllegalStateException if it has to wait and the lock is not acquired, or see {@link #await}
     */
    public void waitFor(BooleanSupplier predicate) {
        Objects.requireNonNull(predicate, "predicate");
        while (!predicate.getAsBoolean()) {
            await();
        }
    }

    /** Wakes one task, see {@link #signal(int)}. */
    public void signal() {
        signal(1);
    }

    /**
     * Wakes the {@code n} tasks that have waited longest, or all, if fewer wait. Does not suspend. They go on, one after
     * the other, when they get the lock, which the caller still has. Counterpart: {@code Condition.notify}.
     *
     * @throws IllegalArgumentException if {@code n} is negative
     * @throws IllegalStateException if the lock is not acquired, or if tasks wait and this is not their loop's thread
     */
    public void signal(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n = " + n + " (expected: >= 0; signalAll() wakes all)");
        }
        requireLock("signal");
        waiters.wake(n);
    }

    /** Wakes all tasks that wait, see {@link #signal(int)}. Counterpart: {@code Condition.notify_all}. */
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    private void requireLock(String operation) {
        if (!lock.locked()) {
            throw new IllegalStateException(
                    "cannot " + operation + " on un-acquired lock: " + this + "; acquire() it around the call");
        }
    }

    @Override
    public String toString() {
        return waiters.describe(locked() ? "locked" : "unlocked");
    }
}
