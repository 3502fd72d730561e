package io.asyncio4j.internal.coroutine;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets one of two sides run at a time: the inner side between {@link #enter} and {@link #leave}, the outer one otherwise.
 *
 * <p>Why this is safe: each side writes its plain fields before the volatile write that hands the baton over, and reads
 * the other's after the volatile read that received it; unpark is sticky, so a wake-up between the test and the park is
 * not lost.
 */
final class Baton {

    /** More than what parking a virtual thread needs, in frames of {@link #reserveStack}: 300 were not enough. */
    private static final int PARKING_FRAMES = 1_000;

    private volatile boolean inside;
    private @Nullable Thread outer;

    /** Whoever gave the baton back, which need not be the inner side's first thread: strands nest. */
    private @Nullable Thread inner;

    /** The outer side: lets the inner side run, {@code start} being its thread if this is the first time. */
    void enter(Thread start) {
        outer = Thread.currentThread();
        inside = true;
        if (inner == null) {
            inner = start;
            start.start();
        } else {
            LockSupport.unpark(inner);
        }
        await(false);
    }

    /** Lets the inner side run to its end, for which nobody waits; it is between {@link #leave} and {@link #enter}. */
    void release() {
        outer = null;
        inside = true;
        LockSupport.unpark(inner);
    }

    /** The inner side: lets the outer side run, and waits for the next {@link #enter}. */
    void leave() {
        reserveStack();
        inner = Thread.currentThread();
        end();
        await(true);
    }

    /** The inner side: lets the outer side run, for good. */
    void end() {
        Thread waiting = outer;
        inside = false;
        LockSupport.unpark(waiting);
    }

    /**
     * Overflows the stack, if it must, while the baton is still here: once it is given away, a StackOverflowError out
     * of park() would let both sides run at the same time.
     */
    static void reserveStack() {
        var _ = reserveStack(PARKING_FRAMES);
    }

    private static int reserveStack(int frames) {
        return frames == 0 ? 0 : 1 + reserveStack(frames - 1);
    }

    /** Parks until it is the caller's turn; an interrupt that comes meanwhile is kept, since it would make park spin. */
    private void await(boolean side) {
        boolean interrupted = false;
        while (inside != side) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
