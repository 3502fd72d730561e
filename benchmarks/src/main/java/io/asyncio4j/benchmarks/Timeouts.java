package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TimerHandle;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Timers that are never due, one for each of some tasks, as their timeouts: again and again one is cancelled and another scheduled. */
@State(Scope.Thread)
public class Timeouts extends Timed {

    public static final int REPLACED = 1_000_000;

    @Param("10000")
    public int tasks;

    private final Runnable nothing = () -> {};
    private EventLoop loop;
    private TimerHandle[] pending;

    @Setup(Level.Trial)
    public void schedule(RealLoop real) {
        loop = real.loop;
        pending = new TimerHandle[tasks];
        for (int i = 0; i < tasks; i++) {
            pending[i] = loop.callLater(delay(i), nothing);
        }
    }

    @Benchmark
    @OperationsPerInvocation(REPLACED)
    public void replace() {
        loop.callSoon(this::replaceAll);
        loop.runForever();
    }

    private void replaceAll() {
        for (int done = 0; done < REPLACED; done += tasks) {
            for (int i = 0; i < tasks; i++) {
                pending[i].cancel();
                pending[i] = loop.callLater(delay(done + i), nothing);
            }
        }
        loop.stop();
    }

    /** An hour and something, in nanoseconds. */
    public static long delayNanos(int i) {
        return 3_600_000_000_000L + Timers.delayNanos(i);
    }

    private static Duration delay(int i) {
        return Duration.ofNanos(delayNanos(i));
    }
}
