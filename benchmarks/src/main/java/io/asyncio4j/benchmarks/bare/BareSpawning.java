package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.Spawning.TASKS;

import io.asyncio4j.benchmarks.Timed;
import java.util.ArrayDeque;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The life of a stack: made, run and joined by a loop-scheduled thread, in batches. */
@State(Scope.Thread)
public class BareSpawning extends Timed {

    private static final ContinuationScope SCOPE = new ContinuationScope("bare");

    @Param("10000")
    public int tasks;

    private final BareLoop loop = new BareLoop();
    private Thread[] threads;
    private final ArrayDeque<Continuation> continuations = new ArrayDeque<>();
    private int ran;

    @Setup(Level.Trial)
    public void prepare() {
        threads = new Thread[tasks];
    }

    /** Loop-scheduled virtual threads that never suspend. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int empty() {
        spawnAll(() -> ran++);
        return ran;
    }

    /** Loop-scheduled virtual threads that yield once. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int suspendingOnce() {
        spawnAll(() -> {
            Thread.yield();
            ran++;
        });
        return ran;
    }

    private void spawnAll(Runnable body) {
        loop.newThread(() -> {
                    for (int done = 0; done < TASKS; done += tasks) {
                        for (int i = 0; i < tasks; i++) {
                            threads[i] = loop.newThread(body);
                            threads[i].start();
                        }
                        for (Thread thread : threads) {
                            join(thread);
                        }
                    }
                })
                .start();
        loop.run();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Continuations that never suspend; they cannot be joined. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int continuation() {
        for (int done = 0; done < TASKS; done += tasks) {
            for (int i = 0; i < tasks; i++) {
                continuations.add(new Continuation(SCOPE, () -> ran++));
            }
            Continuation next;
            while ((next = continuations.poll()) != null) {
                next.run();
            }
        }
        return ran;
    }
}
