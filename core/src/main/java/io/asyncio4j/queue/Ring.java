package io.asyncio4j.queue;

import org.jspecify.annotations.Nullable;

/** First in, first out: a ring that is made with the first item, grows, and never shrinks. */
final class Ring<T extends @Nullable Object> implements Items<T> {

    private static final @Nullable Object[] NONE = {};
    private static final int FIRST_CAPACITY = 4;

    /** Its length is a power of two, or zero. */
    private @Nullable Object[] ring = NONE;

    private int head;
    private int size;

    @Override
    public int size() {
        return size;
    }

    @Override
    public void add(T item) {
        if (size == ring.length) {
            grow();
        }
        ring[slot(size)] = item;
        size++;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
    public T take() {
        T item = (T) ring[head];
        ring[head] = null;
        head = slot(1);
        size--;
        return item;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
    public T get(int index) {
        return (T) ring[slot(index)];
    }

    @Override
    public void clear() {
        ring = NONE;
        head = 0;
        size = 0;
    }

    /** Removes this very object, if it is there. */
    void remove(Object item) {
        int index = 0;
        while (index < size && ring[slot(index)] != item) {
            index++;
        }
        if (index == size) {
            return;
        }
        for (; index > 0; index--) {
            ring[slot(index)] = ring[slot(index - 1)];
        }
        var _ = take();
    }

    private int slot(int index) {
        return (head + index) & (ring.length - 1);
    }

    private void grow() {
        @Nullable Object[] larger = new Object[Math.max(FIRST_CAPACITY, Math.multiplyExact(ring.length, 2))];
        int atEnd = ring.length - head;
        System.arraycopy(ring, head, larger, 0, atEnd);
        System.arraycopy(ring, 0, larger, atEnd, head);
        ring = larger;
        head = 0;
    }
}
