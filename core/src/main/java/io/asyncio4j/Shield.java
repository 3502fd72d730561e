package io.asyncio4j;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link Asyncio#shield}: an outer future that follows an inner one, and does not pass a cancellation on. */
final class Shield {

    private Shield() {}

    static <T extends @Nullable Object> Future<T> around(Future<T> inner) {
        if (inner.done()) {
            return inner;
        }
        Future<T> outer = inner.loop.createFuture();
        Consumer<Future<T>> innerDone = done -> follow(done, outer);
        inner.addDoneCallback(innerDone);
        outer.addDoneCallback(done -> {
            if (!inner.done()) { // the outer one was cancelled: an error of the inner one is nobody's, and reported so
                inner.removeDoneCallback(innerDone);
            }
        });
        return outer;
    }

    private static <T extends @Nullable Object> void follow(Future<T> inner, Future<T> outer) {
        if (outer.done()) {
            return;
        }
        if (inner.cancelled()) {
            outer.completeCancelled(inner.cancelledError());
            return;
        }
        Throwable failure = inner.exception();
        if (failure != null) {
            outer.fail(failure);
        } else {
            outer.succeed(inner.result());
        }
    }
}
