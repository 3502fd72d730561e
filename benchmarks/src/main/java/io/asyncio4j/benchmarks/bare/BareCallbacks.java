package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.Callbacks.CALLBACKS;

import io.asyncio4j.benchmarks.Link;
import io.asyncio4j.benchmarks.Timed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A callback in a queue that appends the next one; some such chains at a time. */
@State(Scope.Thread)
public class BareCallbacks extends Timed implements Link.Chains {

    @Param({"1", "100"})
    public int chains;

    private final BareLoop loop = new BareLoop();

    @Setup(Level.Trial)
    public void meetAllClasses() {
        for (int i = 0; i < 20; i++) {
            runChains(8);
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLBACKS)
    public void queue() {
        runChains(chains);
    }

    private void runChains(int count) {
        for (int i = 0; i < count; i++) {
            loop.ready.add(Link.first(i, this, CALLBACKS / count));
        }
        loop.run();
    }

    @Override
    public void schedule(Runnable callback) {
        loop.ready.add(callback);
    }

    @Override
    public void ended() {}
}
