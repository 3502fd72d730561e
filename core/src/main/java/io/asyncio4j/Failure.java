package io.asyncio4j;

import io.asyncio4j.internal.coroutine.Cleaners;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exception of a future, and whether anybody fetched it. If the future becomes unreachable before that, or the loop
 * is closed, the exception handler is told: an error is never lost silently.
 *
 * <p>It must not refer to the future, which could not become unreachable otherwise; hence the name besides.
 */
final class Failure implements Runnable {

    final Throwable exception;
    private final EventLoop loop;
    private final String what;

    /** For a report at the end of the loop; the garbage collector's comes too late for it. */
    private final WeakReference<Future<?>> future;

    private final List<StackTraceElement> origin;
    private Cleaner.@Nullable Cleanable watch;

    /** Written on the loop's thread, read by the cleaner's thread too. */
    private volatile boolean retrieved;

    Failure(Future<?> future, Throwable exception) {
        this.exception = exception;
        this.loop = future.loop;
        this.what = future instanceof Task<?> task ? "Task '" + task.getName() + "'" : "Future";
        this.future = new WeakReference<>(future);
        this.origin = loop.traceOf(future);
        loop.failures().add(this);
        this.watch = Cleaners.register(future, this);
    }

    Throwable retrieve() {
        if (!retrieved) {
            retrieved = true;
            loop.failures().remove(this);
            if (watch != null) {
                watch.clean(); // only to unregister: run() finds the mark
                watch = null;
            }
        }
        return exception;
    }

    /** The future is unreachable: called on the cleaner's thread. */
    @Override
    public void run() {
        if (!retrieved) {
            var _ = loop.core.schedule(this::report);
        }
    }

    /** Called on the loop's thread, or while the loop is being closed. */
    void report() {
        if (!retrieved) {
            retrieved = true;
            loop.failures().remove(this);
            loop.callExceptionHandler(
                    new ExceptionContext(what + " exception was never retrieved", exception, future.get(), origin));
        }
    }
}
