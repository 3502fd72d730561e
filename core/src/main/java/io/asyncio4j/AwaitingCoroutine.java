package io.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A coroutine that awaits something: what a task runs when it is not given a coroutine. */
record AwaitingCoroutine<T extends @Nullable Object>(Awaitable<T> awaitable)
        implements Coroutine<T>, Described.Wrapper {

    /** A coroutine as it is, anything else wrapped. */
    static <T extends @Nullable Object> Coroutine<T> of(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        return awaitable instanceof Coroutine<T> coroutine ? coroutine : new AwaitingCoroutine<>(awaitable);
    }

    @Override
    public T run() throws Exception {
        return awaitable.await();
    }

    @Override
    public String toString() {
        return Described.code(awaitable);
    }
}
