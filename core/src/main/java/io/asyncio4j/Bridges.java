package io.asyncio4j;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Between futures of a loop and those of the JDK, which belong to no thread. */
final class Bridges {

    private Bridges() {}

    static Callable<@Nullable Void> callable(Body.OfVoid<Exception> code) {
        Objects.requireNonNull(code, "code");
        return () -> {
            code.run();
            return null;
        };
    }

    /** Runs code in an executor; the future is done on the loop. */
    static <T extends @Nullable Object> Future<T> submit(EventLoop loop, Executor executor, Callable<T> code) {
        Objects.requireNonNull(code, "code");
        loop.checkOpenAndThread();
        Future<T> future = loop.createFuture();
        FutureTask<T> job = new FutureTask<>(code) {
            @Override
            protected void done() {
                loop.core.schedule(() -> {
                    loop.core.externalWork(-1);
                    copy(this, future);
                });
            }
        };
        future.addDoneCallback(done -> {
            if (done.cancelled()) {
                job.cancel(false);
            }
        });
        loop.core.externalWork(1);
        try {
            executor.execute(job);
        } catch (RuntimeException | Error e) {
            loop.core.externalWork(-1);
            throw e;
        }
        return future;
    }

    /** Follows a future of the JDK by blocking a thread of the default executor. */
    static <T extends @Nullable Object> Future<T> wrap(EventLoop loop, java.util.concurrent.Future<T> source) {
        Future<T> future = loop.createFuture();
        Future<@Nullable Void> watch = loop.runInExecutor(() -> {
            try {
                source.get();
            } catch (ExecutionException | CancellationException e) {
                // done, which is all that is asked here
            }
            return null;
        });
        watch.addDoneCallback(done -> {
            Throwable stopped = done.cancelled() ? null : done.exception();
            if (source.isDone()) {
                copy(source, future);
            } else if (!future.done()) { // somebody has ended the executor
                future.fail(
                        stopped != null ? stopped : new CancellationException("the watch over " + source + " ended"));
            }
        });
        future.addDoneCallback(done -> {
            if (done.cancelled()) {
                source.cancel(true);
            }
        });
        return future;
    }

    /** Follows a stage, and cancels it when the future is cancelled. */
    static <T extends @Nullable Object> Future<T> wrap(EventLoop loop, CompletionStage<T> stage) {
        loop.checkOpenAndThread();
        Future<T> future = loop.createFuture();
        stage.whenComplete((value, thrown) -> loop.core.schedule(() -> {
            if (thrown == null) {
                future.succeed(value);
            } else {
                completeThrown(future, thrown);
            }
        }));
        future.addDoneCallback(done -> {
            if (done.cancelled()) {
                stage.toCompletableFuture().cancel(true);
            }
        });
        return future;
    }

    private static <T extends @Nullable Object> void copy(java.util.concurrent.Future<T> source, Future<T> target) {
        switch (source.state()) {
            case SUCCESS -> target.succeed(source.resultNow());
            case CANCELLED -> target.completeCancelled(null);
            case FAILED -> {
                if (!target.done()) {
                    target.fail(source.exceptionNow());
                }
            }
            case RUNNING -> throw new AssertionError("copied before it is done: " + source);
        }
    }

    /** A stage wraps what its functions throw. */
    private static void completeThrown(Future<?> target, Throwable thrown) {
        Throwable real =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (real instanceof CancellationException) {
            target.completeCancelled(null);
        } else if (!target.done()) {
            target.fail(real);
        }
    }

    /** From any thread. */
    static <T extends @Nullable Object> CompletableFuture<T> toCompletable(Future<T> source) {
        CompletableFuture<T> target = new CompletableFuture<>();
        EventLoop loop = source.loop;
        onLoop(loop, () -> follow(source, target));
        cancelWith(target, loop, source);
        return target;
    }

    /** From any thread. */
    static <T extends @Nullable Object> CompletableFuture<T> submit(EventLoop loop, Coroutine<T> coroutine) {
        CompletableFuture<T> target = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> {
            if (target.isDone()) {
                return; // cancelled before it started
            }
            try {
                Task<T> task = loop.createTask(coroutine);
                follow(task, target);
                cancelWith(target, loop, task);
            } catch (Throwable e) {
                target.completeExceptionally(e);
                throw e;
            }
        });
        return target;
    }

    private static void onLoop(EventLoop loop, Runnable action) {
        if (!loop.isRunning() || loop.core.inLoop()) {
            action.run();
        } else {
            loop.callSoonThreadsafe(action);
        }
    }

    private static <T extends @Nullable Object> void follow(Future<T> source, CompletableFuture<T> target) {
        source.addDoneCallback(done -> {
            if (done.cancelled()) {
                target.cancel(false);
                return;
            }
            Throwable failure = done.exception();
            if (failure != null) {
                target.completeExceptionally(failure);
            } else {
                target.complete(done.result());
            }
        });
    }

    private static void cancelWith(CompletableFuture<?> target, EventLoop loop, Future<?> source) {
        var _ = target.whenComplete((value, thrown) -> {
            if (target.isCancelled()) {
                loop.core.schedule(source::cancel);
            }
        });
    }
}
