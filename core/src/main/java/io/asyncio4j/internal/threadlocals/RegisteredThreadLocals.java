package io.asyncio4j.internal.threadlocals;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What Micrometer's accessors read. The only class that needs the library.
 *
 * <p>Its own snapshots are hash maps, two for each use, and a failing accessor leaves the thread half changed; two arrays
 * and a loop do the same.
 */
final class RegisteredThreadLocals extends ThreadLocals {

    private final ThreadLocalAccessor<Object>[] accessors;

    /** Null where the thread had no value. */
    private final @Nullable Object[] values;

    @SuppressWarnings("unchecked") // an accessor is only given values that it has read
    private RegisteredThreadLocals(List<ThreadLocalAccessor<?>> registered) {
        accessors = registered.toArray(ThreadLocalAccessor[]::new);
        values = new Object[accessors.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = accessors[i].getValue();
        }
    }

    /** Reads the values of the calling thread; null if nothing is registered. */
    static Supplier<@Nullable ThreadLocals> source() {
        ContextRegistry registry = ContextRegistry.getInstance();
        return () -> {
            List<ThreadLocalAccessor<?>> registered = registry.getThreadLocalAccessors();
            return registered.isEmpty() ? null : new RegisteredThreadLocals(registered);
        };
    }

    @Override
    public Scope set() {
        Before before = new Before(accessors);
        try {
            for (int i = 0; i < accessors.length; i++) {
                before.replace(i, values[i]);
            }
        } catch (Throwable e) {
            try (before) {
                throw e;
            }
        }
        return before;
    }

    /** The values that the thread had. */
    private static final class Before implements Scope {

        private final ThreadLocalAccessor<Object>[] accessors;
        private final @Nullable Object[] values;
        private int replaced;

        Before(ThreadLocalAccessor<Object>[] accessors) {
            this.accessors = accessors;
            this.values = new Object[accessors.length];
        }

        void replace(int i, @Nullable Object value) {
            ThreadLocalAccessor<Object> accessor = accessors[i];
            values[i] = accessor.getValue();
            replaced = i + 1;
            if (value != null) {
                accessor.setValue(value);
            } else if (values[i] != null) {
                accessor.setValue();
            }
        }

        /** Last one first, and all of them, even if one fails. */
        @Override
        public void close() {
            while (replaced > 0) {
                replaced--;
                try {
                    restore(accessors[replaced], values[replaced]);
                } catch (Throwable e) {
                    try (this) {
                        throw e;
                    }
                }
            }
        }

        private static void restore(ThreadLocalAccessor<Object> accessor, @Nullable Object value) {
            if (value != null) {
                accessor.restore(value);
            } else {
                accessor.restore();
            }
        }
    }
}
