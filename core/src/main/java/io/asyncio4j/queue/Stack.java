package io.asyncio4j.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Last in, first out. */
final class Stack<T extends @Nullable Object> implements Items<T> {

    private final List<T> items = new ArrayList<>();

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public void add(T item) {
        items.add(item);
    }

    @Override
    public T take() {
        return items.removeLast();
    }

    @Override
    public T get(int index) {
        return items.get(index);
    }

    @Override
    public void clear() {
        items.clear();
    }
}
