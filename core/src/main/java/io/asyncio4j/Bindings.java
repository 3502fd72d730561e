package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * An immutable map from context variables to values: the content of a {@link Context}, so that copying a context is
 * copying a reference.
 *
 * <p>An open-addressed table of keys and values side by side, copied on write and at most half full: contexts are read
 * often, written rarely and small.
 */
final class Bindings {

    static final Bindings EMPTY = new Bindings(new Object[4], 0);

    private final @Nullable Object[] table;
    private final int size;

    private Bindings(@Nullable Object[] table, int size) {
        this.table = table;
        this.size = size;
    }

    int size() {
        return size;
    }

    boolean has(ContextVar<?> key) {
        return table[slot(table, key)] == key;
    }

    /** The value, or {@code missing} if there is none. */
    @Nullable
    Object get(ContextVar<?> key, @Nullable Object missing) {
        int slot = slot(table, key);
        return table[slot] == key ? table[slot + 1] : missing;
    }

    Bindings with(ContextVar<?> key, @Nullable Object value) {
        int slot = slot(table, key);
        boolean added = table[slot] != key;
        @Nullable Object[] copy = added && 4 * (size + 1) > table.length ? rehashed(null) : table.clone();
        put(copy, key, value);
        return new Bindings(copy, added ? size + 1 : size);
    }

    Bindings without(ContextVar<?> key) {
        if (!has(key)) {
            return this;
        }
        return size == 1 ? EMPTY : new Bindings(rehashed(key), size - 1);
    }

    private @Nullable Object[] rehashed(@Nullable ContextVar<?> left) {
        @Nullable Object[] larger = new Object[left == null ? table.length * 2 : table.length];
        for (int i = 0; i < table.length; i += 2) {
            if (table[i] instanceof ContextVar<?> key && key != left) {
                put(larger, key, table[i + 1]);
            }
        }
        return larger;
    }

    private static void put(@Nullable Object[] table, ContextVar<?> key, @Nullable Object value) {
        int slot = slot(table, key);
        table[slot] = key;
        table[slot + 1] = value;
    }

    /** Where the key is, or would be. */
    private static int slot(@Nullable Object[] table, ContextVar<?> key) {
        int mask = table.length - 1;
        int slot = (System.identityHashCode(key) << 1) & mask;
        while (table[slot] != null && table[slot] != key) {
            slot = (slot + 2) & mask;
        }
        return slot;
    }
}
