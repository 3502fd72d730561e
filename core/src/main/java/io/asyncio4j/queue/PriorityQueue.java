package io.asyncio4j.queue;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Queue} that gives the smallest item first, by a {@link Comparator} or by the items' natural order. Equal items
 * come out in the order in which they went in.
 *
 * <p>An item that cannot be compared is refused by {@link #put} and {@link #putNowait} with what the comparison throws, and
 * is not in the queue then; {@link #get} and {@link #getNowait} compare, too, and take nothing if that throws. A comparison
 * must not suspend or block, or use the queue; if the queue is changed during one, the change that was under way throws
 * {@link java.util.ConcurrentModificationException} and is not made.
 *
 * <p>Loop-confined. Counterpart: {@code asyncio.PriorityQueue}, which compares the whole of two equal-ranking tuples; here,
 * a record with a comparator does.
 *
 * @param <T> the items; null is one if the comparator takes it, but not in natural order
 */
public final class PriorityQueue<T extends @Nullable Object> extends Queue<T> {

    /** An empty queue without a limit, in natural order: items are {@link Comparable}. */
    public PriorityQueue() {
        this(0);
    }

    /**
     * An empty queue in natural order: items are {@link Comparable}.
     *
     * @param maxsize how many items there is room for; 0 means no limit
     * @throws IllegalArgumentException if {@code maxsize} is negative
     */
    public PriorityQueue(int maxsize) {
        this(maxsize, PriorityQueue::compareNaturally);
    }

    /** An empty queue without a limit, in the order of {@code comparator}. */
    public PriorityQueue(Comparator<? super T> comparator) {
        this(0, comparator);
    }

    /**
     * An empty queue in the order of {@code comparator}.
     *
     * @param maxsize how many items there is room for; 0 means no limit
     * @throws IllegalArgumentException if {@code maxsize} is negative
     */
    public PriorityQueue(int maxsize, Comparator<? super T> comparator) {
        super(maxsize, new Heap<>(Objects.requireNonNull(comparator, "comparator")));
    }

    @SuppressWarnings("unchecked")
    private static int compareNaturally(@Nullable Object item, @Nullable Object other) {
        if (item == null || other == null) {
            throw new NullPointerException("item = null has no natural order"
                    + "; give the queue a comparator that takes it, such as Comparator.nullsFirst");
        }
        return ((Comparable<Object>) item).compareTo(other);
    }
}
