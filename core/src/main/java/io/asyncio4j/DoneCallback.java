package io.asyncio4j;

import io.asyncio4j.internal.coroutine.CodeName;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A callback of a future, with the context that it will run in. */
final class DoneCallback<T extends @Nullable Object> implements Runnable {

    private final Future<T> future;
    final Consumer<? super Future<T>> callback;
    private final Object context;

    DoneCallback(Future<T> future, Consumer<? super Future<T>> callback, Object context) {
        this.future = future;
        this.callback = callback;
        this.context = context;
    }

    void schedule() {
        future.loop.core.ready(new Handle(future.loop, this, context));
    }

    @Override
    public void run() {
        callback.accept(future);
    }

    @Override
    public String toString() {
        return CodeName.of(callback);
    }
}
