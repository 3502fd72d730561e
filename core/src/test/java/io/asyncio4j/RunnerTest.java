package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.testing.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** E01, R01, R02, R17: {@code Asyncio.run} and {@link Runner}: order of the shutdown, errors, threads. */
@Timeout(20)
final class RunnerTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final List<Object> out = new CopyOnWriteArrayList<>();
    private final List<String> reports = new CopyOnWriteArrayList<>();

    private EventLoop virtualTimeLoop() {
        EventLoop loop = EventLoop.builder().clock(new VirtualClock()).build();
        loop.setExceptionHandler((where, context) -> reports.add(context.message()));
        return loop;
    }

    private EventLoop realTimeLoop() {
        EventLoop loop = EventLoop.create();
        loop.setExceptionHandler((where, context) -> reports.add(context.message()));
        return loop;
    }

    @AfterEach
    void nothingWasReported() {
        assertThat(reports).isEmpty();
    }

    @Test
    void sB20_run_waitsForTheJobsOfTheExecutorItShutsDown() {
        CountDownLatch shutDown = new CountDownLatch(1);
        var executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
            @Override
            public void shutdown() {
                super.shutdown();
                shutDown.countDown();
            }
        };
        run(
                () -> {
                    getRunningLoop().setDefaultExecutor(executor);
                    createTask(() -> {
                        try {
                            sleep(LONG);
                        } finally {
                            out.add("task ended");
                        }
                    });
                    getRunningLoop().runInExecutor(() -> {
                        shutDown.await();
                        out.add("executor thread ended");
                        return null;
                    });
                    sleep(Duration.ofMillis(10));
                    out.add("main ended");
                },
                this::realTimeLoop);
        out.add("run returned");
        assertThat(out).containsExactly("main ended", "task ended", "executor thread ended", "run returned");
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    void runner_betweenRuns_tasksStandStill() {
        try (Runner runner = Runner.create(this::virtualTimeLoop)) {
            Task<String> task = runner.run(() -> {
                Task<String> started = createTask(() -> sleep(Duration.ofSeconds(1), "v"));
                sleep(Duration.ZERO);
                return started;
            });
            assertThat(task.done()).isFalse();
            assertThat(runner.<String>run(task::await)).isEqualTo("v");
        }
    }

    @Test
    void runner_insideALoop_isRefused() {
        run(() -> {
            try (Runner runner = Runner.create()) {
                assertThatThrownBy(() -> runner.run(() -> {}))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cannot be called from a running event loop");
            }
        });
    }

    @Test
    void runner_closedWithoutUse_makesNoLoop() {
        Runner.create(() -> {
                    throw new AssertionError("made a loop");
                })
                .close();
    }

    @Test
    void run_exceptionOfMain_comesOutAfterTheShutdown() {
        IllegalArgumentException own = new IllegalArgumentException("main");
        Throwable thrown = catchThrowable(() -> run(
                () -> {
                    createTask(() -> {
                        try {
                            sleep(LONG);
                        } finally {
                            out.add("cleanup");
                        }
                    });
                    sleep(Duration.ZERO);
                    throw own;
                },
                this::virtualTimeLoop));
        assertThat(thrown).isSameAs(own);
        assertThat(out).containsExactly("cleanup");
    }

    @Test
    void run_checkedExceptionOfMain_comesOutWrapped() {
        assertThatThrownBy(() -> run(() -> {
                    throw new IOException("disk");
                }))
                .isExactlyInstanceOf(CompletionException.class)
                .hasCauseExactlyInstanceOf(IOException.class);
    }

    @Test
    void run_mainCancelled_isCancelled() {
        assertThatThrownBy(() -> run(() -> {
                    currentTask().cancel("by itself");
                    sleep(Duration.ZERO);
                }))
                .isInstanceOf(CancelledError.class)
                .hasMessage("by itself");
    }

    /** CPython: the error has reached somebody, so it is not reported as lost. */
    @Test
    void run_mainThrowsKeyboardInterrupt_comesOutAndIsNotReported() {
        KeyboardInterruptError own = new KeyboardInterruptError("own");
        Throwable thrown = catchThrowable(() -> run(
                () -> {
                    throw own;
                },
                this::virtualTimeLoop));
        assertThat(thrown).isSameAs(own);
    }

    // ---- what can be run ----

    /** As from Python 3.14 on: anything that can be awaited; it is awaited in the main task. */
    @Test
    void run_awaitableThatIsNoCoroutine_isAwaitedInTheMainTask() {
        Awaitable<String> awaitable = () -> {
            out.add(currentTask().getCoro().toString());
            return sleep(Duration.ofSeconds(1), "value");
        };
        assertThat(run(awaitable, this::virtualTimeLoop)).isEqualTo("value");
        assertThat(out).containsExactly("<lambda in io.asyncio4j.RunnerTest>");
    }

    @Test
    void runner_futureAndTaskOfItsLoop_areWaitedFor() {
        try (Runner runner = Runner.create(this::virtualTimeLoop)) {
            Future<String> future = runner.getLoop().createFuture();
            runner.getLoop().callLater(Duration.ofSeconds(1), () -> future.setResult("future"));
            assertThat(runner.run(future)).isEqualTo("future");
            Task<String> task = runner.getLoop().createTask(() -> sleep(Duration.ofSeconds(1), "task"));
            assertThat(runner.run(task)).isEqualTo("task");
        }
    }

    @Test
    void runner_futureOfAnotherLoop_isRefused() {
        try (Runner runner = Runner.create(this::virtualTimeLoop);
                EventLoop other = virtualTimeLoop()) {
            assertThatThrownBy(() -> runner.run(other.createFuture()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("attached to a different loop");
            assertThat(runner.<String>run(() -> "works")).isEqualTo("works");
        }
    }

    /** R01: one loop and one context for many runs, whatever becomes of one of them. */
    @Test
    void runner_afterARunThatFailed_keepsLoopAndContext() {
        ContextVar<Integer> v = ContextVar.withDefault("v", 0);
        try (Runner runner = Runner.create(this::virtualTimeLoop)) {
            EventLoop loop = runner.getLoop();
            assertThatThrownBy(() -> runner.run(() -> {
                        v.set(v.get() + 1);
                        throw new IllegalStateException("own");
                    }))
                    .hasMessage("own");
            assertThatThrownBy(() -> runner.run(() -> {
                        v.set(v.get() + 1);
                        currentTask().cancel();
                        sleep(LONG);
                    }))
                    .isInstanceOf(CancelledError.class);
            assertThat(runner.<Integer>run(() -> v.get())).isEqualTo(2);
            assertThat(runner.<EventLoop>run(Asyncio::getRunningLoop)).isSameAs(loop);
            assertThat(runner.<Boolean>run(() -> getRunningLoop().getDebug())).isFalse();
        }
        assertThat(v.get()).isZero();
    }

    /** R02: what Python gives as {@code debug=True} is an option of the loop here. */
    @Test
    void run_debug_isAnOptionOfTheLoopThatTheFactoryMakes() {
        assertThat(Asyncio.<Boolean>run(
                        () -> getRunningLoop().getDebug(),
                        () -> EventLoop.builder().debug(true).build()))
                .isTrue();
    }

    @Test
    void runner_factoryThatFailsOrReturnsNull_isToldAndNothingIsLeft() {
        Runner failing = Runner.create(() -> {
            throw new IllegalStateException("no loop today");
        });
        assertThatThrownBy(() -> failing.run(() -> {})).hasMessage("no loop today");
        failing.close();
        Runner nothing = Runner.create(() -> null);
        assertThatThrownBy(nothing::getLoop)
                .isInstanceOf(NullPointerException.class)
                .hasMessage("loopFactory returned null");
        nothing.close();
    }

    /** R17: {@code run} waits for 300 s at most; here for a moment. Then it warns, and the job goes on. */
    @Test
    void shutdownDefaultExecutor_jobThatDoesNotEnd_warnsAndReturns() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (LogCapture log = new LogCapture()) {
            run(
                    () -> {
                        EventLoop loop = getRunningLoop();
                        Future<Boolean> job = loop.runInExecutor(() -> {
                            goOn.await();
                            return out.add("job ended");
                        });
                        loop.shutdownDefaultExecutor(Duration.ofMillis(1));
                        assertThat(job.done()).isFalse();
                        assertThat(log.lines())
                                .containsExactly(
                                        "WARNING The executor did not finish joining its threads within PT0.001S.");
                        goOn.countDown();
                        job.await();
                        loop.shutdownDefaultExecutor(Duration.ofSeconds(20)); // once more: all is over
                    },
                    this::realTimeLoop);
            assertThat(log.lines()).hasSize(1);
        }
        assertThat(out).containsExactly("job ended");
    }

    // ---- threads ----

    @Test
    void run_fromAVirtualThread_returnsAndThrowsThere() throws InterruptedException {
        AtomicReference<Object> seen = new AtomicReference<>();
        Thread.ofVirtual()
                .start(() -> {
                    out.add(run(() -> sleep(Duration.ofMillis(1), "v")));
                    seen.set(catchThrowable(() -> run(() -> {
                        throw new IllegalArgumentException("e");
                    })));
                })
                .join();
        assertThat(out).containsExactly("v");
        assertThat(seen.get()).isInstanceOf(IllegalArgumentException.class);
    }

    /** Interrupts a thread that waits in {@code run}, and returns what came out of it and whether it is interrupted. */
    private List<Object> interrupt(Thread.Builder builder, Coroutine.OfVoid main) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        List<Object> seen = new CopyOnWriteArrayList<>();
        Thread thread = builder.start(() -> {
            Throwable thrown = catchThrowable(() -> run(main, () -> {
                EventLoop loop = LoopThreadTest.loopThatTells(ready::countDown);
                loop.setExceptionHandler((where, context) -> reports.add(context.message()));
                return loop;
            }));
            seen.add(String.valueOf(thrown));
            seen.add(Thread.currentThread().isInterrupted());
        });
        ready.await();
        thread.interrupt();
        thread.join();
        return seen;
    }

    private void sleepAndNote() {
        try {
            sleep(LONG);
        } finally {
            out.add("cleanup");
        }
    }

    @Test
    void run_platformThreadInterrupted_cancelsMainAndStaysInterrupted() throws InterruptedException {
        List<Object> seen = interrupt(Thread.ofPlatform().daemon().name("me"), this::sleepAndNote);
        assertThat(seen.get(0).toString()).contains("CancelledError").contains("was interrupted");
        assertThat(seen.get(1)).isEqualTo(true);
        assertThat(out).containsExactly("cleanup");
    }

    @Test
    void run_virtualThreadInterrupted_cancelsMainAndStaysInterrupted() throws InterruptedException {
        List<Object> seen = interrupt(Thread.ofVirtual().name("me"), this::sleepAndNote);
        assertThat(seen.get(0).toString()).contains("CancelledError").contains("was interrupted");
        assertThat(seen.get(1)).isEqualTo(true);
        assertThat(out).containsExactly("cleanup");
    }

    /** The interrupt must not end the wait for the tasks that are left. */
    @Test
    void run_interruptedWithTasksLeft_waitsForTheirCleanup() throws InterruptedException {
        List<Object> seen = interrupt(Thread.ofPlatform().daemon(), () -> {
            createTask(() -> {
                try {
                    sleep(LONG);
                } finally {
                    sleep(Duration.ofMillis(20));
                    out.add("left task cleaned up");
                }
            });
            sleep(LONG);
        });
        assertThat(out).containsExactly("left task cleaned up");
        assertThat(seen.get(0).toString()).contains("CancelledError");
        assertThat(seen.get(1)).isEqualTo(true);
    }

    @Test
    void run_interruptSwallowedByMain_returnsItsValueAndStaysInterrupted() throws InterruptedException {
        List<Object> seen = interrupt(Thread.ofPlatform().daemon(), () -> {
            try {
                sleep(LONG);
            } catch (CancelledError e) {
                sleep(Duration.ofMillis(20));
                out.add("went on");
            }
        });
        assertThat(seen).containsExactly("null", true);
        assertThat(out).containsExactly("went on");
    }

    @Test
    void run_threadInterruptedBefore_cancelsMainBeforeItStarts() {
        Thread.currentThread().interrupt();
        Throwable thrown = catchThrowable(() -> run(this::sleepAndNote, this::realTimeLoop));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(CancelledError.class);
        assertThat(out).isEmpty();
    }
}
