package io.asyncio4j.internal.coroutine;

import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A way to make fibers. Chosen once, when the first loop is made: the loop-scheduled runtime where the JVM allows it,
 * else the portable hand-off runtime; {@code -Dasyncio4j.runtime=loop|handoff} forces one.
 */
public interface CoroutineRuntime {

    /** The system property that forces a runtime. */
    String PROPERTY = "asyncio4j.runtime";

    /** The runtime of this JVM. */
    static CoroutineRuntime get() {
        return Chosen.RUNTIME;
    }

    /** {@code loop} or {@code handoff}. */
    String name();

    /** Makes a fiber that has not started. Its first {@link Fiber#resume} starts it. */
    Fiber newFiber(FiberHost host, Object body);

    /** The fiber on whose stack the caller runs, or null outside any. Thread-safe. */
    @Nullable
    Fiber currentFiber();

    /** Makes a strand that has not started, see {@link Strand#of}. */
    Strand newStrand(Runnable body);

    /** A thread-local whose value, in a strand, is that of the thread which has resumed it. */
    <T> Supplier<T> threadLocal(Supplier<T> initial);

    /** Whether {@link #callOnLoopThread} uses platform threads. */
    boolean loopsOnPlatformThreads();

    /**
     * Runs {@code loop} to its end on a thread of the kind that this runtime wants for loops (the calling one, if it
     * is of that kind) while the caller waits.
     */
    void callOnLoopThread(Runnable loop);

    /**
     * Runs {@code code}, which does not block, on a virtual thread (the calling one, if it is one) while the caller
     * waits. The thread bears the caller's name.
     */
    void callOnVirtualThread(Runnable code);

    /** Holds the choice, so that it is made at first use and folds into a constant. */
    final class Chosen {

        static final CoroutineRuntime RUNTIME = choose(System.getProperty(PROPERTY));

        private Chosen() {}

        private static CoroutineRuntime choose(@Nullable String wanted) {
            return switch (wanted) {
                case null -> loopOrHandOff();
                case "loop" -> new LoopScheduledRuntime();
                case "handoff" -> new HandOffRuntime();
                default ->
                    throw new IllegalArgumentException(
                            PROPERTY + " = \"" + wanted + "\" (expected: loop or handoff, or unset for the best one)");
            };
        }

        private static CoroutineRuntime loopOrHandOff() {
            try {
                return new LoopScheduledRuntime();
            } catch (UnsupportedOperationException e) {
                System.getLogger("asyncio").log(Level.WARNING, e.getMessage() + "; using the slower hand-off runtime");
                return new HandOffRuntime();
            }
        }
    }
}
