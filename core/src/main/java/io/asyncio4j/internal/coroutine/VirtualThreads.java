package io.asyncio4j.internal.coroutine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/**
 * What the JDK's virtual threads have and do not show: a constructor that takes a scheduler, that scheduler, the default
 * one; and a thread's name and thread-locals.
 *
 * <p>Needs {@code --add-opens java.base/java.lang}; without it, this class cannot be initialised. The handles are
 * constants, so calls through them are inlined.
 */
final class VirtualThreads {

    private static final MethodHandle NEW;
    private static final VarHandle SCHEDULER;
    private static final VarHandle NAME;
    private static final VarHandle THREAD_LOCALS;
    private static final VarHandle INHERITABLE_THREAD_LOCALS;
    private static final Executor DEFAULT_SCHEDULER;

    static {
        try {
            Class<?> type = Class.forName("java.lang.VirtualThread");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandles.Lookup inside = MethodHandles.privateLookupIn(type, lookup);
            NEW = inside.findConstructor(
                            type,
                            MethodType.methodType(void.class, Executor.class, String.class, int.class, Runnable.class))
                    .asType(MethodType.methodType(
                            Thread.class, Executor.class, String.class, int.class, Runnable.class));
            SCHEDULER = inside.findVarHandle(type, "scheduler", Executor.class);
            DEFAULT_SCHEDULER =
                    (Executor) inside.findStatic(type, "defaultScheduler", MethodType.methodType(Executor.class))
                            .invokeExact();
            MethodHandles.Lookup thread = MethodHandles.privateLookupIn(Thread.class, lookup);
            Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
            NAME = thread.findVarHandle(Thread.class, "name", String.class);
            THREAD_LOCALS = thread.findVarHandle(Thread.class, "threadLocals", map);
            INHERITABLE_THREAD_LOCALS = thread.findVarHandle(Thread.class, "inheritableThreadLocals", map);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private VirtualThreads() {}

    /**
     * Makes a package of {@code java.base} that is exported to nobody accessible here, as {@code --add-exports} does.
     * Whoever opens {@code java.lang} opens the class that can do this, so that one flag is enough.
     *
     * @throws IllegalAccessException if the JDK does not let it
     */
    static void export(String packageName) throws IllegalAccessException {
        Module self = VirtualThreads.class.getModule();
        Module base = Object.class.getModule();
        if (base.isExported(packageName, self)) {
            return;
        }
        try {
            Method addExports = Module.class.getDeclaredMethod("implAddExports", String.class, Module.class);
            addExports.setAccessible(true);
            addExports.invoke(base, packageName, self);
        } catch (ReflectiveOperationException | RuntimeException e) {
            IllegalAccessException thrown = new IllegalAccessException(packageName + " is not accessible");
            thrown.initCause(e);
            throw thrown;
        }
    }

    /** A virtual thread, not started, whose continuation goes to {@code scheduler}. */
    static Thread create(Executor scheduler, String name, Runnable body) {
        try {
            return (Thread) NEW.invokeExact(scheduler, name, 0, body);
        } catch (Throwable e) {
            throw new AssertionError("java.lang.VirtualThread's constructor does not throw", e);
        }
    }

    /** The scheduler of a virtual thread. */
    static Executor scheduler(Thread virtual) {
        return (Executor) SCHEDULER.get(virtual);
    }

    /** The scheduler of ordinary virtual threads. */
    static Executor defaultScheduler() {
        return DEFAULT_SCHEDULER;
    }

    /** {@link Thread#setName} without its monitor: nobody else renames a thread that is between two bodies. */
    static void rename(Thread thread, String name) {
        NAME.setOpaque(thread, name);
    }

    /** Drops all thread-locals of a thread; false if it has inheritable ones, which cannot be restored. */
    static boolean clearThreadLocals(Thread thread) {
        if (THREAD_LOCALS.get(thread) != null) {
            THREAD_LOCALS.set(thread, null);
        }
        return INHERITABLE_THREAD_LOCALS.get(thread) == null;
    }
}
