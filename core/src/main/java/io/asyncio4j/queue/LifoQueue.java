package io.asyncio4j.queue;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Queue} that gives the newest item first. Loop-confined. Counterpart: {@code asyncio.LifoQueue}.
 *
 * @param <T> the items; null is one where {@code T} allows it
 */
public final class LifoQueue<T extends @Nullable Object> extends Queue<T> {

    /** An empty queue without a limit. */
    public LifoQueue() {
        this(0);
    }

    /**
     * An empty queue.
     *
     * @param maxsize how many items there is room for; 0 means no limit
     * @throws IllegalArgumentException if {@code maxsize} is negative
     */
    public LifoQueue(int maxsize) {
        super(maxsize, new Stack<>());
    }
}
