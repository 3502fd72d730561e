package io.asyncio4j.internal.coroutine;

/**
 * A stack of its own inside its caller's flow of control: {@link #resume} enters it and returns when the body has suspended
 * or ended. What generators and greenlets run on.
 *
 * <p>Unlike a {@link Fiber} it is no thread and nobody schedules it. In its body the caller's task, loop and context are
 * current, and a body that suspends its task suspends the caller with it. Bodies may resume other strands.
 *
 * <p>Not thread-safe, but it need not always be resumed by the same thread.
 */
public abstract class Strand {

    Strand() {}

    /** A strand that has not started, made by the runtime of this JVM. {@code body} must not throw. */
    public static Strand of(Runnable body) {
        return CoroutineRuntime.get().newStrand(body);
    }

    /**
     * Runs the body until it suspends or ends. The caller makes sure that it has not ended and is not running.
     */
    public abstract void resume();

    /**
     * Gives control back to {@link #resume}; returns when that is called again. Called in the body, or in that of another
     * strand which it has resumed; then that one stops with it.
     *
     * @throws IllegalStateException if the caller is not inside this strand, or a native method or a class initialiser on
     *     the stack makes suspending impossible
     * @throws FiberUnwind if nobody can resume this strand any more, so that it is to end
     */
    public abstract void suspend();

    static IllegalStateException notInside() {
        return new IllegalStateException("cannot yield on " + Thread.currentThread()
                + ": it is not inside the body; hand the value to the code that runs there");
    }

    /**
     * Lets go of what this strand holds outside the heap when {@code owner} has become unreachable: without it nobody can
     * resume this strand. The body must not refer to it, and callers of {@link #resume} keep it reachable meanwhile.
     */
    public abstract void releaseWith(Object owner);
}
