package io.asyncio4j;

import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.testing.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Executors and other threads, program by program as CPython behaves. */
class ThreadsSemanticsTest {

    private final List<Object> out = new ArrayList<>();

    /** D15. */
    @Test
    void sB21_runInExecutor_passesResultAndExceptionButNotTheContext() {
        ContextVar<String> v = ContextVar.withDefault("v", "unset");
        IOException five = new IOException("5");
        Asyncio.run(() -> {
            v.set("set");
            EventLoop l = getRunningLoop();
            out.add(l.runInExecutor(() -> v.get()).await());
            out.add(toThread(() -> v.get()));
            Future<Object> bad = l.runInExecutor(() -> {
                throw five;
            });
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(bad::await)
                    .withCause(five);
            assertThat(bad.exception()).isSameAs(five);
        });
        assertThat(out).containsExactly("unset", "set");
    }

    @Test
    void sB119_cancelOfAnExecutorFuture_doesNotStopTheCodeButKeepsItFromStarting() throws Exception {
        CountDownLatch aStarted = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService ex = Executors.newSingleThreadExecutor()) {
            Asyncio.run(() -> {
                EventLoop l = getRunningLoop();
                Future<Object> a = l.runInExecutor(ex, () -> {
                    aStarted.countDown();
                    goOn.await();
                    return out.add("a");
                });
                Future<Object> b = l.runInExecutor(ex, () -> out.add("b"));
                toThread(() -> aStarted.await());
                out.add(a.cancel());
                out.add(b.cancel());
                sleep(Duration.ZERO); // the cancellation reaches the jobs
                goOn.countDown();
            });
        }
        assertThat(out).containsExactly(true, true, "a");
    }

    /** Feature R17. */
    @Test
    void sB120_defaultExecutor_refusesWorkAfterItsShutdown() {
        Asyncio.run(() -> {
            EventLoop l = getRunningLoop();
            assertThatNullPointerException()
                    .isThrownBy(() -> l.setDefaultExecutor(null))
                    .withMessage("executor");
            out.add(l.runInExecutor(() -> 0).await());
            l.shutdownDefaultExecutor();
            l.shutdownDefaultExecutor();
            assertThatIllegalStateException()
                    .isThrownBy(() -> l.runInExecutor(() -> 0))
                    .withMessageStartingWith("Executor shutdown has been called");
        });
        assertThat(out).containsExactly(0);
    }

    /** D16. */
    @Test
    void sB120_setDefaultExecutor_isUsedAndEndedByRun() {
        ExecutorService ex = Executors.newSingleThreadExecutor(job -> new Thread(job, "own"));
        Asyncio.run(() -> {
            getRunningLoop().setDefaultExecutor(ex);
            out.add(toThread(() -> Thread.currentThread().getName()));
        });
        assertThat(out).containsExactly("own");
        assertThat(ex.isTerminated()).isTrue();
    }

    /** E10. */
    @Test
    void sI94_runCoroutineThreadsafe_bringsResultExceptionAndCancellationAcross() {
        List<Object> st = new ArrayList<>();
        Asyncio.run(() -> {
            EventLoop l = getRunningLoop();
            Future<Void> cancelled = l.createFuture();
            toThread(() -> {
                out.add(runCoroutineThreadsafe(() -> sleep(ms(1), 3), l).get(20, TimeUnit.SECONDS));

                NoSuchElementException k = new NoSuchElementException("k");
                assertThatThrownBy(() -> runCoroutineThreadsafe(
                                        () -> {
                                            throw k;
                                        },
                                        l)
                                .get(20, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCause(k);

                CompletableFuture<Void> f = runCoroutineThreadsafe(
                        () -> {
                            try {
                                sleep(Duration.ofHours(1));
                            } catch (CancelledError e) {
                                st.add("inner cancelled");
                                cancelled.setResult(null);
                                throw e;
                            }
                        },
                        l);
                assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> f.get(50, TimeUnit.MILLISECONDS));
                out.add("timeout, cancel -> " + f.cancel(false));

                assertThatNullPointerException()
                        .isThrownBy(() -> runCoroutineThreadsafe((Coroutine<Integer>) null, l))
                        .withMessage("coroutine");
            });
            cancelled.await();
        });
        assertThat(out).containsExactly(3, "timeout, cancel -> true");
        assertThat(st).containsExactly("inner cancelled");
    }

    @Test
    void sI94_runCoroutineThreadsafeOnAClosedLoop_isRefused() {
        EventLoop l = EventLoop.create();
        l.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> runCoroutineThreadsafe(() -> 1, l))
                .withMessageStartingWith("Event loop is closed");
    }

    /** A04: A callback blocks the loop; {@link VirtualClock#advance} is the time that it takes. */
    @Test
    void sI95_callbackThatBlocks_delaysATimer() {
        VirtualClock clock = new VirtualClock();
        Asyncio.run(
                () -> {
                    EventLoop l = getRunningLoop();
                    l.callLater(ms(20), () -> out.add(l.time()));
                    l.callSoon(() -> clock.advance(ms(200)));
                    sleep(ms(30));
                },
                () -> EventLoop.builder().clock(clock).build());
        assertThat(out).containsExactly(ms(200));
    }

    @Test
    void sI95_workerThatBlocks_doesNotDelayATimer() {
        CountDownLatch fired = new CountDownLatch(1);
        Asyncio.run(() -> {
            getRunningLoop().callLater(ms(20), fired::countDown);
            out.add(toThread(() -> fired.await(20, TimeUnit.SECONDS)));
        });
        assertThat(out).containsExactly(true);
    }
}
