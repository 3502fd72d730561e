package io.asyncio4j.sync;

import java.util.BitSet;
import java.util.Locale;
import java.util.concurrent.BrokenBarrierException;

/**
 * Lets tasks wait until a number of them have come, then all of them go on; again and again.
 *
 * <p>A round is over when the last of them has gone on; who comes between belongs to the next one. A task that is
 * cancelled while it waits has not come; the others wait on. (In {@link java.util.concurrent.CyclicBarrier} that would
 * break the barrier.)
 *
 * <p>Loop-confined, see {@linkplain io.asyncio4j.sync the package}. Counterpart: {@code asyncio.Barrier}; for
 * {@code async with} call {@link #await}, since its exit does nothing.
 */
public final class Barrier {

    private enum State {
        /** Tasks come and wait. */
        FILLING,
        /** All have come and are to go on. */
        DRAINING,
        /** Was reset: those who wait are to throw, then it is filled again. */
        RESETTING,
        /** Was aborted. */
        BROKEN
    }

    /** Those who wait for a change of the state: until the barrier is full, or until it can be filled again. */
    private final Waiters waiters = new Waiters(this);

    private final int parties;

    /** The indices of the tasks that have come and not gone. */
    private final BitSet present = new BitSet();

    private State state = State.FILLING;

    /**
     * A barrier for that many tasks.
     *
     * @throws IllegalArgumentException if there are less than 1
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties = " + parties + " (expected: > 0)");
        }
        this.parties = parties;
    }

    /**
     * Suspends the calling task until {@link #parties} tasks have come. The last one goes on at once, without giving up the
     * turn, and the others in the next turn. Before that, while those of the last round are still to go on, it waits for
     * them. Counterpart: {@code Barrier.wait}.
     *
     * @return a number from 0 to {@code parties - 1}, another one for each task of a round
     * @throws BrokenBarrierException if the barrier is broken, or is aborted or reset meanwhile
     * @throws io.asyncio4j.CancelledError if the calling task was cancelled; it does not count any more
     * @throws IllegalStateException if it has to wait and is not in a task, or tasks of another loop have waited for this
     *     barrier
     */
    public int await() throws BrokenBarrierException {
        while (state == State.DRAINING || state == State.RESETTING) {
            awaitChange();
        }
        if (state == State.BROKEN) {
            throw new BrokenBarrierException("Barrier aborted: " + this);
        }
        int index = present.nextClearBit(0);
        present.set(index);
        try {
            if (present.cardinality() == parties) {
                change(State.DRAINING);
            }
            while (state == State.FILLING) {
                awaitChange();
            }
            if (state != State.DRAINING) {
                throw new BrokenBarrierException("Abort or reset of barrier: " + this);
            }
            return index;
        } finally {
            present.clear(index);
            if (present.isEmpty()) {
                change(state == State.BROKEN ? state : State.FILLING);
            }
        }
    }

    private void awaitChange() {
        try {
            waiters.await("Barrier.await()");
        } catch (Throwable e) {
            waiters.wake(1); // in vain; but CPython's barrier waits on a condition, and so the order stays the same
            throw e;
        }
    }

    /** Lets all who wait look at the new state. */
    private void change(State to) {
        waiters.wakeAll();
        state = to;
    }

    /**
     * Begins anew: tasks that wait get a {@link BrokenBarrierException}, and those who come wait until they are gone. A
     * broken barrier is usable again. Does not suspend (in CPython it is a coroutine, which does not either).
     *
     * @throws IllegalStateException if tasks wait and this is not their loop's thread; nothing has changed then
     */
    public void reset() {
        change(present.isEmpty() ? State.FILLING : State.RESETTING);
    }

    /**
     * Breaks the barrier: tasks that wait or will come get a {@link BrokenBarrierException}, until {@link #reset}. Does
     * not suspend (in CPython it is a coroutine, which does not either).
     *
     * @throws IllegalStateException if tasks wait and this is not their loop's thread; nothing has changed then
     */
    public void abort() {
        change(State.BROKEN);
    }

    /** How many tasks must come. */
    public int parties() {
        return parties;
    }

    /** How many tasks of this round have come; 0 while those of the last one are still to go on. Does not suspend. */
    public int nWaiting() {
        return state == State.FILLING ? present.cardinality() : 0;
    }

    /** Whether the barrier was aborted, and not reset since. Does not suspend. */
    public boolean broken() {
        return state == State.BROKEN;
    }

    @Override
    public String toString() {
        String name = state.name().toLowerCase(Locale.ROOT);
        return "<Barrier [" + name + (broken() ? "" : ", waiters:" + nWaiting() + "/" + parties) + "]>";
    }
}
