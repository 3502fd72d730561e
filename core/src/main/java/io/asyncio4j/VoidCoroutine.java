package io.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A coroutine without a result as one whose result is null. */
record VoidCoroutine(Coroutine.OfVoid code) implements Coroutine<@Nullable Void> {

    VoidCoroutine {
        Objects.requireNonNull(code, "coroutine");
    }

    @Override
    public @Nullable Void run() throws Exception {
        code.run();
        return null;
    }

    @Override
    public String toString() {
        return Described.code(code);
    }
}
