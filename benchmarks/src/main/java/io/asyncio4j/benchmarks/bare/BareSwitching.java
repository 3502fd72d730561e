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

/** A switch between stacks that take turns in a queue. They are made by the first invocation and go on all the time. */
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
        startAll(() -> {
            Thread self = Thread.currentThread();
            Runnable wake = () -> LockSupport.unpark(self);
            while (true) {
                loop.ready.add(wake);
                LockSupport.park();
            }
        });
        loop.run(2 * SWITCHES);
    }

    /** A loop-scheduled virtual thread yields, so that the JDK puts it into the queue. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void yielding() {
        startAll(() -> {
            while (true) {
                Thread.yield();
            }
        });
        loop.run(SWITCHES);
    }

    private void startAll(Runnable body) {
        if (loop.ready.isEmpty()) {
            for (int i = 0; i < tasks; i++) {
                loop.newThread(body).start();
            }
        }
    }

    /** A continuation without a thread around it. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void continuation() {
        while (continuations.size() < tasks) {
            continuations.add(new Continuation(SCOPE, () -> {
                while (true) {
                    Continuation.yield(SCOPE);
                }
            }));
        }
        for (int i = 0; i < SWITCHES; i++) {
            Continuation next = continuations.remove();
            next.run();
            continuations.add(next);
        }
    }
}
