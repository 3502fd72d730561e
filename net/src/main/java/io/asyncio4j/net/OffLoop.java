package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Body;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.ReturnWhen;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Blocking work in the loop's default executor, which is waited for even if the waiting task is cancelled: so what it uses
 * belongs to one thread at a time, and afterwards it is known what was done.
 */
final class OffLoop {

    private OffLoop() {}

    /**
     * Suspends until the work is done.
     *
     * @param unwanted gets the result if the task was cancelled meanwhile; called in the loop
     * @throws IllegalStateException outside a task
     * @throws CancelledError if the task was cancelled, when the work is done; if that has failed, the failure is
     *     suppressed in it
     */
    static <T extends @Nullable Object> T run(Body<T, IOException> work, Consumer<? super T> unwanted)
            throws IOException {
        Objects.requireNonNull(work, "work");
        if (Asyncio.currentTask() == null) {
            throw new IllegalStateException("files are used in a task, not in a callback of the loop or elsewhere");
        }
        Future<T> job = Asyncio.getRunningLoop().runInExecutor(work::run);
        CancelledError cancelled = null;
        while (!job.done()) {
            try {
                Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(job));
            } catch (CancelledError e) {
                cancelled = cancelled == null ? e : cancelled;
            }
        }
        if (cancelled == null) {
            return Failures.await(job);
        }
        Throwable failure = job.exception();
        if (failure == null) {
            unwanted.accept(job.result());
        } else {
            cancelled.addSuppressed(failure);
        }
        throw cancelled;
    }

    /** The same for work whose result needs no care. */
    static <T extends @Nullable Object> T run(Body<T, IOException> work) throws IOException {
        return run(work, _ -> {});
    }

    /** The same for work without a result. */
    static void run(Body.OfVoid<IOException> work) throws IOException {
        OffLoop.<@Nullable Void>run(() -> {
            work.run();
            return null;
        });
    }

    /**
     * The same for work that has to be done in any case: at once where the loop is closed, since nothing can suspend then.
     */
    static void close(EventLoop loop, Body.OfVoid<IOException> work) throws IOException {
        if (loop.isClosed()) {
            work.run();
        } else {
            run(work);
        }
    }
}
