package io.asyncio4j;

import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Asyncio#shield}: an outer future that follows an inner one, and does not pass a cancellation on. This is the
 * callback of the inner one.
 */
final class Shield<T extends @Nullable Object> implements Consumer<Future<T>>, Awaiter {

    private final Future<T> outer;

    private Shield(Future<T> outer) {
        this.outer = outer;
    }

    static <T extends @Nullable Object> Future<T> around(Future<T> inner) {
        if (inner.done()) {
            return inner;
        }
        Future<T> outer = inner.loop.createFuture();
        Shield<T> innerDone = new Shield<>(outer);
        inner.addDoneCallback(innerDone);
        outer.addDoneCallback(done -> {
            if (!inner.done()) { // the outer one was cancelled: an error of the inner one is nobody's, and reported so
                inner.removeDoneCallback(innerDone);
            }
        });
        return outer;
    }

    @Override
    public void accept(Future<T> inner) {
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

    @Override
    public Collection<Future<?>> awaiters() {
        return CallGraphs.awaitedBy(outer);
    }

    @Override
    public String toString() {
        return "shield";
    }
}
