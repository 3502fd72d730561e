package io.asyncio4j.generator;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.collectUntil;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static io.asyncio4j.generator.GeneratorTest.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.LogCapture;
import io.asyncio4j.Outcome;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.VirtualTime;
import io.asyncio4j.generator.Generator.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Asynchronous generators, and who closes them. Features F03 to F06, F08, R17. */
final class AsyncGeneratorTest extends SemanticsTest {

    /** Awaits before each number, and when it is closed. */
    private AsyncGenerator<Integer, Object> numbers(String name) {
        return AsyncGenerator.of(out -> {
            try {
                for (int i = 1; ; i++) {
                    yieldTurn();
                    out.yield(i);
                }
            } finally {
                yieldTurn();
                this.out.add(name + " closed");
            }
        });
    }

    // ---- as in Python ----

    /** Feature F05. */
    @Test
    void sK106_sendCloseAndThrow_workAsForGenerators() {
        AsyncGenerator<Object, Object> a = AsyncGenerator.of(out -> {
            try {
                Object x = out.yield(1);
                this.out.add("got " + x);
                out.yield(2);
                out.yield(3);
            } finally {
                this.out.add("ag closed");
            }
        });
        runMain(() -> {
            out.add(a.next());
            out.add(a.send("X"));
            a.close();
            assertThatExceptionOfType(StopIterationException.class).isThrownBy(a::next);
            AsyncGenerator<Integer, Object> catching = AsyncGenerator.of(out -> {
                try {
                    out.yield(1);
                } catch (IllegalArgumentException e) {
                    sleep(ms(10));
                    out.yield(2);
                }
            });
            assertThat(catching.next()).isEqualTo(1);
            assertThat(catching.throwInto(new IllegalArgumentException())).isEqualTo(2);
            assertThat(catchThrowable(() -> catching.throwInto(new IOException("x"))))
                    .hasCauseInstanceOf(IOException.class);
        });
        assertThat(out).containsExactly(1, "got X", 2, "ag closed");
    }

    /** Feature F05: close it, with {@code try} or by hand, when the loop over it is left. */
    @Test
    void sK106_break_doesNotClose() {
        runMain(() -> {
            var b = numbers("ag");
            for (int v : b) {
                out.add(v);
                break;
            }
            out.add("after break");
            b.close();
            out.add("after aclose");
            try (var c = numbers("in try")) {
                for (int v : c) {
                    break;
                }
            }
        });
        assertThat(out).containsExactly(1, "after break", "ag closed", "after aclose", "in try closed");
    }

    @Test
    void sK106_overlap_isRefused() {
        AsyncGenerator<Integer, Object> slow = AsyncGenerator.of(out -> {
            sleep(ms(10));
            out.yield(1);
        });
        runMain(() -> {
            List<Outcome<Integer>> r = gatherOutcomes(slow::next, slow::next).await();
            assertThat(r.get(0)).isEqualTo(new Outcome.Success<>(1));
            assertThat(r.get(1))
                    .isInstanceOfSatisfying(
                            Outcome.Failure.class,
                            failure -> assertThat(failure.exception())
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessage("asynchronous generator already executing: <AsyncGenerator running>"));
            assertThat(slow.hasNext()).isFalse();
        });
    }

    /**
     * Features F04, F05, F08, F03. What Python refuses at run time does not compile: an asynchronous generator has no
     * {@code await()}, a resource that cannot be closed is no resource. What Python refuses without need is allowed: any
     * iteration and any block may suspend.
     */
    @Test
    void sK160_asyncGenerator_isNoAwaitable_anyIterableCanBeIteratedOver() {
        assertThat((Object) numbers("x")).isNotInstanceOf(Awaitable.class);
        runMain(() -> {
            for (int x : List.of(1)) {
                sleep(ms(10));
                out.add(x);
            }
        });
        assertThat(out).containsExactly(1);
    }

    /** Feature F06: one element at a time, in order. */
    @Test
    void sK161_comprehensions() {
        runMain(() -> {
            assertThat(agen(4).stream().filter(x -> x % 2 == 1)).containsExactly(1, 3);
            Map<Integer, Integer> squares = new LinkedHashMap<>();
            agen(3).forEach(x -> squares.put(x, f(x)));
            assertThat(squares.toString()).isEqualTo("{0=0, 1=1, 2=4}");
            assertThat(List.of(0, 1, 2).stream().filter(i -> f(i) != 0).map(i -> f(i)))
                    .containsExactly(1, 4);
        });
    }

    private static AsyncGenerator<Integer, Object> agen(int n) {
        return AsyncGenerator.of(out -> {
            for (int i = 0; i < n; i++) {
                yieldTurn();
                out.yield(i);
            }
        });
    }

    private static int f(int i) {
        return sleep(ms(10L * (3 - i)), i * i);
    }

    /** Feature F04: what follows the loop in a labelled block is the else branch. */
    @Test
    @SuppressWarnings("LabelledBreakTarget") // Java's way to say it
    void sK161_forElse() {
        runMain(() -> {
            for (int stopAt : List.of(9, 0)) {
                loop:
                {
                    for (int x : agen(2)) {
                        if (x == stopAt) {
                            break loop;
                        }
                        out.add(x);
                    }
                    out.add("else");
                }
            }
        });
        assertThat(out).containsExactly(0, 1, "else");
    }

    private final class Resource implements AutoCloseable {
        Resource() {
            sleep(ms(10));
            out.add("enter");
        }

        @Override
        public void close() {
            sleep(ms(10));
            out.add("exit");
        }
    }

    /** Feature F03: entering and leaving may suspend; it cannot swallow the exception, which {@code catch} does. */
    @Test
    void sK161_tryWithResources_mayAwait() {
        runMain(() -> {
            try (var v = new Resource()) {
                throw new IllegalArgumentException(v.getClass().getSimpleName());
            } catch (IllegalArgumentException e) {
                out.add("swallowed " + e.getMessage());
            }
            out.add(loop.time().toMillis());
        });
        assertThat(out).containsExactly("enter", "exit", "swallowed Resource", 20L);
    }

    // ---- the shutdown ----

    /** Feature R17. */
    @Test
    void sB20_run_endsMainThenTasksThenAsyncGeneratorsThenExecutor() {
        CountDownLatch generatorClosed = new CountDownLatch(1);
        AsyncGenerator<Integer, Object> agen = AsyncGenerator.of(out -> {
            try {
                out.yield(1);
                out.yield(2);
            } finally {
                sleep(Duration.ZERO);
                this.out.add("agen closed");
                generatorClosed.countDown();
            }
        });
        Asyncio.run(() -> {
            agen.next();
            createTask(() -> {
                try {
                    sleep(Duration.ofSeconds(100));
                } finally {
                    out.add("task ended");
                }
            });
            getRunningLoop().runInExecutor(() -> {
                generatorClosed.await();
                out.add("executor thread ended");
                return null;
            });
            sleep(ms(10));
            out.add("main ended");
        });
        out.add("run returned");
        assertThat(out)
                .containsExactly("main ended", "task ended", "agen closed", "executor thread ended", "run returned");
    }

    /** Feature R17. */
    @Test
    void shutdownAsyncgens_closesThoseThatWereStartedAndHaveNotEnded_inOrder_atTheSameTime() {
        var notStarted = numbers("not started");
        var ended = agen(0);
        var closed = numbers("closed");
        var first = numbers("first");
        var second = numbers("second");
        runMain(() -> {
            assertThat(ended.hasNext()).isFalse();
            closed.next();
            closed.close();
            first.next();
            second.next();
            out.clear();
            getRunningLoop().shutdownAsyncgens();
            out.add("shut down");
            assertThat(first.state()).isEqualTo(State.ENDED);
            assertThat(first.hasNext()).isFalse();
            first.close();
            assertThat(notStarted.state()).isEqualTo(State.CREATED);
            getRunningLoop().shutdownAsyncgens();
            getRunningLoop().shutdownAsyncgens();
        });
        assertThat(out).containsExactly("first closed", "second closed", "shut down");
    }

    /** Feature R17: as in CPython, where the turns count. */
    @Test
    void shutdownAsyncgens_withoutAny_doesNotSuspend() {
        runMain(() -> {
            createTask(() -> out.add("other"));
            getRunningLoop().shutdownAsyncgens();
            out.add("main");
            yieldTurn();
        });
        assertThat(out).containsExactly("main", "other");
    }

    /** Feature R17. */
    @Test
    void shutdownAsyncgens_errorsGoToTheExceptionHandler_othersAreClosed() {
        AsyncGenerator<Integer, Object> failing = AsyncGenerator.of(out -> {
            try {
                out.yield(1);
            } finally {
                sleep(ms(10));
                throwOne();
            }
        });
        AsyncGenerator<Integer, Object> stubborn = AsyncGenerator.of(out -> {
            try {
                out.yield(1);
            } catch (GeneratorExitError e) {
                out.yield(2);
            }
        });
        List<Throwable> thrown = new ArrayList<>();
        loop.setExceptionHandler((l, context) -> {
            reports.add(context.message());
            thrown.add(context.exception());
        });
        runMain(() -> {
            failing.next();
            stubborn.next();
            numbers("numbers").next();
        });
        assertThat(out).containsExactly("numbers closed");
        assertThat(reports)
                .containsExactly(
                        "an error occurred during closing of asynchronous generator <AsyncGenerator ended>",
                        "an error occurred during closing of asynchronous generator <AsyncGenerator suspended>");
        assertThat(thrown.get(0)).isInstanceOf(IllegalArgumentException.class).hasMessage("cleaning up failed");
        assertThat(thrown.get(1)).hasMessage("asynchronous generator ignored GeneratorExitError: it has yielded 2");
        reports.clear();
    }

    private static void throwOne() {
        throw new IllegalArgumentException("cleaning up failed");
    }

    /** Feature R17: as in CPython, where only what is an {@code Exception} is reported. */
    @Test
    void shutdownAsyncgens_generatorWhoseCleanupIsCancelled_isNotReported() {
        AsyncGenerator<Integer, Object> cancelled = AsyncGenerator.of(out -> {
            try {
                out.yield(1);
            } finally {
                currentTask().cancel();
                sleep(ms(10));
            }
        });
        runMain(() -> {
            cancelled.next();
            getRunningLoop().shutdownAsyncgens();
            out.add("shut down");
        });
        assertThat(cancelled.state()).isEqualTo(State.ENDED);
        assertThat(out).containsExactly("shut down");
        assertThat(reports).isEmpty();
    }

    /** Feature R17. */
    @Test
    void shutdownAsyncgens_whileOneRuns_reportsIt() {
        runMain(() -> {
            AsyncGenerator<Integer, Object> slow = AsyncGenerator.of(out -> {
                sleep(ms(10));
                out.yield(1);
            });
            var task = createTask(slow::next);
            yieldTurn();
            getRunningLoop().shutdownAsyncgens();
            assertThat(reports)
                    .containsExactly(
                            "an error occurred during closing of asynchronous generator <AsyncGenerator running>");
            reports.clear();
            assertThat(task.await()).isEqualTo(1);
            slow.close();
        });
    }

    /** Feature R17. */
    @Test
    void generatorStartedAfterTheShutdown_isLogged() {
        try (LogCapture log = new LogCapture()) {
            runMain(() -> {
                getRunningLoop().shutdownAsyncgens();
                try (var late = numbers("late")) {
                    late.next();
                }
            });
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING <AsyncGenerator created> was started after shutdownAsyncgens(); nobody will"
                                    + " close it");
        }
        assertThat(out).containsExactly("late closed");
    }

    /** Feature R17. */
    @Test
    void shutdownAsyncgens_whenItsTaskIsCancelled_stopsWaiting() {
        AsyncGenerator<Integer, Object> slow = AsyncGenerator.of(out -> {
            try {
                out.yield(1);
            } finally {
                sleep(Duration.ofHours(1));
                this.out.add("never");
            }
        });
        runMain(() -> {
            slow.next();
            var task = createTask(() -> getRunningLoop().shutdownAsyncgens());
            sleep(ms(10));
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
            assertThat(slow.state()).isEqualTo(State.ENDED);
        });
        assertThat(out).isEmpty();
    }

    @Test
    void shutdownAsyncgens_inAnotherPlace_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(loop::shutdownAsyncgens)
                .withMessageStartingWith("shutdownAsyncgens() was called outside a task, on thread ");
        runMain(() -> {
            try (EventLoop other = VirtualTime.loop()) {
                assertThatIllegalStateException()
                        .isThrownBy(other::shutdownAsyncgens)
                        .withMessageStartingWith("shutdownAsyncgens() was called in a task of another loop than ");
            }
        });
    }

    // ---- starting ----

    /** Feature F08. */
    @Test
    void start_outsideATask_isRefused_andItCanBeStartedInOne() {
        var generator = numbers("later");
        loop.callSoon(() -> out.add(catchThrowable(generator::next).getClass()));
        for (Runnable call :
                List.<Runnable>of(generator::next, () -> out.add(generator.hasNext()), () -> elements(generator))) {
            assertThatIllegalStateException()
                    .isThrownBy(call::run)
                    .withMessageStartingWith("an asynchronous generator was started outside a task, on thread ")
                    .withMessageEndingWith("; iterate it in a coroutine, or make it with Generator.of()");
            assertThat(generator.state()).isEqualTo(State.CREATED);
        }
        runMain(() -> {
            yieldTurn();
            assertThat(generator.next()).isEqualTo(1);
        });
        assertThat(out).containsExactly(IllegalStateException.class, "later closed");
    }

    @Test
    void close_beforeTheStart_needsNoTask() {
        var generator = numbers("x");
        generator.close();
        assertThat(generator.state()).isEqualTo(State.ENDED);
        assertThat(out).isEmpty();
    }

    /** The loop of its first step answers for it. */
    @Test
    void generator_thatEndsInAnotherLoop_isForgotten() {
        AsyncGenerator<Integer, Object> generator = AsyncGenerator.of(out -> {
            out.yield(1);
            out.yield(2);
        });
        runMain(() -> {
            generator.next();
            Asyncio.toThread(() -> VirtualTime.run(() -> {
                assertThat(elements(generator)).containsExactly(2);
                assertThat(currentTask()).isNotNull();
            }));
            getRunningLoop().shutdownAsyncgens();
        });
        assertThat(generator.state()).isEqualTo(State.ENDED);
    }

    // ---- garbage ----

    @Test
    void abandonedGenerator_isClosedByItsLoop_inATask() {
        AsyncGeneratorTest test = this;
        loop.runUntilComplete(() -> startAndForget(test));
        collectUntil(loop, () -> out.contains("abandoned closed"));
        assertThat(out).containsExactly("abandoned closed");
        loop.runUntilComplete(loop::shutdownAsyncgens);
        loop.close();
        assertThat(out).as("closed once").hasSize(1);
    }

    private static void startAndForget(AsyncGeneratorTest test) {
        test.numbers("abandoned").next();
    }

    @Test
    void abandonedGenerators_areClosedWithTheirLoopsTasks_notOnAnotherThread() {
        List<Object> tasks = new ArrayList<>();
        loop.runUntilComplete(() -> {
            for (int i = 0; i < 20; i++) {
                startOne(tasks);
            }
        });
        collectUntil(loop, () -> tasks.size() == 20);
        assertThat(tasks).hasSize(20).doesNotContainNull();
        loop.close();
    }

    private static void startOne(List<Object> tasks) {
        AsyncGenerator.<Integer, Object>of(out -> {
                    try {
                        out.yield(1);
                    } finally {
                        yieldTurn();
                        tasks.add(currentTask());
                    }
                })
                .next();
    }

    @Test
    void abandonedGenerator_whoseCleanupFails_isReported() {
        loop.runUntilComplete(AsyncGeneratorTest::startFailing);
        collectUntil(loop, () -> !reports.isEmpty());
        assertThat(reports).singleElement().asString().endsWith("exception was never retrieved");
        loop.close();
        reports.clear();
    }

    private static void startFailing() {
        AsyncGenerator.<Integer, Object>of(out -> {
                    try {
                        out.yield(1);
                    } finally {
                        throwOne();
                    }
                })
                .next();
    }
}
