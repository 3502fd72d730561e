package io.asyncio4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Asyncio#gather} returns: done when all children are, or when the first one fails. Cancelling it cancels
 * the children. Counterpart: CPython's {@code _GatheringFuture}.
 *
 * @param <C> what the children result in
 * @param <T> what becomes of each child in the list
 */
final class GatheringFuture<C extends @Nullable Object, T extends @Nullable Object> extends Future<List<T>> {

    private final List<Future<C>> children;
    private final boolean failFast;
    private final Function<Future<C>, T> element;
    private int unfinished;
    private boolean cancelRequested;
    private @Nullable String cancelMessage;

    private GatheringFuture(
            EventLoop loop, List<Future<C>> children, boolean failFast, Function<Future<C>, T> element) {
        super(loop);
        this.children = children;
        this.failFast = failFast;
        this.element = element;
    }

    /** Results in order; the first failure is the failure of all. */
    static <T extends @Nullable Object> Future<List<T>> ofResults(EventLoop loop, List<Future<T>> children) {
        return new GatheringFuture<>(loop, children, true, Future::result).started();
    }

    /** Outcomes in order; fails only if it is cancelled. */
    static <T extends @Nullable Object> Future<List<Outcome<T>>> ofOutcomes(EventLoop loop, List<Future<T>> children) {
        return new GatheringFuture<T, Outcome<T>>(loop, children, false, GatheringFuture::outcome).started();
    }

    private static <T extends @Nullable Object> Outcome<T> outcome(Future<T> child) {
        if (child.cancelled()) {
            return new Outcome.Failure<>(child.cancelledError());
        }
        Throwable failure = child.exception();
        return failure == null ? new Outcome.Success<>(child.result()) : new Outcome.Failure<>(failure);
    }

    private Future<List<T>> started() {
        var distinct = new LinkedHashSet<>(children);
        unfinished = distinct.size();
        if (unfinished == 0) {
            succeed(List.of());
        }
        List<Future<C>> done = new ArrayList<>();
        ChildDone onDone = new ChildDone();
        for (Future<C> child : distinct) {
            if (child.done()) {
                done.add(child);
            } else {
                child.addDoneCallback(onDone);
            }
        }
        done.forEach(onDone);
        return loop.made(this);
    }

    private final class ChildDone implements Consumer<Future<C>>, Awaiter {

        @Override
        public void accept(Future<C> child) {
            childDone(child);
        }

        @Override
        public Collection<Future<?>> awaiters() {
            return CallGraphs.awaitedBy(GatheringFuture.this);
        }

        @Override
        public String toString() {
            return "gather";
        }
    }

    private void childDone(Future<C> child) {
        unfinished--;
        if (done()) {
            if (!child.cancelled()) {
                var _ = child.exception(); // fetched: the first failure has been told
            }
            return;
        }
        if (failFast && child.throwsCancelled()) {
            fail(child.cancelled() ? child.cancelledError() : failureOf(child));
        } else if (failFast && child.peekException() != null) {
            fail(failureOf(child));
        } else if (unfinished == 0) {
            if (cancelRequested) {
                fail(new CancelledError(cancelMessage));
            } else {
                List<T> results = new ArrayList<>(children.size());
                children.forEach(each -> results.add(element.apply(each)));
                succeed(results);
            }
        }
    }

    private static Throwable failureOf(Future<?> child) {
        Throwable failure = child.exception();
        return failure == null ? new AssertionError(child + " has not failed") : failure;
    }

    /**
     * Cancels all children that are not done. This future is done when they are (the first of them, if failures are not
     * collected), and its exception is a {@link CancelledError}; it is not {@link #cancelled}.
     */
    @Override
    public boolean cancel(@Nullable String message) {
        loop.checkThread();
        if (done()) {
            return false;
        }
        boolean any = false;
        for (Future<C> child : children) {
            any |= child.cancelIfPending(message);
        }
        if (any) {
            cancelRequested = true;
            cancelMessage = message;
        }
        return any;
    }

    /** Not possible: the children decide. */
    @Override
    public void setResult(List<T> result) {
        throw new UnsupportedOperationException("setResult on a gathering future: " + this);
    }

    /** Not possible: the children decide. */
    @Override
    public void setException(Throwable exception) {
        throw new UnsupportedOperationException("setException on a gathering future: " + this);
    }

    @Override
    public String toString() {
        return describe("GatheringFuture", "");
    }
}
