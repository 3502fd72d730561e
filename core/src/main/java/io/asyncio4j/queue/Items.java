package io.asyncio4j.queue;

import org.jspecify.annotations.Nullable;

/** Where a queue keeps its items, which may be null, and in which order it gives them away. */
interface Items<T extends @Nullable Object> {

    int size();

    /** Adds an item. If this throws, nothing has changed. */
    void add(T item);

    /** Removes the item whose turn it is; there is one. If this throws, nothing has changed. */
    T take();

    /** The item at an index below the size, in no particular order. */
    T get(int index);

    void clear();
}
