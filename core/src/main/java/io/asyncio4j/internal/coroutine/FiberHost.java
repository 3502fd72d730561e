package io.asyncio4j.internal.coroutine;

import org.jspecify.annotations.Nullable;

/** What a fiber needs of the event loop that drives it. A body is a task; fibers do not look into it. */
public interface FiberHost {

    /** Whether the caller is on the loop's thread, inside a fiber of this loop or outside any. Thread-safe. */
    boolean inLoop();

    /** Calls {@link Fiber#wake} in a later turn of the loop; false if the loop is closed. Thread-safe. */
    boolean schedule(Fiber fiber);

    /** Whether the loop is closed, so that fibers can only end. Thread-safe. */
    boolean isClosed();

    /** The context class loader of the loop's thread, with which every body starts. */
    @Nullable
    ClassLoader contextClassLoader();

    /**
     * Takes note of an interrupt of the loop's thread: changing stacks on it, which is about to happen, would clear it.
     * Called on that thread, inside a fiber or outside any.
     */
    void noteInterrupt();

    /** The name that the fiber's thread bears while {@code body} runs. */
    String threadName(Object body);

    /** Runs {@code body} to its end; called on the fiber, does not throw. */
    void runBody(Fiber fiber, Object body);

    /** Resumes the fiber of a body that a blocking call of the JDK had held; called on the loop's thread. */
    void continueBlocked(Object body);

    /**
     * Hands out the next ready body if it has not started and its turn is now, so that a fiber whose body has ended can
     * run it without going through the loop; null otherwise.
     */
    @Nullable
    Object nextBody();

    /**
     * Calls {@code close} in a task before the loop ends, or when {@code owner}, to which it does not refer, has become
     * unreachable.
     *
     * @return what is to be called when {@code owner} has ended by itself
     */
    Runnable closeWithLoop(Object owner, Runnable close);
}
