package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.collectUntil;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R20: Errors that nobody fetched, and tasks that nobody finished, are reported. */
final class LostErrorsTest {

    private final EventLoop loop = VirtualTime.loop();
    private final List<ExceptionContext> reports = new ArrayList<>();

    LostErrorsTest() {
        loop.setExceptionHandler((l, context) -> reports.add(context));
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private List<String> messages() {
        return reports.stream().map(ExceptionContext::message).toList();
    }

    private Future<String> failed(String message) {
        Future<String> future = loop.createFuture();
        future.setException(new IllegalArgumentException(message));
        return future;
    }

    private Task<String> failedTask(String name) {
        Task<String> task = loop.createTask(
                () -> {
                    throw new IllegalArgumentException(name);
                },
                name);
        turns();
        return task;
    }

    /** Makes a future to which the caller's frame does not refer. */
    private static void abandon(Runnable maker) {
        maker.run();
    }

    private void turns() {
        loop.runUntilComplete(() -> {
            yieldTurn();
            yieldTurn();
        });
    }

    // ---- exceptions ----

    @Test
    void future_neverRead_isReportedByGarbageCollection() {
        abandon(() -> failed("lost"));
        collectUntil(loop, () -> !reports.isEmpty());
        assertThat(messages()).containsExactly("Future exception was never retrieved");
        assertThat(reports.getFirst().exception()).hasMessage("lost");
        loop.close();
        assertThat(reports).as("not once more").hasSize(1);
    }

    @Test
    void task_neverRead_isReportedByGarbageCollection_withItsName() {
        abandon(() -> failedTask("bad one"));
        collectUntil(loop, () -> !reports.isEmpty());
        assertThat(messages()).containsExactly("Task 'bad one' exception was never retrieved");
        assertThat(reports.getFirst().exception()).hasMessage("bad one");
        loop.close();
        assertThat(reports).as("not once more").hasSize(1);
    }

    @Test
    void futuresAndTasks_neverRead_areReportedAtClose_inOrder() {
        Future<?> first = failed("first");
        Task<?> second = failedTask("second");
        Future<?> third = failed("third");
        assertThat(reports).isEmpty();
        loop.close();
        assertThat(messages())
                .containsExactly(
                        "Future exception was never retrieved",
                        "Task 'second' exception was never retrieved",
                        "Future exception was never retrieved");
        assertThat(reports)
                .extracting(report -> report.exception().getMessage())
                .containsExactly("first", "second", "third");
        assertThat(List.of(first.done(), second.done(), third.done())).containsOnly(true);
    }

    @Test
    void exception_readOnce_isSilent() {
        expectSilence(Future::exception);
    }

    @Test
    void result_readOnce_isSilent() {
        expectSilence(future -> assertThat(catchThrowable(future::result)).isNotNull());
    }

    @Test
    void await_readOnce_isSilent() {
        expectSilence(future -> loop.runUntilComplete(() -> {
            assertThat(catchThrowable(future::await)).isNotNull();
        }));
    }

    @Test
    void runUntilComplete_isSilent() {
        expectSilence(future ->
                assertThatThrownBy(() -> loop.runUntilComplete(future)).isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void gatherOutcomes_isSilent() {
        expectSilence(future -> assertThat(
                        loop.runUntilComplete(() -> gatherOutcomes(future).await())
                                .getFirst())
                .isInstanceOf(Outcome.Failure.class));
    }

    @Test
    void toCompletableFuture_isSilent() {
        expectSilence(future -> {
            CompletableFuture<String> stage = future.toCompletableFuture();
            turns();
            assertThat(stage).isCompletedExceptionally();
        });
    }

    private void expectSilence(Consumer<Future<String>> reader) {
        reader.accept(failed("future"));
        reader.accept(failedTask("task"));
        turns();
        loop.close();
        assertThat(reports).isEmpty();
    }

    @Test
    void done_orToString_doNotCountAsReading() {
        Future<String> future = failed("lost");
        assertThat(future.done()).isTrue();
        assertThat(future.toString()).contains("lost");
        loop.close();
        assertThat(reports).hasSize(1);
    }

    /** Whoever cancels has lost interest. */
    @Test
    void cancel_ofWhatHasFailed_isFalseAndSilent() {
        expectSilence(future -> {
            assertThat(future.cancel()).isFalse();
            assertThat(future.cancelled()).isFalse();
        });
    }

    /** That one did not cancel the future; it did not even know that it had failed. (CPython drops the exception.) */
    @Test
    void cancel_ofTheWaiterInTheTurnOfTheFailure_isNoReadingOfIt() {
        loop.runUntilComplete(() -> {
            Future<String> future = loop.createFuture();
            Task<String> waiter = createTask(() -> future.await());
            yieldTurn();
            future.setException(new IllegalArgumentException("lost"));
            assertThat(waiter.cancel()).isTrue();
            yieldTurn();
            assertThat(waiter.cancelled()).isTrue();
        });
        loop.close();
        assertThat(messages()).containsExactly("Future exception was never retrieved");
    }

    @Test
    void cancelledTasks_areNotReported() {
        loop.runUntilComplete(() -> {
            Task<?> early = createTask(() -> sleep(Duration.ofSeconds(1)));
            early.cancel();
            Task<?> late = createTask(() -> sleep(Duration.ofSeconds(1)));
            yieldTurn();
            late.cancel();
            yieldTurn();
            yieldTurn();
        });
        loop.close();
        assertThat(reports).isEmpty();
    }

    @Test
    void handlerThatThrows_doesNotKeepOtherReportsFromComing() {
        List<String> seen = new ArrayList<>();
        loop.setExceptionHandler((l, context) -> {
            seen.add(context.exception().getMessage());
            throw new IllegalStateException("handler");
        });
        Future<?> first = failed("first");
        Future<?> second = failed("second");
        loop.close();
        assertThat(seen).containsExactly("first", "second");
        assertThat(loop.isClosed()).isTrue();
        assertThat(List.of(first.done(), second.done())).containsOnly(true);
    }

    // ---- pending tasks ----

    @Test
    void close_pendingTask_isReported_andItsFinallyBlocksRun() {
        List<String> out = new ArrayList<>();
        Task<?> t = loop.createTask(
                () -> {
                    try {
                        try {
                            sleep(Duration.ofSeconds(1));
                            out.add("not reached");
                        } finally {
                            out.add("inner");
                        }
                    } finally {
                        out.add("outer");
                    }
                },
                "left");
        turns();
        loop.close();
        assertThat(messages()).containsExactly("Task was destroyed but it is pending!");
        assertThat(reports.getFirst().task()).isSameAs(t);
        assertThat(out).containsExactly("inner", "outer");
    }

    @Test
    void close_taskThatNeverStarted_isReported_bodyIsNotEntered() {
        List<String> out = new ArrayList<>();
        loop.createTask(() -> out.add("entered"));
        loop.close();
        assertThat(messages()).containsExactly("Task was destroyed but it is pending!");
        assertThat(out).isEmpty();
    }

    @Test
    void close_cleanupThatSuspends_isCutOff_othersStillCleanUp() {
        List<String> out = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            loop.createTask(() -> {
                try {
                    sleep(Duration.ofSeconds(1));
                } finally {
                    out.add(name + " cleans");
                    yieldTurn();
                    out.add(name + " not reached");
                }
            });
        }
        turns();
        loop.close();
        assertThat(out).containsExactly("a cleans", "b cleans");
        assertThat(messages()).hasSize(2).containsOnly("Task was destroyed but it is pending!");
    }

    @Test
    void close_cleanupThatThrows_isReported() {
        IllegalArgumentException failure = new IllegalArgumentException("cleanup");
        loop.createTask(() -> {
            try {
                sleep(Duration.ofSeconds(1));
            } finally {
                throw failure;
            }
        });
        turns();
        loop.close();
        assertThat(messages()).hasSize(2).first().isEqualTo("Task was destroyed but it is pending!");
        assertThat(reports.getLast().exception()).isSameAs(failure);
    }

    @Test
    void close_taskThatCatchesEverything_ends() {
        List<String> out = new ArrayList<>();
        loop.createTask(() -> {
            for (int i = 1; i <= 3; i++) {
                try {
                    sleep(Duration.ofSeconds(1));
                } catch (Throwable e) {
                    out.add("caught " + i);
                }
            }
            out.add("end");
        });
        turns();
        loop.close();
        assertThat(out).containsExactly("caught 1", "caught 2", "caught 3", "end");
        assertThat(messages()).containsExactly("Task was destroyed but it is pending!");
    }

    @Test
    void close_tasksThatWaitForEachOther_allCleanUp() {
        List<String> out = new ArrayList<>();
        Future<Object> never = loop.createFuture();
        Task<?> inner = loop.createTask(() -> cleanUpAfter(never, "inner", out));
        loop.createTask(() -> cleanUpAfter(inner, "outer", out));
        turns();
        loop.close();
        assertThat(out).containsExactlyInAnyOrder("inner", "outer");
        assertThat(messages()).hasSize(2).containsOnly("Task was destroyed but it is pending!");
    }

    private static void cleanUpAfter(Future<?> future, String name, List<String> out) {
        try {
            future.await();
            out.add(name + " went on");
        } finally {
            out.add(name);
        }
    }

    @Test
    void close_cleanupSeesItsOwnTaskAndContext() {
        ContextVar<String> v = ContextVar.of("v");
        List<String> out = new ArrayList<>();
        loop.createTask(
                () -> {
                    v.set("mine");
                    try {
                        sleep(Duration.ofSeconds(1));
                    } finally {
                        out.add(Asyncio.currentTask().getName() + " " + v.get() + " "
                                + Thread.currentThread().getName());
                    }
                },
                "left");
        turns();
        loop.close();
        assertThat(out).containsExactly("left mine left");
    }

    @Test
    void close_mainTaskOfAStoppedRun_isNotReported() {
        loop.callSoon(loop::stop);
        assertThatThrownBy(() -> loop.runUntilComplete(() -> sleep(Duration.ofSeconds(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Event loop stopped before Future completed");
        loop.close();
        assertThat(reports).isEmpty();
    }

    @Test
    void run_leftTasks_areCancelledInsteadOfDestroyed() {
        List<String> out = new ArrayList<>();
        VirtualTime.run(() -> {
            getRunningLoop().setExceptionHandler((l, context) -> out.add(context.message()));
            createTask(() -> {
                try {
                    sleep(Duration.ofSeconds(1));
                } catch (CancelledError e) {
                    out.add("cancelled");
                    throw e;
                }
            });
            yieldTurn();
        });
        assertThat(out).containsExactly("cancelled");
    }
}
