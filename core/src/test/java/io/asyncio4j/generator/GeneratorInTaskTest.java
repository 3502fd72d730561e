package io.asyncio4j.generator;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static io.asyncio4j.generator.GeneratorTest.STANDARD_RUNTIME;
import static io.asyncio4j.generator.GeneratorTest.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Context;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.Future;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import io.asyncio4j.VirtualTime;
import io.asyncio4j.generator.Generator.State;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Generators whose bodies suspend the task that iterates over them. Features B07, F05. */
final class GeneratorInTaskTest extends SemanticsTest {

    /** Sleeps before each number. */
    private static Generator<Integer, Object, String> slow(int last) {
        return Generator.returning(out -> {
            for (int i = 1; i <= last; i++) {
                sleep(ms(100));
                out.yield(i);
            }
            return "returned";
        });
    }

    @Test
    void body_thatSleeps_letsOtherTasksRun() {
        runMain(() -> {
            createTask(() -> {
                sleep(ms(150));
                out.add("other");
            });
            for (int i : slow(3)) {
                out.add(i);
            }
            out.add(loop.time().toMillis());
        });
        assertThat(out).containsExactly(1, "other", 2, 3, 300L);
    }

    @Test
    void body_thatAwaits_isInItsCallersTask() {
        runMain(() -> {
            Future<String> future = loop.createFuture();
            loop.callSoon(() -> future.setResult("awaited"));
            Generator<Object, Object, ?> generator = Generator.of(out -> {
                out.yield(currentTask());
                out.yield(future.await());
                out.yield(getRunningLoop());
            });
            assertThat(elements(generator)).containsExactly(currentTask(), "awaited", loop);
        });
    }

    @Test
    void generators_ofSeveralTasks_runConcurrently() {
        runMain(() -> {
            gather(
                            () -> slow(3).forEach(i -> out.add("a" + i)),
                            () -> slow(3).forEach(i -> out.add("b" + i)),
                            () -> slow(3).forEach(i -> out.add("c" + i)))
                    .await();
            assertThat(loop.time()).isEqualTo(ms(300));
        });
        assertThat(out).containsExactly("a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3");
    }

    @Test
    void generator_movesBetweenTasks_andOutOfThem() {
        var generator = slow(4);
        runMain(() -> {
            out.add(generator.next());
            out.add(createTask(() -> generator.next()).await());
            out.add(createTask(() -> generator.next()).await());
        });
        assertThat(catchThrowable(generator::next))
                .as("its next step awaits")
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sleep() was called outside a task");
        assertThat(out).containsExactly(1, 2, 3);
    }

    @Test
    void generator_goesOnInALoopsCallback() {
        Generator<Object, ?, ?> generator = Generator.of(out -> {
            out.yield(currentTask());
            out.yield(currentTask());
        });
        runMain(() -> {
            assertThat(generator.next()).isSameAs(currentTask());
            Future<Object> seen = loop.createFuture();
            loop.callSoon(() -> seen.setResult(generator.next()));
            assertThat(seen.await()).isNull();
        });
    }

    /** Two tasks of one loop, one of which has suspended inside the body. */
    @Test
    void next_whileTheBodyAwaitsInAnotherTask_isRefused() {
        runMain(() -> {
            var generator = slow(2);
            Task<Integer> first = createTask(() -> generator.next());
            yieldTurn();
            assertThat(generator.state()).isEqualTo(State.RUNNING);
            for (Runnable call :
                    List.<Runnable>of(generator::next, () -> out.add(generator.hasNext()), generator::close)) {
                assertThatIllegalStateException()
                        .isThrownBy(call::run)
                        .withMessage("generator already executing: <Generator running>");
            }
            assertThat(first.await()).isEqualTo(1);
            assertThat(generator.next()).isEqualTo(2);
        });
    }

    // ---- context ----

    @Test
    void body_hasTheContextOfItsCaller() {
        ContextVar<String> variable = ContextVar.withDefault("variable", "default");
        Generator<String, ?, ?> generator = Generator.of(out -> {
            while (true) {
                out.yield(variable.get());
            }
        });
        out.add(generator.next());
        runMain(() -> {
            variable.set("main");
            out.add(generator.next());
            createTask(() -> {
                        variable.set("task");
                        out.add(generator.next());
                    })
                    .await();
            out.add(generator.next());
            out.add(Context.copy().call(() -> {
                variable.set("entered");
                return generator.next();
            }));
        });
        assertThat(out).containsExactly("default", "main", "task", "main", "entered");
    }

    /** As in Python, where a generator has no context of its own. */
    @Test
    void whatTheBodySets_itsCallerSees() {
        ContextVar<String> variable = ContextVar.withDefault("variable", "default");
        Generator<String, ?, ?> generator = Generator.of(out -> {
            variable.set("body");
            out.yield("x");
        });
        runMain(() -> {
            generator.next();
            assertThat(variable.get()).isEqualTo("body");
        });
    }

    // ---- cancellation and time limits ----

    @Test
    void cancel_whileTheBodyAwaits_isThrownInTheBody() {
        Generator<Integer, ?, ?> generator = Generator.of(out -> {
            try {
                sleep(Duration.ofHours(1));
            } catch (CancelledError e) {
                this.out.add("body cancelled");
                throw e;
            } finally {
                sleep(ms(10)); // a clean-up may suspend
                this.out.add("body cleaned up");
            }
            out.yield(1);
        });
        runMain(() -> {
            Task<Integer> task = createTask(() -> generator.next());
            yieldTurn();
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
            assertThat(task.cancelled()).isTrue();
            assertThat(generator.state()).isEqualTo(State.ENDED);
        });
        assertThat(out).containsExactly("body cancelled", "body cleaned up");
    }

    @Test
    void cancel_thatTheBodySwallows_leavesTheTaskGoingOn() {
        Generator<String, ?, ?> generator = Generator.of(out -> {
            try {
                sleep(Duration.ofHours(1));
            } catch (CancelledError e) {
                out.yield("survived");
            }
        });
        runMain(() -> {
            Task<String> task = createTask(() -> generator.next());
            yieldTurn();
            task.cancel();
            assertThat(task.await()).isEqualTo("survived");
        });
    }

    @Test
    void cancel_whileTheBodyIsAtAYield_doesNotReachIt() {
        Generator<Integer, ?, ?> generator = slow(2);
        runMain(() -> {
            Task<Void> task = createTask(() -> {
                generator.next();
                sleep(Duration.ofHours(1));
            });
            sleep(ms(150));
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
            assertThat(generator.state()).isEqualTo(State.SUSPENDED);
            assertThat(generator.next()).isEqualTo(2);
        });
    }

    @Test
    void timeout_aroundNext_cancelsTheBodysAwait() {
        Generator<Integer, ?, ?> generator = Generator.of(out -> {
            try {
                out.yield(1);
                sleep(Duration.ofHours(1));
            } finally {
                this.out.add("finally");
            }
        });
        runMain(() -> {
            assertThat(timeout(ms(10), () -> generator.next())).isEqualTo(1);
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> timeout(ms(10), () -> generator.next()));
            assertThat(loop.time()).isEqualTo(ms(10));
            assertThat(generator.state()).isEqualTo(State.ENDED);
            yieldTurn();
        });
        assertThat(out).containsExactly("finally");
    }

    @Test
    void timeout_insideTheBody_isCaughtThere() {
        Generator<String, ?, ?> generator = Generator.of(out -> {
            try {
                timeout(ms(10), () -> sleep(Duration.ofHours(1)));
            } catch (TimeoutException e) {
                out.yield("timed out");
            }
        });
        runMain(() -> assertThat(elements(generator)).containsExactly("timed out"));
    }

    @Test
    void close_mayAwait() {
        Generator<Integer, ?, ?> generator = Generator.of(out -> {
            try {
                out.yield(1);
            } finally {
                sleep(ms(50));
                this.out.add("closed");
            }
        });
        runMain(() -> {
            generator.next();
            generator.close();
            out.add(loop.time().toMillis());
        });
        assertThat(out).containsExactly("closed", 50L);
    }

    // ---- the end of the loop ----

    @Test
    void loopClosed_whileTheBodyAwaits_finallyBlocksRunFromTheInsideOut() {
        Future<String> future = loop.createFuture();
        Generator<String, ?, ?> inner = Generator.of(out -> {
            try {
                out.yield(future.await());
            } finally {
                this.out.add("inner " + catchThrowable(future::await).getClass().getSimpleName());
            }
        });
        Generator<String, ?, ?> outer = Generator.of(out -> {
            try {
                out.yieldFrom(inner);
            } finally {
                this.out.add("outer");
            }
        });
        loop.createTask(() -> {
            try {
                outer.next();
            } finally {
                out.add("task");
            }
        });
        loop.runUntilComplete(VirtualTime::yieldTurn);
        loop.close();
        assertThat(out).containsExactly("inner FiberUnwind", "outer", "task");
        assertThat(inner.state()).isEqualTo(State.ENDED);
        assertThat(outer.state()).isEqualTo(State.ENDED);
        assertThat(reports).containsExactly("Task was destroyed but it is pending!");
        reports.clear();
    }

    @Test
    void loopClosed_whileATaskHoldsAGeneratorInATryBlock_closesIt() {
        loop.createTask(() -> {
            try (var generator = Generator.<Integer, Object>of(out -> {
                try {
                    out.yield(1);
                } finally {
                    this.out.add("closed");
                }
            })) {
                generator.next();
                sleep(Duration.ofHours(1));
            }
        });
        loop.runUntilComplete(VirtualTime::yieldTurn);
        loop.close();
        assertThat(out).containsExactly("closed");
        reports.clear();
    }

    // ---- stacks, blocking calls ----

    /** On the portable runtime what the body does is on another thread, whose stack the task does not know. */
    @Test
    void getStack_ofATaskInsideABody_showsBoth() {
        runMain(() -> {
            Task<Integer> task = createTask(() -> iterate(sleeper()), "iterating");
            yieldTurn();
            List<String> methods = task.getStack().stream()
                    .filter(frame -> !frame.getMethodName().startsWith("lambda$"))
                    .map(StackTraceElement::getMethodName)
                    .toList();
            assertThat(methods)
                    .isEqualTo(STANDARD_RUNTIME ? List.of("iterate", "waitALot", "sleep") : List.of("iterate"));
            task.cancel();
        });
    }

    private static Integer iterate(Generator<Integer, ?, ?> generator) {
        return generator.next();
    }

    private static Generator<Integer, Object, ?> sleeper() {
        return Generator.of(out -> waitALot());
    }

    private static void waitALot() {
        sleep(Duration.ofHours(1));
    }

    /** A blocking call suspends the task inside a generator, too, on the standard runtime. */
    @Test
    void blockingCall_inABody_letsOtherTasksRun() {
        run(() -> {
            createTask(() -> out.add("other"));
            Generator<Integer, ?, ?> generator = Generator.of(out -> {
                Thread.sleep(20);
                this.out.add("slept");
                out.yield(1);
            });
            generator.next();
            yieldTurn();
        });
        assertThat(out).isEqualTo(STANDARD_RUNTIME ? List.of("other", "slept") : List.of("slept", "other"));
    }

    @Test
    void cancel_ofABlockingCallInABody_isACancellation() {
        if (!STANDARD_RUNTIME) {
            return; // there a blocking call holds the loop, so nobody can cancel it
        }
        run(() -> {
            Generator<Integer, ?, ?> generator = Generator.of(out -> {
                Thread.sleep(Duration.ofHours(1));
                out.yield(1);
            });
            Task<Integer> task = createTask(() -> generator.next());
            yieldTurn();
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
            assertThat(generator.state()).isEqualTo(State.ENDED);
        });
    }

    /** A loop of its own inside a generator: both stop and go on without each other. */
    @Test
    void run_insideABody_outsideALoop() {
        Generator<String, ?, ?> generator = Generator.of(out -> {
            for (String name : List.of("a", "b")) {
                VirtualTime.run(() -> {
                    sleep(ms(10));
                    this.out.add("ran " + name);
                });
                out.yield(name);
            }
        });
        generator.forEach(out::add);
        assertThat(out).containsExactly("ran a", "a", "ran b", "b");
    }

    @Test
    void run_insideABody_insideALoop_isRefused() {
        Generator<String, ?, ?> generator = Generator.of(out -> run(() -> {}));
        runMain(() -> assertThatIllegalStateException()
                .isThrownBy(generator::next)
                .withMessageContaining("run() cannot be called from a running event loop"));
    }

    // ---- garbage ----

    /** What {@code break} leaves behind. On the portable runtime it holds a thread, which must be ended. */
    @Test
    void abandonedGenerator_isNotRunOn_orEndsOutsideItsTask() throws InterruptedException {
        List<Object> cleanups = Collections.synchronizedList(new ArrayList<>());
        runMain(() -> {
            List<WeakReference<?>> abandoned = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                abandoned.add(startOne(cleanups));
            }
            Garbage.collectUntil(() -> {
                yieldTurn(); // would be disturbed if a body went on in this task
                return abandoned.stream().allMatch(reference -> reference.refersTo(null))
                        && cleanups.size() == (STANDARD_RUNTIME ? 0 : 10);
            });
            assertThat(abandoned).allMatch(reference -> reference.refersTo(null));
            assertThat(sleep(ms(10), "works")).isEqualTo("works");
        });
        assertThat(cleanups)
                .hasSize(STANDARD_RUNTIME ? 0 : 10)
                .allMatch(message -> message.toString().contains("was called outside a task"));
    }

    private static WeakReference<?> startOne(List<Object> cleanups) {
        Generator<Integer, ?, ?> generator = Generator.of(out -> {
            try {
                out.yield(1);
            } finally {
                cleanups.add(catchThrowable(() -> sleep(Duration.ZERO)).getMessage());
            }
        });
        generator.next();
        return new WeakReference<>(generator);
    }

    // ---- coroutines that are written as generators ----

    /** Features B07, B08, B13. */
    @Test
    void generatorCoroutine_awaitsFuturesCoroutinesAndTasks() {
        runMain(() -> {
            Future<String> future = loop.createFuture();
            loop.callLater(ms(50), () -> future.setResult("future"));
            var coroutine = Generator.<String>coroutine(out -> {
                List<Object> got = new ArrayList<>();
                got.add(out.yield(future));
                got.add(out.yield(sleeping("coroutine")));
                got.add(out.yield(createTask(() -> sleep(ms(50), "task"))));
                got.add(out.yield(Generator.coroutine(inner -> inner.yield(sleeping("generator")))));
                return got + " at " + loop.time().toMillis();
            });
            assertThat(coroutine.await()).isEqualTo("[future, coroutine, task, generator] at 200");
            assertThat(createTask(coroutine).await()).as("again, as a task").startsWith("[future, coroutine, task");
        });
    }

    private static Coroutine<String> sleeping(String result) {
        return () -> sleep(ms(50), result);
    }

    /** Feature B07. */
    @Test
    void generatorCoroutine_getsExceptionsAtTheYield() {
        runMain(() -> {
            Future<String> future = loop.createFuture();
            future.setException(new IllegalArgumentException("x"));
            var coroutine = Generator.<String>coroutine(out -> {
                try {
                    out.yield(future);
                    return "ran on";
                } catch (IllegalArgumentException e) {
                    return "caught " + e.getMessage() + " " + out.yield(sleeping("awaited"));
                }
            });
            assertThat(coroutine.await()).isEqualTo("caught x awaited");

            var checked = new IOException("checked");
            var failing = Generator.<String>coroutine(out -> {
                out.yield((Coroutine<String>) () -> {
                    throw checked;
                });
                return "ran on";
            });
            Task<String> task = createTask(failing);
            assertThat(catchThrowable(task::await)).hasCause(checked);
        });
    }

    /** Feature B07. */
    @Test
    void generatorCoroutine_thatIsCancelled_cleansUp() {
        var coroutine = Generator.<String>coroutine(out -> {
            try {
                out.yield(sleeping("x"));
            } finally {
                this.out.add(out.yield(sleeping("cleaned up")));
            }
            return "ran on";
        });
        runMain(() -> {
            Task<String> task = createTask(coroutine);
            yieldTurn();
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
        });
        assertThat(out).containsExactly("cleaned up");
    }

    /** Feature B07: what it yields must be awaitable; the compiler sees to all but null. */
    @Test
    void generatorCoroutine_thatYieldsNull_getsAnError() {
        var coroutine = Generator.<String>coroutine(out -> {
            out.yield(null);
            return "ran on";
        });
        runMain(() -> assertThat(catchThrowable(coroutine::await))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("a coroutine has yielded null (expected: something to await)"));
    }

    /** Feature B07: each run is a new one. */
    @Test
    void generatorCoroutine_runsMoreThanOnce_andConcurrently() {
        var coroutine = Generator.<Long>coroutine(out -> {
            out.yield(sleeping("x"));
            return loop.time().toMillis();
        });
        runMain(() -> {
            assertThat(gather(coroutine, coroutine).await()).containsExactly(50L, 50L);
            assertThat(coroutine.await()).isEqualTo(100L);
        });
    }
}
