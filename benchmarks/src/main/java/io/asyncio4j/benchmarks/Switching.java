package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A switch: one {@code sleep(0)} of one of some tasks that do nothing else. They are made before and go on all the time. */
@State(Scope.Thread)
public class Switching extends Timed {

    /** A multiple of the tasks, so that an invocation is a number of whole turns. */
    public static final int SWITCHES = 1_000_000;

    @Param({"1", "100"})
    public int tasks;

    private EventLoop loop; // JMH makes one for each parameter of this type
    private int switches;
    private boolean over;

    @Setup(Level.Trial)
    public void makeTasks(RealLoop real) {
        loop = real.loop;
        for (int i = 0; i < tasks; i++) {
            loop.createTask(this::sleepOn);
        }
    }

    @TearDown(Level.Trial)
    public void endTasks() {
        over = true;
        loop.runUntilComplete(() -> sleep(Duration.ZERO));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void sleepZero() {
        loop.runForever();
    }

    private void sleepOn() {
        for (sleep(Duration.ZERO); !over; sleep(Duration.ZERO)) {
            if (++switches == SWITCHES) {
                switches = 0;
                loop.stop();
            }
        }
    }
}
