package io.asyncio4j.internal.coroutine;

import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/**
 * A strand on a continuation of the JVM, nested in whatever runs its caller: a platform thread, a virtual thread or
 * another continuation. A suspended one is a plain object on the heap.
 *
 * <p>Each has a scope of its own, so that {@link #suspend} finds it however many strands are nested in it.
 */
final class ContinuationStrand extends Strand {

    static {
        try {
            VirtualThreads.export("jdk.internal.vm");
        } catch (IllegalAccessException e) {
            throw new UnsupportedOperationException(
                    "generators cannot run on continuations; start java with --add-exports java.base/jdk.internal.vm="
                            + LoopScheduledRuntime.moduleName() + ", or with -D" + CoroutineRuntime.PROPERTY
                            + "=handoff",
                    e);
        }
    }

    private final ContinuationScope scope = new ContinuationScope("asyncio");
    private final Continuation continuation;

    ContinuationStrand(Runnable body) {
        continuation = new Continuation(scope, body);
    }

    @Override
    public void resume() {
        continuation.run();
    }

    @Override
    public void suspend() {
        try {
            Continuation.yield(scope);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    "cannot yield on " + Thread.currentThread() + ": " + e.getMessage()
                            + "; either this is not inside the body, or a native method or a class initialiser is on the"
                            + " stack (move the call out of it)",
                    e);
        }
    }

    /** It holds nothing but memory. */
    @Override
    public void releaseWith(Object owner) {}
}
