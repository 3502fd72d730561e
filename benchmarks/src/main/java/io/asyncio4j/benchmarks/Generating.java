package io.asyncio4j.benchmarks;

import io.asyncio4j.generator.Generator;
import io.asyncio4j.generator.Yielder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One item of a generator that runs in a task. */
@State(Scope.Thread)
public class Generating extends Timed {

    public static final int ITEMS = 100_000;

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long next(RealLoop real) {
        return real.loop.runUntilComplete(() -> {
            Generator<Integer, ?, ?> generator = Generator.of(out -> yieldAll(out));
            long sum = 0;
            for (int i = 0; i < ITEMS; i++) {
                sum += generator.next();
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long forEach(RealLoop real) {
        return real.loop.runUntilComplete(() -> {
            Generator<Integer, ?, ?> generator = Generator.of(out -> yieldAll(out));
            long sum = 0;
            for (int item : generator) {
                sum += item;
            }
            return sum;
        });
    }

    private static void yieldAll(Yielder<Integer, ?> out) {
        for (int i = 0; i < ITEMS; i++) {
            out.yield(i & 127); // a cached Integer
        }
    }
}
