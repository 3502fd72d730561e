package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A switch: one {@code sleep(0)} of one of some tasks that do nothing else. */
@State(Scope.Thread)
public class Switching extends Timed {

    public static final int SWITCHES = 100_000;

    @Param({"1", "100"})
    public int tasks;

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void sleepZero(RealLoop real) {
        int each = SWITCHES / tasks;
        real.loop.runUntilComplete(() -> {
            List<Task<Void>> started = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                started.add(real.loop.createTask(() -> sleepOften(each)));
            }
            for (Task<Void> task : started) {
                task.await();
            }
        });
    }

    private static void sleepOften(int times) {
        for (int i = 0; i < times; i++) {
            sleep(Duration.ZERO);
        }
    }
}
