package io.asyncio4j.internal.coroutine;

import java.lang.ref.Cleaner;

/** The one thread of this library that hears of lost objects; it starts with the first one that is watched. */
public final class Cleaners {

    private static final Cleaner CLEANER = Cleaner.create();

    private Cleaners() {}

    /** Runs {@code action}, which must not refer to {@code owner}, when that has become unreachable. Thread-safe. */
    public static Cleaner.Cleanable register(Object owner, Runnable action) {
        return CLEANER.register(owner, action);
    }
}
