package io.asyncio4j.internal.loop;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Timers by deadline; equal deadlines in order of scheduling. Loop-confined.
 *
 * <p>A four-way heap in three parallel arrays: deadlines and sequence numbers are compared without touching the
 * entries, and an entry needs no fields for the heap's sake. A cancelled entry stays until it comes to the top, or
 * until more than half of the heap is cancelled; then all of them go (CPython's {@code _run_once} does the same). Sequence
 * numbers may wrap around: they are compared by difference, and only among equal deadlines.
 */
public final class TimerHeap {

    private static final int ARITY = 4;

    /** Below this size cancelled entries are not worth a sweep, as in CPython. */
    private static final int MIN_SWEEP = 100;

    private final Predicate<Object> isCancelled;
    private long[] deadlines = new long[16];
    private int[] sequences = new int[16];
    private @Nullable Object[] timers = new Object[16];
    private int size;
    private int cancelled;
    private int nextSequence;

    /** An empty heap of entries of which {@code isCancelled} tells whether they may be dropped. */
    public TimerHeap(Predicate<Object> isCancelled) {
        this.isCancelled = isCancelled;
    }

    /** How many timers are held, cancelled ones that were not dropped yet included. */
    public int size() {
        return size;
    }

    /** Adds a timer that is due at {@code deadlineNanos} of the loop's clock. */
    public void add(long deadlineNanos, Object timer) {
        if (size == timers.length) {
            int capacity = size + (size >> 1);
            deadlines = Arrays.copyOf(deadlines, capacity);
            sequences = Arrays.copyOf(sequences, capacity);
            timers = Arrays.copyOf(timers, capacity);
        }
        siftUp(size++, deadlineNanos, nextSequence++, timer);
    }

    /** Takes note that a timer which this heap holds was cancelled. */
    public void noteCancelled() {
        cancelled++;
        if (size > MIN_SWEEP && cancelled > size / 2) {
            sweep();
        }
    }

    /** The earliest deadline of a timer that is not cancelled, or {@link Long#MAX_VALUE} if there is none. */
    public long nextDeadline() {
        while (size > 0 && isCancelled.test(Objects.requireNonNull(timers[0]))) {
            removeFirst();
            cancelled--;
        }
        return size == 0 ? Long.MAX_VALUE : deadlines[0];
    }

    /** Takes every timer that is due at {@code nowNanos} out, in order, and gives it to {@code due}. */
    public void takeDue(long nowNanos, Consumer<Object> due) {
        while (nextDeadline() <= nowNanos && size > 0) {
            due.accept(removeFirst());
        }
    }

    /** Drops all timers. */
    public void clear() {
        Arrays.fill(timers, 0, size, null);
        size = 0;
        cancelled = 0;
    }

    private Object removeFirst() {
        Object first = Objects.requireNonNull(timers[0]);
        int last = --size;
        Object moved = Objects.requireNonNull(timers[last]);
        timers[last] = null;
        if (last > 0) {
            siftDown(0, deadlines[last], sequences[last], moved);
        }
        return first;
    }

    private void sweep() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Object timer = Objects.requireNonNull(timers[i]);
            if (!isCancelled.test(timer)) {
                put(kept++, deadlines[i], sequences[i], timer);
            }
        }
        Arrays.fill(timers, kept, size, null);
        size = kept;
        cancelled = 0;
        for (int i = (kept - 2) / ARITY; i >= 0 && kept > 1; i--) {
            siftDown(i, deadlines[i], sequences[i], Objects.requireNonNull(timers[i]));
        }
    }

    private void siftUp(int start, long deadline, int sequence, Object timer) {
        int i = start;
        while (i > 0) {
            int parent = (i - 1) / ARITY;
            if (!before(deadline, sequence, parent)) {
                break;
            }
            move(parent, i);
            i = parent;
        }
        put(i, deadline, sequence, timer);
    }

    private void siftDown(int start, long deadline, int sequence, Object timer) {
        int i = start;
        for (int first = ARITY * i + 1; first < size; first = ARITY * i + 1) {
            int least = first;
            for (int child = first + 1, end = Math.min(first + ARITY, size); child < end; child++) {
                if (before(deadlines[child], sequences[child], least)) {
                    least = child;
                }
            }
            if (before(deadline, sequence, least)) {
                break;
            }
            move(least, i);
            i = least;
        }
        put(i, deadline, sequence, timer);
    }

    private boolean before(long deadline, int sequence, int other) {
        return deadline < deadlines[other] || (deadline == deadlines[other] && sequence - sequences[other] < 0);
    }

    private void move(int from, int to) {
        deadlines[to] = deadlines[from];
        sequences[to] = sequences[from];
        timers[to] = timers[from];
    }

    private void put(int i, long deadline, int sequence, Object timer) {
        deadlines[i] = deadline;
        sequences[i] = sequence;
        timers[i] = timer;
    }
}
