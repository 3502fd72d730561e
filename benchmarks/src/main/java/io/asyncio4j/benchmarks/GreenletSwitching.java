package io.asyncio4j.benchmarks;

import io.asyncio4j.generator.Greenlet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A switch: from one to the other of two greenlets, outside any loop. */
@State(Scope.Thread)
public class GreenletSwitching extends Timed {

    public static final int SWITCHES = 100_000;

    private Greenlet ping;
    private Greenlet pong;

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void switchTo() {
        ping = Greenlet.of(() -> {
            for (int i = 0; i < SWITCHES / 2; i++) {
                pong.switchTo();
            }
        });
        pong = Greenlet.of(() -> {
            for (int i = 0; i < SWITCHES / 2; i++) {
                ping.switchTo();
            }
        });
        ping.switchTo();
    }
}
