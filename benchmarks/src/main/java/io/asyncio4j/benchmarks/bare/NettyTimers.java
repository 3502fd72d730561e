package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.Timers.TIMERS;

import io.asyncio4j.benchmarks.Timed;
import io.asyncio4j.benchmarks.Timers;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The timers of {@link Timers}, scheduled on Netty's event loop under a clock that does not make anyone wait. */
@State(Scope.Thread)
public class NettyTimers extends Timed {

    private final ScheduledFuture<?>[] futures = new ScheduledFuture<?>[TIMERS];
    private final MockTicker clock = Ticker.newMockTicker();
    private ManualIoEventLoop loop;
    private int fired;

    @Setup(Level.Trial)
    public void open() {
        loop = new ManualIoEventLoop(null, Thread.currentThread(), NioIoHandler.newFactory(), clock);
    }

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void schedule() {
        fired = 0;
        Runnable count = () -> fired++;
        for (int i = 0; i < TIMERS; i++) {
            futures[i] = loop.schedule(count, Timers.delayNanos(i), TimeUnit.NANOSECONDS);
        }
        for (int i = 0; i < TIMERS; i++) {
            if (!Timers.survives(i)) {
                futures[i].cancel(false);
            }
        }
        Arrays.fill(futures, null);
        clock.advance(2, TimeUnit.SECONDS);
        while (fired < TIMERS / 10) {
            loop.runNow();
        }
    }
}
