package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Timers of which nine in ten are cancelled before they are due, under a clock that does not make anyone wait. */
@State(Scope.Thread)
public class Timers extends Timed {

    public static final int TIMERS = 1_000_000;

    private final TimerHandle[] handles = new TimerHandle[TIMERS];
    private EventLoop loop;
    private int fired;

    @Setup(Level.Trial)
    public void open() {
        loop = EventLoop.builder().clock(new VirtualClock()).build();
    }

    @TearDown(Level.Trial)
    public void close() {
        loop.close();
    }

    /** The delay of the i-th timer: scattered over a second, no two alike. */
    public static long delayNanos(int i) {
        return (i * 0x9E3779B97F4A7C15L) >>> 34;
    }

    /** Whether the i-th timer stays. */
    public static boolean survives(int i) {
        return i % 10 == 0;
    }

    public static void checkFired(int fired) {
        if (fired != TIMERS / 10) {
            throw new IllegalStateException(fired + " timers fired (expected: " + TIMERS / 10 + ")");
        }
    }

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void callLater() {
        fired = 0;
        loop.callSoon(this::scheduleAll);
        loop.runForever();
        Timers.checkFired(fired);
    }

    private void scheduleAll() {
        Runnable count = () -> fired++;
        for (int i = 0; i < TIMERS; i++) {
            handles[i] = loop.callLater(Duration.ofNanos(delayNanos(i)), count);
        }
        for (int i = 0; i < TIMERS; i++) {
            if (!survives(i)) {
                handles[i].cancel();
            }
        }
        Arrays.fill(handles, null);
        loop.callLater(Duration.ofSeconds(2), loop::stop);
    }
}
