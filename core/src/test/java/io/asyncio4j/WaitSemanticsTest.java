package io.asyncio4j;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static io.asyncio4j.ReturnWhen.FIRST_COMPLETED;
import static io.asyncio4j.ReturnWhen.FIRST_EXCEPTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code waitUntil} (asyncio.wait) and {@code asCompleted} do what CPython 3.13 does. */
final class WaitSemanticsTest extends SemanticsTest {

    private static <T> Task<T> sleeper(long millis, T result) {
        return createTask(() -> sleep(ms(millis), result));
    }

    private static <T> Task<T> failer(long millis) {
        return createTask(() -> {
            sleep(ms(millis));
            throw new IllegalArgumentException("bad");
        });
    }

    // ---- waitUntil ----

    /** E04. */
    @Test
    void sE60_waitUntil_throwsNoTaskErrorsAndLeavesTasksRunning() {
        runMain(() -> {
            Task<String> a = failer(0);
            Task<String> b = sleeper(300, "b");
            WaitResult<String> result = waitUntil(ALL_COMPLETED, List.of(a, b), ms(50));
            assertThat(result.done()).containsExactly(a);
            assertThat(result.pending()).containsExactly(b);
            assertThat(b.cancelled()).isFalse();
            assertThat(loop.time()).isEqualTo(ms(50));
            assertThat(a.exception()).hasMessage("bad");
            out.add(b.await());
        });
        assertThat(out).containsExactly("b");
    }

    /** E05. */
    @Test
    void sE61_waitUntilFirstException_cancelledTaskIsNoExceptionButAFailedOneIs() {
        runMain(() -> {
            Task<String> c = sleeper(5000, "c");
            Task<String> x = failer(20);
            Task<String> s = sleeper(200, "s");
            getRunningLoop().callLater(ms(10), c::cancel);
            WaitResult<String> result = waitUntil(FIRST_EXCEPTION, List.of(c, x, s));
            assertThat(result.done()).containsExactly(c, x);
            assertThat(result.pending()).containsExactly(s);
            assertThat(loop.time()).isEqualTo(ms(20));
            x.exception();

            Task<String> c2 = sleeper(5000, "c");
            getRunningLoop().callLater(ms(10), c2::cancel);
            assertThat(waitUntil(FIRST_COMPLETED, List.of(c2, s)).done()).containsExactly(c2);
            s.cancel();
        });
    }

    @Test
    void sE62_waitUntilCancelled_doesNotCancelWhatItWaitsFor() {
        runMain(() -> {
            Task<String> s = sleeper(300, "s");
            Task<WaitResult<String>> w = createTask(() -> waitUntil(ALL_COMPLETED, List.of(s)));
            sleep(Duration.ZERO);
            w.cancel();
            sleep(ms(10));
            assertThat(w.cancelled()).isTrue();
            assertThat(s.cancelled()).isFalse();
            out.add(s.await());
        });
        assertThat(out).containsExactly("s");
    }

    /** Coroutines are taken here, unlike in Python; the rest is a matter of static types. */
    @Test
    void sE139_waitUntil_nothingToWaitForIsRefused() {
        runMain(() -> {
            assertThatThrownBy(() -> waitUntil(ALL_COMPLETED, List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[]");
            assertThatThrownBy(() -> waitUntil(null, List.of(sleeper(0, "x"))))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("when");
        });
    }

    @Test
    void sE143_waitUntil_raceByHandCancelsTheLosers() {
        runMain(() -> {
            List<Task<String>> tasks = List.of(racer("slow", 1000), racer("fast", 10));
            WaitResult<String> result = waitUntil(FIRST_COMPLETED, tasks);
            result.pending().forEach(Future::cancel);
            waitUntil(ALL_COMPLETED, result.pending());
            result.done().forEach(winner -> out.add(winner.result()));
        });
        assertThat(out).containsExactly("cancel slow", "fast");
    }

    private Task<String> racer(String name, long millis) {
        return createTask(() -> {
            try {
                return sleep(ms(millis), name);
            } catch (CancelledError e) {
                out.add("cancel " + name);
                throw e;
            }
        });
    }

    /** A06. */
    @Test
    void sE144_gather_tenThousandSleepersTakeOneSleep() {
        runMain(() -> {
            List<Coroutine<Integer>> sleepers = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                int number = i;
                sleepers.add(() -> sleep(ms(100), number));
            }
            assertThat(gather(sleepers).await())
                    .isEqualTo(IntStream.range(0, 10_000).boxed().toList());
            assertThat(loop.time()).isEqualTo(ms(100));
        });
    }

    @Test
    void waitUntil_setsKeepSubmissionOrderAndCountDuplicatesOnce() {
        runMain(() -> {
            Task<Integer> slow = sleeper(30, 1);
            Task<Integer> fast = sleeper(10, 2);
            Task<Integer> middle = sleeper(20, 3);
            WaitResult<Integer> result = waitUntil(ALL_COMPLETED, List.of(slow, fast, middle, fast));
            assertThat(result.done()).containsExactly(slow, fast, middle);
            assertThat(result.pending()).isEmpty();
            assertThatThrownBy(() -> result.done().clear()).isInstanceOf(UnsupportedOperationException.class);
        });
    }

    @Test
    void waitUntil_zeroTimeout_takesTwoTurnsAndGivesWhatIsThere() {
        runMain(() -> {
            Task<Integer> now = createTask(() -> 1);
            Task<Integer> later = sleeper(30, 2);
            WaitResult<Integer> result = waitUntil(ALL_COMPLETED, List.of(now, later), Duration.ZERO);
            assertThat(result.done()).containsExactly(now);
            assertThat(result.pending()).containsExactly(later);
            assertThat(loop.time()).isEqualTo(Duration.ZERO);
        });
    }

    @Test
    void waitUntil_finishedInTheTurnOfTheTimeout_countsAsDone() {
        runMain(() -> {
            Future<String> f = loop.createFuture();
            loop.callLater(ms(10), () -> f.setResult("v"));
            WaitResult<String> result = waitUntil(ALL_COMPLETED, List.of(f), ms(10));
            assertThat(result.done()).containsExactly(f);
        });
    }

    // ---- asCompleted ----

    /** E06, R11. */
    @Test
    void sE63_asCompleted_givesTheOriginalTasksInFinishingOrder() {
        runMain(() -> {
            List<Task<Double>> tasks = List.of(sleeper(300, 0.3), sleeper(100, 0.1), sleeper(200, 0.2));
            for (Future<Double> next : asCompleted(tasks)) {
                out.add(List.of(next.result(), tasks.contains(next)));
            }
        });
        assertThat(out).containsExactly(List.of(0.1, true), List.of(0.2, true), List.of(0.3, true));
    }

    @Test
    void asCompleted_coroutines_becomeTasks() {
        runMain(() -> {
            List<Coroutine<String>> coroutines = List.of(() -> sleep(ms(2), "b"), () -> sleep(ms(1), "a"));
            for (Future<String> next : asCompleted(coroutines)) {
                out.add(next.await());
            }
        });
        assertThat(out).containsExactly("a", "b");
    }

    @Test
    void sE140_asCompletedTimeout_throwsAndTheRestGoesOn() {
        runMain(() -> {
            List<Task<String>> tasks = List.of(sleeper(10, "a"), sleeper(500, "b"));
            try {
                for (Future<String> next : asCompleted(tasks, ms(200))) {
                    out.add(next.result());
                }
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(TimeoutException.class);
                out.add("timeout");
            }
            assertThat(loop.time()).isEqualTo(ms(200));
            out.add(tasks.get(1).done());
            out.add(tasks.get(1).await());
        });
        assertThat(out).containsExactly("a", "timeout", false, "b");
    }

    @Test
    void asCompleted_failedFuture_isReturnedAndThrowsWhereItsResultIsAskedFor() {
        runMain(() -> {
            List<Task<String>> tasks = List.of(failer(1), sleeper(2, "ok"));
            Iterator<Future<String>> completed = asCompleted(tasks).iterator();
            Future<String> first = completed.next();
            assertThatThrownBy(first::await).hasMessage("bad");
            assertThat(completed.next().result()).isEqualTo("ok");
            assertThat(completed.hasNext()).isFalse();
            assertThatThrownBy(completed::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    /** CPython: each step counts, so {@code async for} with a handler around each step ends after as many steps. */
    @Test
    void asCompletedTimeout_caughtAtEachStep_endsAfterAsManySteps() {
        runMain(() -> {
            List<Task<String>> tasks = List.of(sleeper(10, "a"), sleeper(500, "b"), sleeper(500, "c"));
            Iterator<Future<String>> completed = asCompleted(tasks, ms(200)).iterator();
            for (int steps = 0; completed.hasNext() && steps < 10; steps++) {
                try {
                    out.add(completed.next().result());
                } catch (CompletionException e) {
                    out.add("timeout");
                }
            }
        });
        assertThat(out).containsExactly("a", "timeout", "timeout");
    }

    /** CPython hands results to waiting tasks through a queue, so several tasks may share one iterator. */
    @Test
    void asCompleted_sharedByTwoTasks_wakesBoth() {
        runMain(() -> {
            Iterator<Future<String>> completed =
                    asCompleted(List.of(sleeper(10, "a"), sleeper(20, "b"))).iterator();
            Task<String> one = createTask(() -> completed.next().result());
            Task<String> two = createTask(() -> completed.next().result());
            WaitResult<String> result = waitUntil(ALL_COMPLETED, List.of(one, two), ms(100));
            assertThat(result.pending()).isEmpty();
            assertThat(List.of(one.result(), two.result())).containsExactly("a", "b");
        });
    }

    @Test
    void asCompleted_cancelledStep_losesNothing() {
        runMain(() -> {
            List<Task<String>> tasks = List.of(sleeper(10, "a"), sleeper(20, "b"));
            Iterator<Future<String>> completed = asCompleted(tasks).iterator();
            Task<Future<String>> step = createTask(completed::next);
            sleep(ms(5));
            step.cancel();
            sleep(ms(1));
            assertThat(step.cancelled()).isTrue();
            assertThat(completed.next()).isSameAs(tasks.get(0));
            assertThat(completed.next()).isSameAs(tasks.get(1));
        });
    }

    /** As with CPython, where a queue hands out what is done: it wakes the first whose task has not been cancelled. */
    @Test
    void asCompleted_waiterIsCancelledInTheTurnOfACompletion_wakesTheNextOneInstead() {
        runMain(() -> {
            Future<String> future = loop.createFuture();
            Iterator<Future<String>> completed =
                    asCompleted(List.of(future, loop.<String>createFuture())).iterator();
            Task<Future<String>> first = createTask(completed::next);
            var _ = createTask(() -> out.add(completed.next().result()));
            sleep(ms(1));
            future.setResult("completed");
            loop.callSoon(() -> loop.callSoon(() -> out.add("what was scheduled later")));
            first.cancel();
            sleep(ms(1));
        });
        assertThat(out).containsExactly("completed", "what was scheduled later");
    }

    @Test
    void asCompleted_waiterIsCancelledAfterItWasWoken_passesItsTurnOn() {
        runMain(() -> {
            Future<String> future = loop.createFuture();
            Iterator<Future<String>> completed =
                    asCompleted(List.of(future, loop.<String>createFuture())).iterator();
            Task<Future<String>> first = createTask(completed::next);
            Task<Future<String>> second = createTask(completed::next);
            sleep(ms(1));
            future.setResult("completed");
            loop.callSoon(first::cancel);
            sleep(ms(1));
            assertThat(first.cancelled()).isTrue();
            assertThat(second.result()).isSameAs(future);
        });
    }

    @Test
    void asCompleted_nothing_isEmpty() {
        runMain(() -> assertThat(
                        asCompleted(List.<Task<String>>of(), ms(1)).iterator().hasNext())
                .isFalse());
    }
}
