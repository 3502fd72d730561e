package io.asyncio4j.benchmarks;

import io.asyncio4j.Task;
import io.asyncio4j.queue.Queue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An item that goes from one task to another through one queue of size 1, and back through a second one. */
@State(Scope.Thread)
public class Queueing extends Timed {

    public static final int ROUNDS = 20_000;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void roundTrip(RealLoop real) {
        Queue<Integer> there = new Queue<>(1);
        Queue<Integer> back = new Queue<>(1);
        real.loop.runUntilComplete(() -> {
            Task<Void> answering = real.loop.createTask(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    back.put(there.get());
                }
            });
            for (int i = 0; i < ROUNDS; i++) {
                there.put(i & 127);
                back.get();
            }
            answering.await();
        });
    }
}
