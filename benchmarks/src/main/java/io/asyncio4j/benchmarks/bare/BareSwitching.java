package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.Switching.SWITCHES;

import io.asyncio4j.benchmarks.Timed;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A switch between stacks that take turns in a queue. */
@State(Scope.Thread)
public class BareSwitching extends Timed {

    private static final ContinuationScope SCOPE = new ContinuationScope("bare");

    @Param({"1", "100"})
    public int tasks;

    private final BareLoop loop = new BareLoop();
    private final ArrayDeque<Continuation> continuations = new ArrayDeque<>();

    /** A loop-scheduled virtual thread parks, and a callback in the queue unparks it. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void park() {
        runAll(() -> {
            Thread self = Thread.currentThread();
            Runnable wake = () -> LockSupport.unpark(self);
            for (int i = SWITCHES / tasks; i > 0; i--) {
                loop.ready.add(wake);
                LockSupport.park();
            }
        });
    }

    /** A loop-scheduled virtual thread yields, so that the JDK puts it into the queue. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void yielding() {
        runAll(() -> {
            for (int i = SWITCHES / tasks; i > 0; i--) {
                Thread.yield();
            }
        });
    }

    private void runAll(Runnable body) {
        for (int i = 0; i < tasks; i++) {
            loop.newThread(body).start();
        }
        loop.run();
    }

    /** A continuation without a thread around it. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void continuation() {
        for (int i = 0; i < tasks; i++) {
            continuations.add(new Continuation(SCOPE, () -> {
                for (int left = SWITCHES / tasks; left > 0; left--) {
                    Continuation.yield(SCOPE);
                }
            }));
        }
        Continuation next;
        while ((next = continuations.poll()) != null) {
            next.run();
            if (!next.isDone()) {
                continuations.add(next);
            }
        }
    }
}
