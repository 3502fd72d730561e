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

/** {@code Asyncio.run} and {@link Runner}: order of the shutdown, errors, threads. */
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
