package io.asyncio4j;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells of a step that blocks its loop while it still does, and where it is: the loop can tell only afterwards. A daemon
 * thread that exists while a loop runs in debug mode. It goes by real time, whatever the clock of the loop is.
 */
final class Watchdog implements Runnable {

    /** However little counts as slow, it looks no more often than this. */
    private static final long MIN_PERIOD_NANOS = 1_000_000;

    private final LoopCore core;
    private final Thread loopThread;
    private final Thread thread;
    private volatile long slowNanos = Long.MAX_VALUE;
    private volatile boolean stopped;

    /** What runs now; a new object for each step, so that two of one task differ. */
    private volatile @Nullable Step step;

    private record Step(Object what, long startNanos) {}

    Watchdog(LoopCore core, Thread loopThread) {
        this.core = core;
        this.loopThread = loopThread;
        this.thread = Thread.ofPlatform()
                .daemon()
                .inheritInheritableThreadLocals(false)
                .name("asyncio-watchdog")
                .unstarted(this);
    }

    void start() {
        thread.start();
    }

    // ---- on the loop's thread ----

    void setSlowNanos(long nanos) {
        slowNanos = nanos;
        LockSupport.unpark(thread);
    }

    void stepBegins(Object what) {
        step = new Step(what, System.nanoTime());
    }

    void stepEnds() {
        step = null;
    }

    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    // ---- on its own thread ----

    @Override
    public void run() {
        Step told = null;
        while (!stopped) {
            long slow = Math.max(slowNanos, MIN_PERIOD_NANOS);
            Step seen = step;
            long left = slow; // what begins after this moment cannot be slow before
            if (seen != null && seen != told) {
                long lasted = System.nanoTime() - seen.startNanos;
                if (lasted >= slow) {
                    told = seen;
                    tell(seen, lasted);
                } else {
                    left = slow - lasted;
                }
            }
            LockSupport.parkNanos(this, left);
        }
    }

    private void tell(Step slow, long lastedNanos) {
        Task<?> task = core.runningTask();
        StackTraceElement[] stack = core.busyThread(loopThread).getStackTrace();
        if (step != slow) { // it has just ended: the stack shows something else, and the loop says how long it took
            return;
        }
        Object what = task == null ? slow.what : task;
        EventLoop.LOGGER.log(
                Level.WARNING,
                "Executing " + (what instanceof Future<?> future ? Described.brief(future) : what)
                        + " blocks the loop, for "
                        + StepObserver.seconds(lastedNanos) + " seconds by now, here:"
                        + TaskStack.lines(TaskStack.aboveTheLoop(List.of(stack))));
    }
}
