package io.asyncio4j;

import io.asyncio4j.internal.coroutine.HandDriver;
import io.asyncio4j.internal.coroutine.Unchecked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A result that will be there later: the meeting point of callbacks and tasks. Made by {@link EventLoop#createFuture}.
 *
 * <p>Loop-confined, except {@link #toCompletableFuture}. Equality is identity, so futures can be put into sets, maps and
 * queues. Counterpart: {@code asyncio.Future}.
 *
 * @param <T> what it results in
 */
public sealed class Future<T extends @Nullable Object> implements Awaitable<T>
        permits Task, SleepFuture, GatheringFuture {

    private static final byte PENDING = 0;
    private static final byte RESULT = 1;
    private static final byte FAILED = 2;
    private static final byte CANCELLED = 3;

    final EventLoop loop;

    /** Null, one waiting {@link Task} or {@link DoneCallback}, or an {@link ArrayList} of both, in order. */
    private @Nullable Object callbacks;

    /** By state: null; the result; the {@link Failure}; the {@link CancelledError} or its message or null. */
    private @Nullable Object outcome;

    private byte state = PENDING;

    Future(EventLoop loop) {
        this.loop = loop;
    }

    /** The loop that this future belongs to. */
    public EventLoop getLoop() {
        return loop;
    }

    /**
     * Suspends the calling task until this future is done. If it is done already, this returns or throws at once,
     * without giving up the turn. If the calling task is cancelled meanwhile, this future is cancelled too; put a
     * {@link Asyncio#shield} between them to prevent that.
     *
     * @return the result
     * @throws CancelledError if this future or the calling task was cancelled
     * @throws RuntimeException the exception with which this future failed, if it is unchecked
     * @throws java.util.concurrent.CompletionException around that exception, if it is a checked one
     * @throws IllegalStateException if the caller is not in a task of this future's loop, or is this very task
     */
    @Override
    public T await() {
        if (state == PENDING) {
            Task<?> task = Task.current();
            if (task != null) {
                task.waitFor(this);
            } else {
                awaitByHand();
            }
        }
        return result();
    }

    /** Outside a task, somebody may drive the caller by hand, and complete this future before going on. */
    private void awaitByHand() {
        HandDriver driver = HandDriver.current();
        if (driver == null) {
            throw Task.outside("await()");
        }
        var _ = driver.handOver(this);
        if (state == PENDING) {
            throw new IllegalStateException(
                    "the coroutine was driven on before the future that it awaits was done: " + this);
        }
    }

    /**
     * The result, if there is one. Does not suspend.
     *
     * @throws InvalidStateException if this future is not done
     * @throws CancelledError if it was cancelled
     * @throws RuntimeException the exception with which it failed, if that is unchecked
     * @throws java.util.concurrent.CompletionException around that exception, if it is a checked one
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // null only where T allows it
    public T result() {
        return switch (state) {
            case RESULT -> (T) outcome;
            case FAILED -> throw Unchecked.of(failure().retrieve());
            case CANCELLED -> throw cancelledError();
            default -> throw new InvalidStateException("Result is not set: " + this + " is pending; await() it");
        };
    }

    /**
     * The exception with which this future failed, as it was thrown; null if it has a result. Does not suspend.
     *
     * @throws InvalidStateException if this future is not done
     * @throws CancelledError if it was cancelled
     */
    public @Nullable Throwable exception() {
        return switch (state) {
            case RESULT -> null;
            case FAILED -> failure().retrieve();
            case CANCELLED -> throw cancelledError();
            default -> throw new InvalidStateException("Exception is not set: " + this + " is pending; await() it");
        };
    }

    /** The exception of a failed future, without counting as fetched; null otherwise. */
    final @Nullable Throwable peekException() {
        return state == FAILED ? failure().exception : null;
    }

    /** Whether there is a result or an exception, or this future was cancelled. */
    public boolean done() {
        return state != PENDING;
    }

    /** Whether this future was cancelled. */
    public boolean cancelled() {
        return state == CANCELLED;
    }

    /** Cancels without a message, see {@link #cancel(String)}. */
    public final boolean cancel() {
        return cancel(null);
    }

    /**
     * Cancels this future and schedules its callbacks. If it has failed already, its exception counts as fetched: whoever
     * cancels has lost interest. Does not suspend.
     *
     * @param message what the {@link CancelledError} will say, or null
     * @return false if this future was done already
     */
    public boolean cancel(@Nullable String message) {
        loop.checkThread();
        if (state == FAILED) {
            var _ = failure().retrieve();
        }
        return complete(CANCELLED, message);
    }

    /** Cancels on somebody else's behalf, who may not know what has become of this future: its exception is not fetched. */
    final boolean cancelIfPending(@Nullable String message) {
        return state == PENDING && cancel(message);
    }

    /**
     * Gives this future its result and schedules its callbacks. Does not suspend.
     *
     * @throws InvalidStateException if this future is done
     * @throws UnsupportedOperationException if it is a task, or made by {@code gather}
     */
    public void setResult(T result) {
        loop.checkThread();
        if (!complete(RESULT, result)) {
            throw new InvalidStateException("setResult(" + result + ") on a future that is done: " + this);
        }
    }

    /**
     * Lets this future fail and schedules its callbacks. Does not suspend. If nobody ever asks for the exception, the
     * exception handler gets it.
     *
     * @throws InvalidStateException if this future is done
     * @throws UnsupportedOperationException if it is a task, or made by {@code gather}
     */
    public void setException(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        loop.checkThread();
        if (!fail(exception)) {
            throw new InvalidStateException("setException(" + exception + ") on a future that is done: " + this);
        }
    }

    /**
     * Lets a callback run, with this future, in the turn after it is done; after the next turn if it is done already.
     * Callbacks run in the order of this call; the same one twice runs twice. It runs in a copy of the current context,
     * outside any task, so it cannot suspend; what it throws goes to the exception handler.
     */
    public void addDoneCallback(Consumer<? super Future<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        addCallback(Carried.doneCallback(this, callback, loop.core.currentBindings()));
    }

    /** The same, in a given context. */
    public void addDoneCallback(Consumer<? super Future<T>> callback, Context context) {
        Objects.requireNonNull(callback, "callback");
        addCallback(Carried.doneCallback(this, callback, Objects.requireNonNull(context, "context")));
    }

    private void addCallback(DoneCallback<T> callback) {
        loop.checkThread();
        if (state == PENDING) {
            enqueue(callback);
        } else {
            callback.schedule();
        }
    }

    /**
     * Takes back all copies of a callback that were not scheduled yet. Does not suspend.
     *
     * @return how many there were
     */
    public int removeDoneCallback(Consumer<? super Future<T>> callback) {
        Objects.requireNonNull(callback, "callback");
        loop.checkThread();
        int removed = 0;
        for (Object each : callbacks()) { // a copy: equals() is foreign code, which may call this future
            if (each instanceof DoneCallback<?> done && done.callback.equals(callback) && remove(done)) {
                removed++;
            }
        }
        return removed;
    }

    /** Waiting tasks and {@link DoneCallback}s, in order. */
    final List<?> callbacks() {
        Object some = callbacks;
        return some == null
                ? List.of()
                : some instanceof ArrayList<?> list ? Arrays.asList(list.toArray()) : List.of(some);
    }

    /** The task is to be woken when this future is done. */
    final void addWaiter(Task<?> task) {
        enqueue(task);
    }

    /** Undoes {@link #addWaiter}. */
    final void removeWaiter(Task<?> task) {
        var _ = remove(task);
    }

    /** Adds a task or a {@link DoneCallback}. */
    @SuppressWarnings("unchecked")
    final void enqueue(Object callback) {
        if (callbacks == null) {
            callbacks = callback;
        } else if (callbacks instanceof ArrayList<?> list) {
            ((ArrayList<Object>) list).add(callback);
        } else {
            callbacks = new ArrayList<>(List.of(callbacks, callback));
        }
    }

    /** Removes one task or {@link DoneCallback}; false if it is not there (any more). */
    private boolean remove(Object callback) {
        if (callbacks == callback) {
            callbacks = null;
            return true;
        }
        return callbacks instanceof ArrayList<?> list && list.remove(callback);
    }

    /** Completes with a value; false if done already. For the library's own futures, whose doors are closed to users. */
    final boolean succeed(T result) {
        return complete(RESULT, result);
    }

    /** Completes with an exception; false if done already. */
    final boolean fail(Throwable exception) {
        return state == PENDING && complete(FAILED, new Failure(this, exception));
    }

    /** Completes as cancelled; {@code why} is the {@link CancelledError}, or its message or null. */
    final boolean completeCancelled(@Nullable Object why) {
        return complete(CANCELLED, why);
    }

    private boolean complete(byte newState, @Nullable Object newOutcome) {
        if (state != PENDING) {
            return false;
        }
        state = newState;
        outcome = newOutcome;
        Object scheduled = callbacks;
        if (scheduled != null) {
            callbacks = null;
            if (scheduled instanceof ArrayList<?> list) {
                list.forEach(this::schedule);
            } else {
                schedule(scheduled);
            }
        }
        return true;
    }

    private void schedule(Object callback) {
        if (callback instanceof Task<?> task) {
            loop.core.ready(task);
        } else {
            ((DoneCallback<?>) callback).schedule();
        }
    }

    /** Puts the value aside that this future will have. */
    final void reserve(T result) {
        outcome = result;
    }

    /** Completes with the value that was put aside. */
    @SuppressWarnings("unchecked")
    final void succeedWithReserved() {
        complete(RESULT, outcome);
    }

    private Failure failure() {
        return (Failure) Objects.requireNonNull(outcome);
    }

    /** The error for whoever asks for the result of this cancelled future; always the same one for a task's own. */
    final CancelledError cancelledError() {
        return outcome instanceof CancelledError error ? error : new CancelledError((String) outcome);
    }

    /** Whether asking for the result throws {@link CancelledError}. */
    final boolean throwsCancelled() {
        return state == CANCELLED || (state == FAILED && failure().exception instanceof CancelledError);
    }

    /**
     * A {@link CompletableFuture} that completes as this future does. Cancelling it cancels this future; completing it
     * otherwise has no effect here. The exception counts as fetched. Thread-safe, as what it returns.
     */
    public CompletableFuture<T> toCompletableFuture() {
        return Bridges.toCompletable(this);
    }

    @Override
    public String toString() {
        return describe("Future", "");
    }

    /** What CPython shows, in its order; {@code more} stands behind the state. */
    final String describe(String kind, String more) {
        String details = switch (state) {
            case RESULT -> " result=" + Described.value(outcome);
            case FAILED -> " exception=" + Described.whole(failure().exception);
            case CANCELLED -> "";
            default -> Described.callbacks(callbacks());
        };
        return "<" + kind + " " + stateWord() + more + details + loop.origin(this) + ">";
    }

    /** The state, as CPython calls it. */
    final String stateWord() {
        return switch (state) {
            case RESULT, FAILED -> "finished";
            case CANCELLED -> "cancelled";
            default -> this instanceof Task<?> task && task.cancelling() > 0 ? "cancelling" : "pending";
        };
    }
}
