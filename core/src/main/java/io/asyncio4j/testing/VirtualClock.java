package io.asyncio4j.testing;

import io.asyncio4j.spi.LoopClock;
import java.time.Duration;

/**
 * A clock that stands still while anything runs and jumps to the next timer when nothing is ready, so that programs
 * which only sleep end at once, in the same order as in real time.
 *
 * <p>While jobs in executors or tasks in blocking calls are outstanding, it keeps the pace of real time: a timer that
 * is due after one second fires one second later, unless that work ends earlier. The same is true while a task waits for a
 * child process or a pipe, an attempt to connect or a TLS handshake of the module {@code asyncio4j-net}. Idle
 * connections and servers do not hold it: before it jumps, the loop handles what their sockets have received. So peers on
 * one loop talk to each other in no time, but an answer from elsewhere may come too late for a time limit. (Trio's {@code MockClock} with its
 * autojump, Kotlin's {@code TestCoroutineScheduler}.)
 *
 * <pre>{@code
 * try (var loop = EventLoop.builder().clock(new VirtualClock()).build()) {
 *     loop.runUntilComplete(() -> sleep(Duration.ofHours(1))); // returns at once
 * }
 * }</pre>
 *
 * <p>Loop-confined: {@link #advance} and {@link #now} are called on the loop's thread, or while the loop does not run.
 */
public final class VirtualClock implements LoopClock {

    private long now;
    private boolean followsRealTime;
    private long realMark;

    /** A clock that shows zero. */
    public VirtualClock() {}

    /** The time that has passed since this clock was made. Does not suspend. */
    public Duration now() {
        return Duration.ofNanos(nanoTime());
    }

    /**
     * Lets time pass; timers that become due run in the next turn of the loop. Does not suspend.
     *
     * @throws IllegalArgumentException if {@code duration} is negative
     * @throws ArithmeticException if the time would exceed 292 years
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration = " + duration + " (expected: zero or more)");
        }
        now = Math.addExact(nanoTime(), duration.toNanos());
    }

    @Override
    public long nanoTime() {
        if (followsRealTime) { // the loop has just waited
            followsRealTime = false;
            now += System.nanoTime() - realMark;
        }
        return now;
    }

    @Override
    public boolean jumps() {
        return true;
    }

    @Override
    public long waitNanos(long untilTimerNanos, boolean externalWork) {
        if (untilTimerNanos == Long.MAX_VALUE) {
            return untilTimerNanos;
        }
        if (externalWork) {
            realMark = System.nanoTime();
            followsRealTime = true;
            return untilTimerNanos;
        }
        now += untilTimerNanos;
        return 0;
    }
}
