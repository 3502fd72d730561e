package io.asyncio4j.internal.threadlocals;

import java.lang.System.Logger.Level;
import java.util.ServiceConfigurationError;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of a thread's registered thread-locals at one moment, for another thread to take over for a while: a
 * logger's MDC, a tracing span. They are registered with Micrometer's context propagation. Immutable.
 */
public abstract class ThreadLocals {

    /** Null where the library is not there, which is a constant to the JIT: nothing is paid for nothing. */
    private static final @Nullable Supplier<@Nullable ThreadLocals> LIBRARY = library();

    private static final String UNUSABLE = "io.micrometer:context-propagation is there, but cannot be used;"
            + " tasks and callbacks do not get the thread-locals of their creators";

    ThreadLocals() {}

    private static @Nullable Supplier<@Nullable ThreadLocals> library() {
        try {
            Class<?> registry =
                    Class.forName("io.micrometer.context.ContextRegistry", false, ThreadLocals.class.getClassLoader());
            ThreadLocals.class.getModule().addReads(registry.getModule()); // it may be on the class path alone
            return RegisteredThreadLocals.source();
        } catch (ClassNotFoundException e) {
            return null;
        } catch (LinkageError | ServiceConfigurationError e) { // it looks for accessors, and one cannot be loaded
            System.getLogger("asyncio").log(Level.WARNING, UNUSABLE, e);
            return null;
        }
    }

    /** Those of the calling thread; null if none are registered. Thread-safe. */
    public static @Nullable ThreadLocals capture() {
        return LIBRARY == null ? null : LIBRARY.get();
    }

    /** Gives the calling thread these values; where there is none, the thread has none, either. */
    public abstract Scope set();

    /** Gives the thread back what it had. */
    public interface Scope extends AutoCloseable {

        @Override
        void close();
    }
}
