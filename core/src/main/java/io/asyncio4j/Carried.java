package io.asyncio4j;

import io.asyncio4j.internal.threadlocals.ThreadLocals;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Code that takes the registered thread-locals of its creator along to where it runs. If there are none, the code itself;
 * otherwise a wrapper that describes itself as what it wraps.
 */
final class Carried {

    private Carried() {}

    static <T extends @Nullable Object> Coroutine<T> coroutine(Coroutine<T> coroutine) {
        ThreadLocals locals = ThreadLocals.capture();
        return locals == null ? coroutine : new OfCoroutine<>(coroutine, locals);
    }

    static Runnable callback(Runnable callback) {
        ThreadLocals locals = ThreadLocals.capture();
        return locals == null ? callback : new OfRunnable(callback, locals);
    }

    static <T extends @Nullable Object> DoneCallback<T> doneCallback(
            Future<T> future, Consumer<? super Future<T>> callback, Object context) {
        ThreadLocals locals = ThreadLocals.capture();
        return locals == null
                ? new DoneCallback<>(future, callback, context)
                : new OfDoneCallback<>(future, callback, context, locals);
    }

    static <T extends @Nullable Object> Callable<T> callable(Callable<T> code) {
        ThreadLocals locals = ThreadLocals.capture();
        return locals == null
                ? code
                : () -> {
                    try (var _ = locals.set()) {
                        return code.call();
                    }
                };
    }

    record OfCoroutine<T extends @Nullable Object>(Coroutine<T> coroutine, ThreadLocals locals)
            implements Coroutine<T>, Described.Wrapper {

        @Override
        public T run() throws Exception {
            try (var _ = locals.set()) {
                return coroutine.run();
            }
        }

        @Override
        public String toString() {
            return Described.code(coroutine);
        }
    }

    private record OfRunnable(Runnable callback, ThreadLocals locals) implements Runnable, Described.Wrapper {

        @Override
        public void run() {
            try (var _ = locals.set()) {
                callback.run();
            }
        }

        @Override
        public String toString() {
            return Described.code(callback);
        }
    }

    private static final class OfDoneCallback<T extends @Nullable Object> extends DoneCallback<T> {

        private final ThreadLocals locals;

        OfDoneCallback(Future<T> future, Consumer<? super Future<T>> callback, Object context, ThreadLocals locals) {
            super(future, callback, context);
            this.locals = locals;
        }

        @Override
        public void run() {
            try (var _ = locals.set()) {
                super.run();
            }
        }
    }
}
