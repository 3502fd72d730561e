package io.asyncio4j.internal.loop;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is to run in this turn or the next, first in, first out: a ring that grows and never shrinks. Loop-confined. */
public final class ReadyQueue {

    private @Nullable Object[] ring = new Object[64];
    private int head;
    private int size;

    /** How many handles wait. */
    public int size() {
        return size;
    }

    /** Whether none waits. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Appends a handle; always true. */
    public boolean add(Object handle) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = handle;
        size++;
        return true;
    }

    /** Removes and returns the first handle; there is one. */
    public Object remove() {
        Object handle = Objects.requireNonNull(ring[head]);
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return handle;
    }

    /** The first handle, or null. */
    public @Nullable Object peek() {
        return ring[head];
    }

    /** Drops all handles. */
    public void clear() {
        ring = new Object[64];
        head = 0;
        size = 0;
    }

    private void grow() {
        Object[] larger = new Object[ring.length * 2];
        int atEnd = ring.length - head;
        System.arraycopy(ring, head, larger, 0, atEnd);
        System.arraycopy(ring, 0, larger, atEnd, head);
        ring = larger;
        head = 0;
    }
}
