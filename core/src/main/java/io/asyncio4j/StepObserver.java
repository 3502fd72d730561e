package io.asyncio4j;

import io.asyncio4j.internal.coroutine.Fiber;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Runs the steps of a loop while somebody wants to know of slow ones: debug mode, or the JDK Flight Recorder. */
final class StepObserver {

    private final LoopCore core;

    /** Debug mode: a step that takes at least this long is logged; negative means off. */
    private long slowNanos = -1;

    /** While the loop runs. */
    private @Nullable Thread loopThread;

    /** While the loop runs in debug mode. */
    private @Nullable Watchdog watchdog;

    private @Nullable Object current;

    StepObserver(LoopCore core) {
        this.core = core;
    }

    void setSlowNanos(long nanos) {
        slowNanos = nanos;
        watch();
    }

    void loopStarts(Thread thread) {
        loopThread = thread;
        watch();
    }

    void loopEnds() {
        loopThread = null;
        watch();
    }

    private void watch() {
        if (loopThread != null && slowNanos >= 0) {
            if (watchdog == null) {
                watchdog = new Watchdog(core, loopThread);
                watchdog.start();
            }
            watchdog.setSlowNanos(slowNanos);
        } else if (watchdog != null) {
            watchdog.stop();
            watchdog = null;
        }
    }

    boolean isWanted() {
        return slowNanos >= 0 || FlightRecording.isOn();
    }

    /** The task or handle that runs under observation, or null. */
    @Nullable
    Object current() {
        return current;
    }

    /** Runs an item of the ready queue, and tells of it if it was slow. */
    void run(Object item) {
        Object what = taskOrItself(item);
        current = what;
        if (watchdog != null) {
            watchdog.stepBegins(what);
        }
        Object event = FlightRecording.stepBegins();
        long start = core.clock.nanoTime();
        core.dispatch(item);
        long took = core.clock.nanoTime() - start;
        FlightRecording.stepEnds(event, what);
        if (watchdog != null) {
            watchdog.stepEnds();
        }
        current = null;
        if (slowNanos >= 0 && took >= slowNanos) {
            core.dispatch((Runnable) () ->
                    EventLoop.LOGGER.log(Level.WARNING, "Executing " + what + " took " + seconds(took) + " seconds"));
        }
    }

    /** Whose fiber it is, where foreign code lets one go on. */
    private static Object taskOrItself(Object item) {
        if (!(item instanceof Fiber fiber) || fiber.state() == Fiber.State.ENDED) {
            return item;
        }
        return fiber.body() instanceof BlockableCallback callback ? callback.item() : fiber.body();
    }

    static String seconds(long nanos) {
        return "%.3f".formatted(nanos / 1e9);
    }
}
