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
    private final Leavable continuation; // not Continuation, which the verifier would look up before the export above

    ContinuationStrand(Runnable body) {
        continuation = new Leavable(scope, body);
    }

    @Override
    public void resume() {
        continuation.run();
    }

    @Override
    public void suspend() {
        boolean left;
        try {
            left = Continuation.yield(scope);
        } catch (IllegalStateException e) {
            throw notInside();
        }
        if (!left) {
            throw new IllegalStateException("cannot yield on " + Thread.currentThread()
                    + ": a native method or a class initialiser is on its stack; move the call out of it");
        }
    }

    /** It holds nothing but memory. */
    @Override
    public void releaseWith(Object owner) {}

    /**
     * Where the stack cannot be left, yielding returns false, as it does for virtual threads: one that blocks on top of a
     * strand holds its carrier then. (A plain continuation throws out of the JDK's blocking call.)
     */
    private static final class Leavable extends Continuation {

        Leavable(ContinuationScope scope, Runnable body) {
            super(scope, body);
        }

        @Override
        protected void onPinned(Pinned reason) {}
    }
}
