package io.asyncio4j.internal.coroutine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A strand on a virtual thread, which runs while the thread that resumes it waits.
 *
 * <p>It passes for its caller: it bears the name of the thread that has made it, and {@link #threadLocal} gives it what
 * belongs to the thread that resumes it.
 */
final class HandOffStrand extends Strand {

    private static final ThreadLocal<@Nullable HandOffStrand> CURRENT = new ThreadLocal<>();
    private static final ThreadLocal<Map<Object, Object>> LOCALS = ThreadLocal.withInitial(HashMap::new);

    private final Baton baton = new Baton();
    private final Thread thread;

    /** The strand on whose thread {@link #resume} was called, if it was one. */
    private @Nullable HandOffStrand resumer;

    /** What belongs to the thread at the bottom of all. */
    private Map<Object, Object> locals = Map.of();

    private volatile boolean abandoned;

    HandOffStrand(Runnable body) {
        thread = Thread.ofVirtual().name(Thread.currentThread().getName()).unstarted(() -> {
            CURRENT.set(this);
            try {
                body.run();
            } finally {
                baton.end();
            }
        });
    }

    @Override
    public void resume() {
        Baton.reserveStack(); // callers may be as deep in the stack as they like
        resumer = CURRENT.get();
        if (resumer == null) {
            locals = LOCALS.get();
        }
        baton.enter(thread);
    }

    @Override
    public void suspend() {
        if (!isInside()) {
            throw notInside();
        }
        checkNotAbandoned();
        baton.leave();
        checkNotAbandoned();
    }

    private void checkNotAbandoned() {
        if (abandoned) {
            throw new FiberUnwind("nobody can resume this strand any more");
        }
    }

    private boolean isInside() {
        HandOffStrand strand = CURRENT.get();
        while (strand != null && strand != this) {
            strand = strand.resumer;
        }
        return strand == this;
    }

    /** A parked thread is kept by the JDK, so it must be ended. */
    @Override
    public void releaseWith(Object owner) {
        var _ = Cleaners.register(owner, this::abandon);
    }

    /** Called on the cleaner's thread, when nobody can call {@link #resume} any more: the body ends outside any task. */
    private void abandon() {
        if (thread.isAlive()) {
            resumer = null;
            locals = new HashMap<>();
            abandoned = true;
            baton.release();
        }
    }

    /** A thread-local whose value, in a strand, is that of the thread which has resumed it. */
    static <T> Supplier<T> threadLocal(Supplier<T> initial) {
        Object key = new Object();
        return new Supplier<>() {
            @Override
            @SuppressWarnings("unchecked")
            public T get() {
                return (T) currentLocals().computeIfAbsent(key, _ -> initial.get());
            }
        };
    }

    private static Map<Object, Object> currentLocals() {
        HandOffStrand strand = CURRENT.get();
        if (strand == null) {
            return LOCALS.get();
        }
        while (strand.resumer != null) {
            strand = strand.resumer;
        }
        return strand.locals;
    }
}
