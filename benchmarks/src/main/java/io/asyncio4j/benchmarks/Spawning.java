package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Coroutine;
import io.asyncio4j.Task;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The life of a task: made, run and awaited, in batches. */
@State(Scope.Thread)
public class Spawning extends Timed {

    public static final int TASKS = 1_000_000;

    /** How many are made before the first is awaited. */
    @Param("10000")
    public int tasks;

    private Task<?>[] batch;
    private int ran;

    @Setup(Level.Trial)
    public void prepare() {
        batch = new Task<?>[tasks];
    }

    /** One that never suspends. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int empty(RealLoop real) {
        spawnAll(real, () -> ran++);
        return ran;
    }

    /** One that suspends once, so that it needs a thread of its own. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int suspendingOnce(RealLoop real) {
        spawnAll(real, () -> {
            sleep(Duration.ZERO);
            return ran++;
        });
        return ran;
    }

    private void spawnAll(RealLoop real, Coroutine<Integer> body) {
        real.loop.runUntilComplete(() -> {
            for (int done = 0; done < TASKS; done += tasks) {
                for (int i = 0; i < tasks; i++) {
                    batch[i] = real.loop.createTask(body);
                }
                for (Task<?> task : batch) {
                    task.await();
                }
            }
        });
    }
}
