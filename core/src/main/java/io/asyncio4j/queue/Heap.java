package io.asyncio4j.queue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/**
 * Smallest first, equal ones in order of arrival: a binary heap.
 *
 * <p>The comparator is the user's code: it may throw, or let other tasks run, which may change this heap. So a change first
 * looks for its place, and gives up if it must, and then moves items without asking anybody.
 */
final class Heap<T extends @Nullable Object> implements Items<T> {

    private static final int FIRST_CAPACITY = 8;

    private final Comparator<? super T> order;
    private @Nullable Object[] items = new Object[FIRST_CAPACITY];

    /** The value of {@link #changes} when each of the items came. */
    private long[] arrivals = new long[FIRST_CAPACITY];

    private int size;
    private long changes;

    Heap(Comparator<? super T> order) {
        this.order = order;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
    public T get(int index) {
        return (T) items[index];
    }

    @Override
    public void add(T item) {
        if (size == 0) {
            var _ = compare(item, item); // what has no order is refused now, not when the second one comes
        }
        int place = size;
        while (place > 0 && compare(item, get(parent(place))) < 0) {
            place = parent(place);
        }
        if (size == items.length) {
            int larger = Math.multiplyExact(size, 2);
            items = Arrays.copyOf(items, larger);
            arrivals = Arrays.copyOf(arrivals, larger);
        }
        for (int free = size; free > place; free = parent(free)) {
            set(free, items[parent(free)], arrivals[parent(free)]);
        }
        set(place, item, ++changes);
        size++;
    }

    @Override
    public T take() {
        int last = size - 1;
        int place = 0;
        for (int child = 1; child < last; child = 2 * place + 1) {
            if (child + 1 < last && isBefore(child + 1, child)) {
                child++;
            }
            if (!isBefore(child, last)) {
                break;
            }
            place = child;
        }
        T first = get(0);
        Object moved = items[last];
        long movedArrival = arrivals[last];
        for (int at = place; at > 0; at = parent(at)) {
            Object up = items[at];
            long upArrival = arrivals[at];
            set(at, moved, movedArrival);
            moved = up;
            movedArrival = upArrival;
        }
        set(0, moved, movedArrival);
        items[last] = null;
        size = last;
        changes++;
        return first;
    }

    @Override
    public void clear() {
        changes++;
        items = new Object[FIRST_CAPACITY];
        arrivals = new long[FIRST_CAPACITY];
        size = 0;
    }

    private void set(int place, @Nullable Object item, long arrival) {
        items[place] = item;
        arrivals[place] = arrival;
    }

    private boolean isBefore(int one, int other) {
        int compared = compare(get(one), get(other));
        return compared < 0 || (compared == 0 && arrivals[one] < arrivals[other]);
    }

    private int compare(T one, T other) {
        long before = changes;
        int compared = order.compare(one, other);
        if (changes != before) {
            throw new ConcurrentModificationException("the queue was changed while its comparator ran"
                    + "; a comparator must neither suspend nor block nor use the queue");
        }
        return compared;
    }

    private static int parent(int place) {
        return (place - 1) >>> 1;
    }
}
