package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoop;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A callback that {@code callSoon} schedules and that schedules the next one; some such chains at a time. */
@State(Scope.Thread)
public class Callbacks extends Timed implements Link.Chains {

    public static final int CALLBACKS = 100_000;

    @Param({"1", "100"})
    public int chains;

    private EventLoop loop;
    private int unfinished;

    @Setup(Level.Trial)
    public void meetAllClasses(RealLoop real) {
        loop = real.loop;
        for (int i = 0; i < 20; i++) {
            runChains(8);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLBACKS)
    public void callSoon() {
        runChains(chains);
    }

    private void runChains(int count) {
        unfinished = count;
        for (int i = 0; i < count; i++) {
            loop.callSoon(Link.first(i, this, CALLBACKS / count));
        }
        loop.runForever();
    }

    @Override
    public void schedule(Runnable callback) {
        loop.callSoon(callback);
    }

    @Override
    public void ended() {
        if (--unfinished == 0) {
            loop.stop();
        }
    }
}
