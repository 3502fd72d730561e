package io.asyncio4j.queue;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The iterator of {@link Queue#iterator}. */
final class QueueIterator<T extends @Nullable Object> implements Iterator<T> {

    private final Queue<T> queue;

    /** What {@link #hasNext} has taken. */
    private @Nullable T item;

    private boolean hasItem;
    private boolean waiting;

    QueueIterator(Queue<T> queue) {
        this.queue = queue;
    }

    @Override
    public boolean hasNext() {
        if (waiting) { // and would put its item over this one's
            throw new IllegalStateException("another task waits in this iterator, for an item of " + queue
                    + "; each task needs an iterator of its own");
        }
        if (!hasItem) {
            waiting = true;
            try {
                if (queue.awaitItem()) {
                    item = queue.take();
                    hasItem = true;
                }
            } finally {
                waiting = false;
            }
        }
        return hasItem;
    }

    @Override
    @SuppressWarnings("NullAway") // null only where T allows it
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no item left: the queue is shut down and empty");
        }
        T next = item;
        item = null;
        hasItem = false;
        return next;
    }
}
