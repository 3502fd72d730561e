package io.asyncio4j.benchmarks;

import io.asyncio4j.Future;
import io.asyncio4j.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Two tasks that wake each other, each through a new future; one operation is both ways. */
@State(Scope.Thread)
public class PingPong extends Timed {

    private static final int ROUNDS = 20_000;

    private Future<Integer> ping;
    private Future<Integer> pong;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void futures(RealLoop real) {
        real.loop.runUntilComplete(() -> {
            ping = real.loop.createFuture();
            Task<Void> answering = real.loop.createTask(() -> answer(real));
            for (int i = 0; i < ROUNDS; i++) {
                pong = real.loop.createFuture();
                ping.setResult(i);
                pong.await();
            }
            answering.await();
        });
    }

    private void answer(RealLoop real) {
        for (int i = 0; i < ROUNDS; i++) {
            ping.await();
            ping = real.loop.createFuture();
            pong.setResult(i);
        }
    }
}
