package io.asyncio4j;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.setEventLoop;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** D01, D03, C16: on which loop coroutines are run that are given to {@code ensureFuture} and the like. */
final class CurrentLoopTest extends SemanticsTest {

    private static final Coroutine<Integer> ANSWER = () -> sleep(Duration.ZERO, 42);

    @AfterEach
    void noCurrentLoop() {
        setEventLoop(null);
    }

    @Test
    void coroutine_withoutACurrentLoop_isRefused() {
        List<ThrowingCallable> calls = List.of(
                () -> ensureFuture(ANSWER),
                () -> shield(ANSWER),
                () -> gather(ANSWER, ANSWER),
                () -> gather(List.<Coroutine<Integer>>of()),
                () -> gatherOutcomes(ANSWER),
                () -> asCompleted(List.of(ANSWER)));
        assertThat(calls)
                .allSatisfy(call -> assertThatIllegalStateException()
                        .isThrownBy(call)
                        .withMessageStartingWith("There is no current event loop in thread"));
    }

    @Test
    void coroutine_inATask_runsOnTheRunningLoop() {
        try (EventLoop other = VirtualTime.loop()) {
            setEventLoop(other);
            runMain(() -> {
                List<Future<?>> futures =
                        List.of(ensureFuture(ANSWER), shield(ANSWER), gather(ANSWER, ANSWER), gatherOutcomes(ANSWER));
                assertThat(futures).allMatch(future -> future.getLoop() == loop);
                for (Future<Integer> done : asCompleted(List.of(ANSWER))) {
                    assertThat(done.getLoop()).isSameAs(loop);
                    out.add(done.result());
                }
                futures.forEach(future -> out.add(future.await()));
            });
        }
        assertThat(out).containsExactly(42, 42, 42, List.of(42, 42), List.of(new Outcome.Success<>(42)));
    }

    @Test
    void coroutine_outsideATask_runsOnTheLoopThatWasSet() {
        setEventLoop(loop);
        List<Future<?>> futures =
                List.of(ensureFuture(ANSWER), shield(ANSWER), gather(ANSWER, ANSWER), gatherOutcomes(ANSWER));
        assertThat(futures).allMatch(future -> future.getLoop() == loop && !future.done());
        futures.forEach(future -> out.add(loop.runUntilComplete(future)));
        assertThat(out).containsExactly(42, 42, List.of(42, 42), List.of(new Outcome.Success<>(42)));

        Iterable<Future<Integer>> completed = asCompleted(List.of(ANSWER, ANSWER), ms(100));
        loop.runUntilComplete(() -> completed.forEach(done -> out.add(done.result())));
        assertThat(out).endsWith(42, 42);
    }

    @Test
    void gatherOfNothing_isDoneOnTheCurrentLoop() {
        setEventLoop(loop);
        Future<List<Integer>> outside = gather(List.<Coroutine<Integer>>of());
        assertThat(outside.getLoop()).isSameAs(loop);
        assertThat(outside.result()).isEmpty();
        setEventLoop(null);
        runMain(() -> {
            Future<List<Integer>> inside = gather(List.<Coroutine<Integer>>of());
            assertThat(inside.getLoop()).isSameAs(loop);
            assertThat(inside.result()).isEmpty();
        });
    }

    @Test
    void futures_needNoCurrentLoop() {
        Future<String> done = loop.createFuture();
        done.setResult("done");
        Task<Integer> task = loop.createTask(ANSWER);
        assertThat(ensureFuture(done)).isSameAs(done);
        assertThat(ensureFuture(task)).isSameAs(task);
        assertThat(loop.runUntilComplete(ensureFuture(done))).isEqualTo("done");
        assertThat(loop.runUntilComplete(ensureFuture(task))).isEqualTo(42);

        Future<Integer> pending = loop.createFuture();
        Future<List<Integer>> all = gather(pending, pending);
        Future<List<Integer>> again = gather(pending, pending);
        assertThat(all).isNotSameAs(again);
        assertThat(List.of(all, again, shield(pending))).allMatch(f -> f.getLoop() == loop && !f.done());
        pending.setResult(1);
        assertThat(loop.runUntilComplete(all)).containsExactly(1, 1);
    }

    /** C18: The task's coroutine awaits the awaitable. */
    @Test
    void awaitable_becomesATaskOfACoroutine() {
        setEventLoop(loop);
        Awaitable<String> awaitable = () -> sleep(Duration.ZERO, "ok");
        Future<String> future = ensureFuture(awaitable);
        assertThat(loop.runUntilComplete(future)).isEqualTo("ok");
        assertThat(future)
                .isInstanceOfSatisfying(
                        Task.class, task -> assertThat(task.getCoro()).isInstanceOf(Coroutine.class));
        assertThat(future.getLoop()).isSameAs(loop);
    }

    @Test
    void task_belongsToTheLoopThatMakesIt() {
        Task<Integer> here = loop.createTask(ANSWER);
        assertThat(here.getLoop()).isSameAs(loop);
        assertThat(loop.runUntilComplete(here)).isEqualTo(42);
        assertThat(here.done()).isTrue();
        assertThat(here.result()).isEqualTo(42);
        try (EventLoop other = VirtualTime.loop()) {
            Task<Integer> there = other.createTask(ANSWER);
            assertThat(there.getLoop()).isSameAs(other);
            assertThat(other.runUntilComplete(there)).isEqualTo(42);
        }
    }

    @Test
    void task_onAClosedLoop_isNotMade() {
        EventLoop closed = VirtualTime.loop();
        closed.setExceptionHandler((where, context) -> out.add(context.message()));
        closed.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> closed.createTask(ANSWER))
                .withMessageStartingWith("Event loop is closed");
        assertThat(Asyncio.allTasks(closed)).isEmpty();
        assertThat(out).as("there is nothing to destroy").isEmpty();
    }
}
