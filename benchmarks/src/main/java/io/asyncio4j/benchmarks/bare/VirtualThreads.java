package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.Queueing.ROUNDS;
import static io.asyncio4j.benchmarks.Spawning.TASKS;
import static io.asyncio4j.benchmarks.Switching.SWITCHES;

import io.asyncio4j.benchmarks.Timed;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Virtual threads as they come with the JDK, on its own scheduler with one carrier. */
@Fork(
        value = 1,
        jvmArgsAppend = {
            "-Xms2g",
            "-Xmx2g",
            "-XX:+AlwaysPreTouch",
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1"
        })
public class VirtualThreads extends Timed {

    /** What not all benchmarks have. */
    @State(Scope.Thread)
    public static class Count {
        @Param("100")
        public int tasks;
    }

    private interface Body {
        void run() throws InterruptedException;
    }

    /** Threads that yield to each other. */
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void yielding(Count count) throws InterruptedException {
        int each = SWITCHES / count.tasks;
        runAndJoin(() -> startAndJoin(count.tasks, () -> {
            for (int i = 0; i < each; i++) {
                Thread.yield();
            }
        }));
    }

    /** Threads that do nothing: started and joined by one, in batches. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void empty() throws InterruptedException {
        runAndJoin(() -> startAndJoin(TASKS, () -> {}));
    }

    private static void startAndJoin(int count, Runnable body) throws InterruptedException {
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] = Thread.startVirtualThread(body);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** An item that goes to another thread through a queue of size 1, and back through a second one. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void roundTrip() throws InterruptedException {
        BlockingQueue<Integer> there = new ArrayBlockingQueue<>(1);
        BlockingQueue<Integer> back = new ArrayBlockingQueue<>(1);
        runAndJoin(() -> {
            Thread answering = start(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    back.put(there.take());
                }
            });
            for (int i = 0; i < ROUNDS; i++) {
                there.put(i & 127);
                back.take();
            }
            answering.join();
        });
    }

    private static void runAndJoin(Body body) throws InterruptedException {
        start(body).join();
    }

    private static Thread start(Body body) {
        return Thread.startVirtualThread(() -> {
            try {
                body.run();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
