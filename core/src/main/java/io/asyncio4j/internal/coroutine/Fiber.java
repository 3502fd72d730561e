package io.asyncio4j.internal.coroutine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stack of its own, on which task bodies run, that can be left in the middle and entered again.
 *
 * <p>What stands behind a suspension belongs to the compiled code of every suspended stack. Where the compiler has bet on one way
 * of a branch, since it had not seen the other one yet, each of these stacks loses that bet for itself, at ten microseconds or
 * more. So neither here nor in {@code Task} does anything branch there: it calls a method that does, whose frame is new each time,
 * so that the bet is lost once. To wake a million sleeping tasks for the first time took 9 µs each before that.
 *
 * <p>Loop-confined: {@link #resume} is called on the loop's thread and returns when the body has suspended, blocks in
 * foreign code or has ended; {@link #suspend} is called on the fiber.
 */
public abstract class Fiber implements Runnable {

    /** What a fiber is doing, as its loop sees it. */
    public enum State {
        /** Waits for {@link Fiber#resume}. */
        SUSPENDED,
        /** Runs; or, when control is back in the loop, blocks in a call of the JDK that took it off the thread. */
        GOING,
        /** All its bodies have ended. */
        ENDED
    }

    final FiberHost host;
    private @Nullable Object body;
    State state = State.SUSPENDED;

    Fiber(FiberHost host, Object body) {
        this.host = host;
        this.body = body;
    }

    /** The body that runs on this fiber; there is one until the fiber has ended. */
    public final Object body() {
        return Objects.requireNonNull(body, "body of an ended fiber");
    }

    /** The loop that drives this fiber. */
    public final FiberHost host() {
        return host;
    }

    /** What this fiber is doing. */
    public final State state() {
        return state;
    }

    /** The thread that the body sees as {@link Thread#currentThread()}. */
    public abstract Thread thread();

    /** Runs the body until it suspends, blocks or ends. */
    public abstract void resume();

    /**
     * Gives control back to {@link #resume}; returns when the loop resumes this fiber.
     *
     * @throws FiberUnwind when the loop is closed, so that the fiber is to end instead
     * @throws IllegalStateException when a native frame or a class initialiser on the stack makes suspending impossible
     */
    public final void suspend() {
        checkOpen();
        state = State.SUSPENDED;
        try {
            switchOut();
        } catch (Throwable e) { // the stack has overflowed
            state = State.GOING;
            throw e;
        }
        checkResumed();
    }

    private void checkResumed() {
        if (state == State.SUSPENDED) { // resume() was not called: the stack could not be left
            state = State.GOING;
            throw new IllegalStateException("cannot suspend " + thread()
                    + ": a native method or a class initialiser is on its stack; move the call out of it");
        }
        checkOpen();
    }

    private void checkOpen() {
        if (host.isClosed()) {
            throw new FiberUnwind("the event loop was closed while this coroutine was suspended");
        }
    }

    /** Leaves the fiber; returns when it is entered again, or at once where the stack cannot be left. */
    abstract void switchOut();

    /**
     * Ends a fiber that has not ended, after its loop was closed: {@link #suspend} throws, {@code finally} blocks run, none of them can suspend. A
     * blocked one is interrupted and ends on its own.
     */
    public final void unwind() {
        if (state == State.SUSPENDED) {
            resume();
        }
        if (state == State.GOING) {
            thread().interrupt();
        }
    }

    /**
     * The main method of the fiber's thread: one body after another, as long as the next ready one is fresh. (The fiber
     * itself is the thread's {@link Runnable}, since every object counts that a suspended task holds.)
     */
    @Override
    public final void run() {
        try {
            host.runBody(this, body());
            runOthers();
        } finally {
            ended();
        }
    }

    private void runOthers() {
        for (Object next = nextBody(); next != null; next = nextBody()) {
            host.runBody(this, next);
        }
        body = null;
        state = State.ENDED;
    }

    private @Nullable Object nextBody() {
        Object next = !host.isClosed() && wipe() ? host.nextBody() : null;
        if (next != null) {
            body = next;
            rename(host.threadName(next));
        }
        return next;
    }

    /** Called at the end of the thread's main method. */
    abstract void ended();

    /** A turn of the loop after {@link FiberHost#schedule}: goes on if foreign code had held it. Loop-confined. */
    public final void wake() {
        if (state == State.GOING) { // else it was a thread that had been reading the stack
            host.continueBlocked(body());
        }
    }

    /** Removes what the last body left in its thread (thread-locals first of all); false if that is impossible. */
    abstract boolean wipe();

    /** Gives the thread its next body's name. */
    abstract void rename(String name);
}
