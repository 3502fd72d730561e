package io.asyncio4j;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The iterator of {@link Asyncio#asCompleted}, and the callback of what it waits for. */
final class AsCompleted<T extends @Nullable Object> implements Iterator<Future<T>>, Consumer<Future<T>>, Awaiter {

    private final EventLoop loop;
    private final Set<Future<T>> pending;
    private final Queue<Future<T>> done = new ArrayDeque<>();
    private final @Nullable Duration timeout;
    private @Nullable TimerHandle timer;
    private final Queue<Future<@Nullable Void>> waiters = new ArrayDeque<>();
    private boolean timedOut;
    private int left;

    /** Takes the set over. */
    AsCompleted(EventLoop loop, Set<Future<T>> futures, @Nullable Duration timeout) {
        this.loop = loop;
        this.pending = futures;
        this.timeout = timeout;
        this.left = futures.size();
        futures.forEach(future -> future.addDoneCallback(this));
        if (timeout != null && left > 0) {
            timer = loop.callLater(timeout, this::timeOver);
        }
    }

    @Override
    public void accept(Future<T> future) {
        if (timedOut) {
            return;
        }
        pending.remove(future);
        done.add(future);
        if (pending.isEmpty() && timer != null) {
            timer.cancel();
        }
        wakeNext();
    }

    @Override
    public Collection<Future<?>> awaiters() {
        return waiters.stream()
                .flatMap(waiter -> CallGraphs.awaitedBy(waiter).stream())
                .toList();
    }

    @Override
    public String toString() {
        return "asCompleted";
    }

    private void timeOver() {
        timedOut = true;
        pending.forEach(future -> future.removeDoneCallback(this));
        waiters.forEach(Waiting::release);
        waiters.clear();
    }

    private void wakeNext() {
        for (var waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
            if (!waiter.done()) { // else its task was cancelled, and has not had its turn yet
                waiter.succeed(null);
                return;
            }
        }
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    /** Suspends until one more is done. */
    @Override
    public Future<T> next() {
        if (left == 0) {
            throw new NoSuchElementException("all futures have been returned");
        }
        left--;
        try {
            awaitOne();
        } catch (Throwable e) {
            left++;
            throw e;
        }
        Future<T> next = done.poll();
        if (next == null) {
            throw new CompletionException(
                    new TimeoutException(pending.size() + " of the futures were not done after " + timeout));
        }
        return next;
    }

    private void awaitOne() {
        while (done.isEmpty() && !timedOut) {
            Future<@Nullable Void> waiter = loop.createFuture();
            waiters.add(waiter);
            try {
                waiter.await();
            } catch (Throwable e) {
                waiters.remove(waiter);
                if (!waiter.cancelled() && !done.isEmpty()) { // it was this waiter's turn: another one's, then
                    wakeNext();
                }
                throw e;
            }
        }
    }
}
