package io.asyncio4j.internal.coroutine;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The portable runtime: each fiber is an ordinary virtual thread, and the loop and its fibers hand the turn to each
 * other, so that one of them runs at a time. Same order and same results as the loop-scheduled runtime; a switch costs
 * about ten times as much, and a fiber that blocks in foreign code holds the loop.
 */
final class HandOffRuntime implements CoroutineRuntime {

    private static final Supplier<Current> CURRENT = HandOffStrand.threadLocal(Current::new);

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
        return CURRENT.get().fiber;
    }

    @Override
    public Strand newStrand(Runnable body) {
        return new HandOffStrand(body);
    }

    @Override
    public <T> Supplier<T> threadLocal(Supplier<T> initial) {
        return HandOffStrand.threadLocal(initial);
    }

    @Override
    public boolean loopsOnPlatformThreads() {
        return false;
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

        private final Baton baton = new Baton();
        private final Thread thread;

        HandOffFiber(FiberHost host, Object body) {
            super(host, body);
            thread = Thread.ofVirtual().name(host.threadName(body)).unstarted(() -> {
                CURRENT.get().fiber = this;
                run();
            });
        }

        @Override
        public Thread thread() {
            return thread;
        }

        @Override
        public void resume() {
            state = State.GOING;
            baton.enter(thread);
        }

        @Override
        void switchOut() {
            baton.leave();
        }

        @Override
        void ended() {
            baton.end();
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

    /** What a thread knows of its fiber. */
    private static final class Current {

        @Nullable
        Fiber fiber;
    }
}
