package io.asyncio4j.internal.coroutine;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The portable runtime: each fiber is an ordinary virtual thread, and the loop and its fibers hand the turn to each
 * other, so that one of them runs at a time. Same order and same results as the loop-scheduled runtime; a switch costs
 * about ten times as much, and a fiber that blocks in foreign code holds the loop.
 */
final class HandOffRuntime implements CoroutineRuntime {

    private static final ThreadLocal<@Nullable HandOffFiber> CURRENT = new ThreadLocal<>();

    @Override
    public String name() {
        return "handoff";
    }

    @Override
    public Fiber newFiber(FiberHost host, Object body) {
        return new HandOffFiber(host, body);
    }

    @Override
    public @Nullable Fiber currentFiber() {
        return CURRENT.get();
    }

    /** A turn handed from virtual thread to virtual thread costs a 25th of one that crosses platform threads. */
    @Override
    public void callOnLoopThread(Runnable loop) {
        if (Thread.currentThread().isVirtual()) {
            loop.run();
        } else {
            Delegation.callOn(Thread.ofVirtual(), loop);
        }
    }

    /** Loops run on virtual threads anyway. */
    @Override
    public void callOnVirtualThread(Runnable code) {
        callOnLoopThread(code);
    }

    private static final class HandOffFiber extends Fiber {

        /** More than what parking a virtual thread needs, in frames of {@link #reserveStack}: 300 were not enough. */
        private static final int PARKING_FRAMES = 1_000;

        private final Thread thread;
        private boolean started;
        private @Nullable Thread loopThread;

        /**
         * The baton. Its holder runs, the other one parks. Why this is safe: each side writes its plain fields before
         * the volatile write that hands the baton over, and reads the other's after the volatile read that received
         * it; unpark is sticky, so a wake-up between the test and the park is not lost.
         */
        private volatile boolean fibersTurn;

        HandOffFiber(FiberHost host, Object body) {
            super(host, body);
            thread = Thread.ofVirtual().name(host.threadName(body)).unstarted(() -> {
                CURRENT.set(this);
                run();
            });
        }

        @Override
        public Thread thread() {
            return thread;
        }

        @Override
        void ended() {
            fibersTurn = false;
            LockSupport.unpark(loopThread);
        }

        @Override
        public void resume() {
            loopThread = Thread.currentThread();
            state = State.GOING;
            fibersTurn = true;
            if (started) {
                LockSupport.unpark(thread);
            } else {
                started = true;
                thread.start();
            }
            awaitTurn(false);
        }

        @Override
        void switchOut() {
            var _ = reserveStack(PARKING_FRAMES);
            fibersTurn = false;
            LockSupport.unpark(loopThread);
            awaitTurn(true);
        }

        /**
         * Overflows the stack, if it must, while the baton is still here: once it is given away, a StackOverflowError out
         * of park() would let this fiber and the loop run at the same time.
         */
        private static int reserveStack(int frames) {
            return frames == 0 ? 0 : 1 + reserveStack(frames - 1);
        }

        /** Parks until it is the caller's turn; an interrupt that comes meanwhile is kept, since it would make park spin. */
        private void awaitTurn(boolean fibers) {
            boolean interrupted = false;
            while (fibersTurn != fibers) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Thread-locals cannot be cleared from outside the JDK, so each body has a thread of its own. */
        @Override
        boolean wipe() {
            return false;
        }

        @Override
        void rename(String name) {
            thread.setName(name);
        }
    }
}
