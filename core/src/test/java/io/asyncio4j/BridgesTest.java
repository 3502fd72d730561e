package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.runInExecutor;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Between loops, executors, other threads and the futures of the JDK. */
final class BridgesTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final List<Object> out = new CopyOnWriteArrayList<>();
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    private void runMain(Coroutine.OfVoid main) {
        run(main, () -> {
            EventLoop loop = EventLoop.create();
            loop.setExceptionHandler((where, context) -> reports.add(context.message()));
            return loop;
        });
    }

    @AfterEach
    void nothingWasReported() {
        pool.shutdownNow();
        assertThat(reports).isEmpty();
    }

    // ---- executors ----

    @Test
    void runInExecutor_resultAndException_comeBackToTheLoop() {
        runMain(() -> {
            Thread loopThread = Thread.currentThread();
            Future<Thread> thread = getRunningLoop().runInExecutor(Thread::currentThread);
            assertThat(thread.await()).isNotSameAs(loopThread);
            Future<Object> failed = runInExecutor(pool, () -> {
                throw new IOException("disk");
            });
            assertThatThrownBy(failed::await)
                    .isExactlyInstanceOf(CompletionException.class)
                    .hasCauseExactlyInstanceOf(IOException.class);
            assertThat(failed.exception()).isExactlyInstanceOf(IOException.class);
        });
    }

    /** R10. */
    @Test
    void toThread_carriesTheContextButRunInExecutorDoesNot() {
        ContextVar<String> v = ContextVar.withDefault("v", "unset");
        runMain(() -> {
            v.set("set");
            out.add(getRunningLoop().runInExecutor(() -> v.get()).await());
            out.add(toThread(() -> v.get()));
            toThread(() -> {
                v.set("changed in the thread");
            });
            out.add(v.get());
        });
        assertThat(out).containsExactly("unset", "set", "set");
    }

    @Test
    void toThread_leavesTheLoopToOthers() {
        CountDownLatch others = new CountDownLatch(1);
        runMain(() -> {
            createTask(() -> {
                out.add("other task");
                others.countDown();
            });
            toThread(() -> {
                others.await();
                out.add("thread");
            });
        });
        assertThat(out).containsExactly("other task", "thread");
    }

    /** R10. */
    @Test
    void toThread_cancelled_leavesTheCodeRunning() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        runMain(() -> {
            Task<Void> t = createTask(() -> toThread(() -> {
                started.countDown();
                goOn.await();
                out.add("thread ended");
            }));
            toThread(() -> started.await());
            t.cancel();
            assertThatThrownBy(t::await).isInstanceOf(CancelledError.class);
            out.add("cancelled");
            goOn.countDown();
        });
        assertThat(out).containsExactly("cancelled", "thread ended");
    }

    @Test
    void runInExecutor_boundedPool_runsInOrder() {
        runMain(() -> {
            List<Future<Boolean>> jobs = List.of(
                    runInExecutor(pool, () -> out.add(1)),
                    runInExecutor(pool, () -> out.add(2)),
                    runInExecutor(pool, () -> out.add(3)));
            Asyncio.gather(jobs).await();
        });
        assertThat(out).containsExactly(1, 2, 3);
    }

    @Test
    void runInExecutor_rejected_throwsAtOnce() {
        pool.shutdown();
        runMain(() -> {
            assertThatThrownBy(() -> runInExecutor(pool, () -> 1)).isInstanceOf(RejectedExecutionException.class);
            out.add("loop is alive");
            sleep(Duration.ZERO);
        });
        assertThat(out).containsExactly("loop is alive");
    }

    @Test
    void runInExecutor_inTheCallersThread_isStillAFuture() {
        runMain(() -> {
            Executor direct = Runnable::run;
            Future<String> f = runInExecutor(direct, () -> "v");
            assertThat(f.done()).isFalse();
            assertThat(f.await()).isEqualTo("v");
        });
    }

    @Test
    void shutdownDefaultExecutor_waitsForItsJobsAndRefusesMore() {
        CountDownLatch goOn = new CountDownLatch(1);
        runMain(() -> {
            EventLoop loop = getRunningLoop();
            loop.runInExecutor(() -> {
                goOn.await();
                return out.add("job ended");
            });
            loop.callSoon(goOn::countDown);
            loop.shutdownDefaultExecutor();
            out.add("shut down");
            assertThatThrownBy(() -> loop.runInExecutor(() -> 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Executor shutdown has been called");
        });
        assertThat(out).containsExactly("job ended", "shut down");
    }

    // ---- from other threads ----

    @Test
    void runCoroutineThreadsafe_taskCancelledOnTheLoop_cancelsTheCompletableFuture() {
        runMain(() -> {
            EventLoop l = getRunningLoop();
            toThread(() -> {
                CompletableFuture<Object> f = runCoroutineThreadsafe(
                        () -> {
                            Asyncio.currentTask().cancel();
                            return sleep(LONG, new Object());
                        },
                        l);
                assertThatThrownBy(() -> f.get(50, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            });
        });
    }

    // ---- futures of the JDK ----

    /** C15. */
    @Test
    void sC126_wrapFuture_valueExceptionAndCancellationCrossBothWays() {
        runMain(() -> {
            CompletableFuture<String> c = new CompletableFuture<>();
            Future<String> a = wrapFuture(c);
            Thread.ofPlatform().start(() -> c.complete("v"));
            assertThat(a.await()).isEqualTo("v");

            CompletableFuture<String> c2 = new CompletableFuture<>();
            Future<String> a2 = wrapFuture(c2);
            a2.cancel();
            sleep(Duration.ZERO);
            assertThat(c2.isCancelled()).isTrue();

            CompletableFuture<String> c3 = new CompletableFuture<>();
            Future<String> a3 = wrapFuture(c3);
            c3.cancel(true);
            assertThatThrownBy(a3::await).isInstanceOf(CancelledError.class);
            assertThat(a3.cancelled()).isTrue();

            CompletableFuture<String> c4 = new CompletableFuture<>();
            Future<String> a4 = wrapFuture(c4.thenApply(value -> value));
            Thread.ofPlatform().start(() -> c4.completeExceptionally(new IOException("disk")));
            assertThatThrownBy(a4::await)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseExactlyInstanceOf(IOException.class);
        });
    }

    @Test
    void wrapFuture_plainFutureOfTheJdk_isFollowedBothWays() {
        runMain(() -> {
            FutureTask<String> value = new FutureTask<>(() -> "v");
            Future<String> a = wrapFuture((java.util.concurrent.Future<String>) value);
            pool.execute(value);
            assertThat(a.await()).isEqualTo("v");

            FutureTask<String> failing = new FutureTask<>((Callable<String>) () -> {
                throw new IllegalArgumentException("f");
            });
            Future<String> b = wrapFuture((java.util.concurrent.Future<String>) failing);
            pool.execute(failing);
            assertThatThrownBy(b::await).isExactlyInstanceOf(IllegalArgumentException.class);

            FutureTask<String> never = new FutureTask<>(() -> "never");
            Future<String> c = wrapFuture((java.util.concurrent.Future<String>) never);
            c.cancel();
            sleep(Duration.ZERO);
            assertThat(never.isCancelled()).isTrue();

            FutureTask<String> cancelled = new FutureTask<>(() -> "never");
            Future<String> d = wrapFuture((java.util.concurrent.Future<String>) cancelled);
            cancelled.cancel(false);
            assertThatThrownBy(d::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void awaitOfAStage_cancelledTask_cancelsTheStage() {
        runMain(() -> {
            CompletableFuture<String> stage = new CompletableFuture<>();
            Task<String> t = createTask(() -> Asyncio.await(stage));
            sleep(Duration.ZERO);
            t.cancel();
            assertThatThrownBy(t::await).isInstanceOf(CancelledError.class);
            sleep(Duration.ZERO);
            assertThat(stage.isCancelled()).isTrue();
            assertThat(Asyncio.await(CompletableFuture.completedStage("v"))).isEqualTo("v");
        });
    }

    @Test
    void awaitOfAStage_underALimit_timesOut() {
        runMain(() -> assertThatThrownBy(
                        () -> waitFor(() -> Asyncio.await(new CompletableFuture<>()), Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class));
    }

    @Test
    void toCompletableFuture_onTheLoop_followsTheFuture() {
        runMain(() -> {
            EventLoop loop = getRunningLoop();
            Future<String> f = loop.createFuture();
            CompletableFuture<String> c = f.toCompletableFuture();
            f.setResult("v");
            assertThat(Asyncio.await(c)).isEqualTo("v");

            Future<String> g = loop.createFuture();
            CompletableFuture<String> d = g.toCompletableFuture();
            g.setException(new IllegalArgumentException("e"));
            assertThat(catchThrowable(() -> Asyncio.await(d))).isSameAs(g.exception());

            Future<String> h = loop.createFuture();
            CompletableFuture<String> e = h.toCompletableFuture();
            assertThat(e.cancel(true)).isTrue();
            assertThatThrownBy(h::await).isInstanceOf(CancelledError.class);

            Future<String> i = loop.createFuture();
            CompletableFuture<String> completed = i.toCompletableFuture();
            completed.complete("from outside");
            sleep(Duration.ZERO);
            assertThat(i.done()).isFalse();
        });
    }

    @Test
    void toCompletableFuture_onAnotherThread_followsTheTaskAndCancelsIt() {
        runMain(() -> {
            Task<String> value = createTask(() -> sleep(Duration.ofMillis(5), "v"));
            Task<String> endless = createTask(() -> sleep(LONG, "never"));
            toThread(() -> {
                out.add(value.toCompletableFuture().get(50, TimeUnit.SECONDS));
                endless.toCompletableFuture().cancel(true);
            });
            assertThatThrownBy(endless::await).isInstanceOf(CancelledError.class);
            toThread(() -> assertThatThrownBy(
                            () -> endless.toCompletableFuture().get(50, TimeUnit.SECONDS))
                    .isInstanceOf(CancellationException.class));
        });
        assertThat(out).containsExactly("v");
    }

    @Test
    void toCompletableFuture_failedTask_countsAsFetched() {
        runMain(() -> {
            Coroutine<String> bad = () -> {
                throw new IllegalArgumentException("e");
            };
            CompletableFuture<String> c = createTask(bad).toCompletableFuture();
            sleep(Duration.ofMillis(1));
            assertThat(c).isCompletedExceptionally();
        });
        assertThat(reports).isEmpty();
    }
}
