package io.asyncio4j.benchmarks.bare;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** The least that can be called a loop: a queue, and virtual threads whose continuations go into it. */
public final class BareLoop implements Executor {

    private static final MethodHandle NEW_THREAD;

    static {
        try {
            Class<?> type = Class.forName("java.lang.VirtualThread");
            NEW_THREAD = MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findConstructor(
                            type,
                            MethodType.methodType(void.class, Executor.class, String.class, int.class, Runnable.class))
                    .asType(MethodType.methodType(
                            Thread.class, Executor.class, String.class, int.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    public final ArrayDeque<Runnable> ready = new ArrayDeque<>();

    /** A virtual thread that runs on this loop, not started. */
    public Thread newThread(Runnable body) {
        try {
            return (Thread) NEW_THREAD.invokeExact((Executor) this, (String) null, 0, body);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void execute(Runnable continuation) {
        ready.add(continuation);
    }

    /** Runs so many, which there have to be. */
    public void run(int steps) {
        for (int i = 0; i < steps; i++) {
            ready.remove().run();
        }
    }

    /** Runs until nothing is ready. */
    public void run() {
        Runnable next;
        while ((next = ready.poll()) != null) {
            next.run();
        }
    }
}
