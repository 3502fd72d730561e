package io.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A coroutine without a result as one whose result is null: the form in which it is passed on. */
record VoidCoroutine<T extends @Nullable Object>(Coroutine.OfVoid code) implements Coroutine<T>, Described.Wrapper {

    VoidCoroutine {
        Objects.requireNonNull(code, "coroutine");
    }

    @Override
    @SuppressWarnings("NullAway") // T is nullable
    public T run() throws Exception {
        code.run();
        return null;
    }

    @Override
    public String toString() {
        return Described.code(code);
    }
}
