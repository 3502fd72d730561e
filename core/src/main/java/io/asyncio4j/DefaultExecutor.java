package io.asyncio4j;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The executor that a loop makes at first use and ends. Loop-confined. */
final class DefaultExecutor {

    private final EventLoop loop;
    private @Nullable ExecutorService executor;
    private boolean shutDown;

    DefaultExecutor(EventLoop loop) {
        this.loop = loop;
    }

    ExecutorService get() {
        loop.checkOpenAndThread();
        if (shutDown) {
            throw new IllegalStateException("Executor shutdown has been called on " + loop);
        }
        if (executor == null) {
            executor = Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("asyncio-", 0).factory());
        }
        return executor;
    }

    void set(ExecutorService replacement) {
        loop.checkOpenAndThread();
        executor = replacement;
    }

    /** Waits until all jobs are done, without holding the loop. */
    void shutdown(@Nullable Duration timeout) {
        shutDown = true;
        ExecutorService ending = executor;
        if (ending == null) {
            return;
        }
        ending.shutdown();
        long nanos = timeout == null ? Long.MAX_VALUE : Nanos.saturated(timeout);
        boolean ended = Bridges.submit(
                        loop,
                        job -> Thread.ofVirtual().name("asyncio-shutdown").start(job),
                        () -> ending.awaitTermination(nanos, TimeUnit.NANOSECONDS))
                .await();
        if (!ended) {
            EventLoop.LOGGER.log(Level.WARNING, "The executor did not finish joining its threads within {0}.", timeout);
        }
    }

    void shutdownNow() {
        shutDown = true;
        if (executor != null) {
            executor.shutdown();
        }
    }
}
