package io.asyncio4j.sync;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait at one primitive, first come, first served. Loop-confined; bound to the loop of the first task that
 * ever waits.
 *
 * <p>A waiter is pending, or woken, or cancelled together with its task. It stays in the queue until its task has had its
 * turn, in any case: one that was woken keeps newcomers from overtaking, one that was cancelled is passed over.
 */
final class Waiters {

    /** The primitive, for messages. */
    private final Object owner;

    private @Nullable EventLoop loop;
    private @Nullable Waiter first;
    private @Nullable Waiter last;

    /** Where to look for the next one to wake: all before it are woken or cancelled; all of them, if it is null. */
    private @Nullable Waiter candidate;

    Waiters(Object owner) {
        this.owner = owner;
    }

    /** A place in the queue, from {@link Waiters#join} to {@link Waiters#leave}. */
    static final class Waiter {

        private final Future<@Nullable Void> turn;
        private @Nullable Waiter previous;
        private @Nullable Waiter next;

        private Waiter(Future<@Nullable Void> turn) {
            this.turn = turn;
        }

        boolean isWoken() {
            return turn.done() && !turn.cancelled();
        }
    }

    // ---- waiting ----

    /** Suspends the calling task until it is woken. Throws if it is cancelled, woken or not. */
    void await(String operation) {
        await(join(operation));
    }

    /** The same for a task that has joined, which leaves with this. */
    void await(Waiter waiter) {
        try {
            waiter.turn.await();
        } finally {
            leave(waiter);
        }
    }

    /**
     * Puts the calling task at the end of the queue.
     *
     * @throws IllegalStateException if the caller cannot wait, see {@link #check}; nothing has changed then
     */
    Waiter join(String operation) {
        loop = check(operation);
        Waiter waiter = new Waiter(loop.createFuture());
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        if (candidate == null) {
            candidate = waiter;
        }
        return waiter;
    }

    /**
     * Returns the caller's loop.
     *
     * @throws IllegalStateException if the caller is not in a task of the loop that this is bound to
     */
    EventLoop check(String operation) {
        Task<?> task = Asyncio.currentTask();
        if (task == null) {
            throw new IllegalStateException(operation + " has to wait, and was called outside a task, on thread \""
                    + Thread.currentThread().getName()
                    + "\"; call it in a coroutine that runs under Asyncio.run() or createTask()");
        }
        if (loop != null && loop != task.getLoop()) {
            throw new IllegalStateException(owner + " is bound to a different event loop (" + loop + ", not "
                    + task.getLoop() + "), where tasks have waited for it; make one for each loop");
        }
        return task.getLoop();
    }

    private void leave(Waiter waiter) {
        if (candidate == waiter) {
            candidate = waiter.next;
        }
        if (waiter.previous == null) {
            first = waiter.next;
        } else {
            waiter.previous.next = waiter.next;
        }
        if (waiter.next == null) {
            last = waiter.previous;
        } else {
            waiter.next.previous = waiter.previous;
        }
    }

    // ---- waking: throws on a foreign thread before anything changes ----

    /** Wakes the first one if it is pending. If it is cancelled, its task will look after the next one. */
    void wakeFirst() {
        if (first != null && !first.turn.done()) {
            first.turn.setResult(null);
        }
    }

    /** Wakes the first {@code n} that are pending; returns how many there were. */
    int wake(int n) {
        int woken = 0;
        for (; candidate != null && woken < n; candidate = candidate.next) {
            if (!candidate.turn.done()) {
                candidate.turn.setResult(null);
                woken++;
            }
        }
        return woken;
    }

    void wakeAll() {
        wake(Integer.MAX_VALUE);
    }

    // ---- looking ----

    /** Whether a newcomer has to queue up: some waiter is not cancelled. */
    boolean any() {
        for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
            if (!waiter.turn.cancelled()) {
                return true;
            }
        }
        return false;
    }

    /** {@code <Lock [locked, waiters:2]>}, without the last part if nobody waits. */
    String describe(String state) {
        int count = 0;
        for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
            count++;
        }
        return "<" + owner.getClass().getSimpleName() + " [" + state + (count == 0 ? "" : ", waiters:" + count) + "]>";
    }
}
