package io.asyncio4j.internal.coroutine;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whoever drives the coroutine in which the caller is by hand, and takes what it yields. */
@FunctionalInterface
public interface HandDriver {

    /** Hands a value to the driver; returns what it sends. */
    @Nullable
    Object handOver(@Nullable Object value);

    /** The innermost driver around the caller; null if there is none. */
    static @Nullable HandDriver current() {
        return Current.SLOT.get().driver;
    }

    /** Makes a driver the current one. Returns the one before, for {@link #leave}. */
    static @Nullable HandDriver enter(HandDriver driver) {
        Slot slot = Current.SLOT.get();
        HandDriver before = slot.driver;
        slot.driver = driver;
        return before;
    }

    /** Makes the driver current again that {@link #enter} has returned. */
    static void leave(@Nullable HandDriver before) {
        Current.SLOT.get().driver = before;
    }

    /** Holds the thread-local, so that it is made at first use. */
    final class Current {

        private static final Supplier<Slot> SLOT = CoroutineRuntime.get().threadLocal(Slot::new);

        private Current() {}
    }

    /** What a thread knows of it. */
    final class Slot {

        private @Nullable HandDriver driver;

        private Slot() {}
    }
}
