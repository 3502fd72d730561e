package io.asyncio4j.generator;

import java.util.function.BooleanSupplier;

/** Garbage collection in tests. */
final class Garbage {

    private Garbage() {}

    /** Collects garbage until something holds or 20 s have passed. */
    static void collectUntil(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - start < 20_000_000_000L) {
            System.gc();
            Thread.onSpinWait();
        }
    }
}
