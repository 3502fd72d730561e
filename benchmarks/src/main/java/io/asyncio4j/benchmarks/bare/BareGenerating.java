package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.Generating.ITEMS;

import io.asyncio4j.benchmarks.Timed;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A continuation that hands out numbers, nested in a loop-scheduled virtual thread. */
@State(Scope.Thread)
public class BareGenerating extends Timed {

    private static final ContinuationScope SCOPE = new ContinuationScope("bare");

    private final BareLoop loop = new BareLoop();
    private Integer item;
    private long sum;

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long nested() {
        sum = 0;
        loop.newThread(this::consume).start();
        loop.run();
        return sum;
    }

    private void consume() {
        Continuation generator = new Continuation(SCOPE, this::produce);
        for (int i = 0; i < ITEMS; i++) {
            generator.run();
            sum += item;
        }
    }

    private void produce() {
        for (int i = 0; i < ITEMS; i++) {
            item = i & 127;
            Continuation.yield(SCOPE);
        }
    }
}
