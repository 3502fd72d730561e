package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.GreenletSwitching.SWITCHES;

import io.asyncio4j.benchmarks.Timed;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Two continuations that are resumed in turn. */
@State(Scope.Thread)
public class BareGreenlets extends Timed {

    private static final ContinuationScope SCOPE = new ContinuationScope("bare");

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void continuation() {
        Continuation ping = newContinuation();
        Continuation pong = newContinuation();
        while (!pong.isDone()) {
            ping.run();
            pong.run();
        }
    }

    private static Continuation newContinuation() {
        return new Continuation(SCOPE, () -> {
            for (int i = 1; i < SWITCHES / 2; i++) {
                Continuation.yield(SCOPE);
            }
        });
    }
}
