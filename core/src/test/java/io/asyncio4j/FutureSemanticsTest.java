package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.isCoroutine;
import static io.asyncio4j.Asyncio.isFuture;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.wrapFuture;
import static io.asyncio4j.VirtualTime.collectUntil;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.run;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Futures and awaiting, program by program as CPython behaves. */
final class FutureSemanticsTest {

    /** C05, C06, C07, C11, C35. */
    @Test
    void sC28_states_resultOrExceptionOnlyWhenDone_completionOnlyOnce() {
        try (EventLoop loop = VirtualTime.loop()) {
            Future<Integer> f = loop.createFuture();
            assertThatExceptionOfType(InvalidStateException.class)
                    .isThrownBy(f::result)
                    .withMessageStartingWith("Result is not set")
                    .withMessageContaining("<Future pending>");
            assertThatExceptionOfType(InvalidStateException.class)
                    .isThrownBy(f::exception)
                    .withMessageStartingWith("Exception is not set")
                    .withMessageContaining("<Future pending>");
            assertThat(f.done()).isFalse();
            assertThat(f.cancelled()).isFalse();

            f.setResult(1);
            assertThat(f.result()).isEqualTo(1);
            assertThat(f.exception()).isNull();
            assertThat(f.done()).isTrue();

            assertThatExceptionOfType(InvalidStateException.class)
                    .isThrownBy(() -> f.setResult(2))
                    .withMessageContaining("setResult(2)")
                    .withMessageContaining("<Future finished result=1>");
            assertThatExceptionOfType(InvalidStateException.class)
                    .isThrownBy(() -> f.setException(new IllegalArgumentException("late")))
                    .withMessageContaining("late")
                    .withMessageContaining("<Future finished result=1>");
            assertThat(f.cancel()).isFalse();
            assertThat(f.cancelled()).isFalse();
            assertThat(f.result()).isEqualTo(1);
        }
    }

    /** C09, C10. */
    @Test
    void sC29_cancelled_resultAndExceptionThrow_messageIsKept() {
        try (EventLoop loop = VirtualTime.loop()) {
            Future<Integer> f = loop.createFuture();
            assertThat(f.cancel("why")).isTrue();
            assertThat(f.cancel("again")).isFalse();
            assertThat(f.done()).isTrue();
            assertThat(f.cancelled()).isTrue();
            for (int read = 1; read <= 2; read++) {
                assertThatExceptionOfType(CancelledError.class)
                        .isThrownBy(f::result)
                        .withMessage("why");
                assertThatExceptionOfType(CancelledError.class)
                        .isThrownBy(f::exception)
                        .withMessage("why");
            }
        }
    }

    /** C03, C04. */
    @Test
    void sC30_doneCallbacks_runLater_inOrder_duplicatesTwice_removeReturnsTheCount() {
        run(() -> {
            Future<Integer> f = getRunningLoop().createFuture();
            List<String> out = new ArrayList<>();
            Consumer<Future<Integer>> a = x -> out.add("a");
            Consumer<Future<Integer>> b = x -> out.add("b");
            List.of(a, b, a).forEach(f::addDoneCallback);
            f.setResult(0);
            assertThat(out).isEmpty();
            yieldTurn();
            assertThat(out).containsExactly("a", "b", "a");

            f.addDoneCallback(b);
            assertThat(out).containsExactly("a", "b", "a");
            yieldTurn();
            assertThat(out).containsExactly("a", "b", "a", "b");

            Future<Integer> g = getRunningLoop().createFuture();
            List.of(a, b, a).forEach(g::addDoneCallback);
            assertThat(g.removeDoneCallback(a)).isEqualTo(2);
            assertThat(g.removeDoneCallback(a)).isZero();
            assertThat(g.removeDoneCallback(b)).isOne();
        });
    }

    @Test
    void sC31_unreadException_isReportedWhenTheFutureDies_readingItOnceSilences() {
        List<String> out = new ArrayList<>();
        try (EventLoop loop = VirtualTime.loop()) {
            loop.setExceptionHandler((l, c) -> out.add(c.message() + ": " + c.exception()));

            WeakReference<Future<?>> seen = abandonReadFailure(loop);
            collectUntil(loop, () -> seen.get() == null);
            assertThat(seen.get()).isNull();

            abandonFailure(loop);
            collectUntil(loop, () -> !out.isEmpty());
            assertThat(out)
                    .containsExactly("Future exception was never retrieved: java.lang.IllegalArgumentException: lost");
        }
        assertThat(out).hasSize(1);
    }

    private static void abandonFailure(EventLoop loop) {
        loop.createFuture().setException(new IllegalArgumentException("lost"));
    }

    private static WeakReference<Future<?>> abandonReadFailure(EventLoop loop) {
        Future<Object> f = loop.createFuture();
        f.setException(new IllegalArgumentException("seen"));
        assertThat(f.exception()).hasMessage("seen");
        return new WeakReference<>(f);
    }

    /** Feature B11. */
    @Test
    void sC32_awaitOfFinishedFuture_orOfCoroutineThatNeverSuspends_keepsTheTurn() {
        run(() -> {
            List<String> out = new ArrayList<>();
            createTask(() -> out.add("other"));
            Future<Integer> f = getRunningLoop().createFuture();
            f.setResult(1);
            assertThat(f.await()).isEqualTo(1);
            Coroutine<Integer> co = () -> 2;
            assertThat(co.await()).isEqualTo(2);
            out.add("main first");
            yieldTurn();
            assertThat(out).containsExactly("main first", "other");
        });
    }

    /** E07. */
    @Test
    void sC33_sleepOfZeroOrLess_givesUpOneTurn_sleepReturnsItsResult() {
        run(() -> {
            List<String> out = new ArrayList<>();
            gather(() -> threeSteps("a", Duration.ZERO, out), () -> threeSteps("b", Duration.ofSeconds(-1), out))
                    .await();
            assertThat(out).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
            assertThat(sleep(Duration.ZERO, "r")).isEqualTo("r");
            assertThat(sleep(ms(1), "s")).isEqualTo("s");
            assertThatNullPointerException().isThrownBy(() -> sleep(null)).withMessage("delay");
        });
    }

    private static void threeSteps(String name, Duration delay, List<String> out) {
        for (int i = 0; i < 3; i++) {
            out.add(name + i);
            sleep(delay);
        }
    }

    @Test
    void sC34_futureOfAnotherLoop_orTheTaskItself_cannotBeAwaited() {
        EventLoop other = EventLoop.create();
        run(() -> {
            Future<Object> f = other.createFuture();
            Task<Object> foreign = createTask(() -> f.await(), "foreign");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(foreign::await)
                    .withMessageStartingWith("<Task ")
                    .withMessageContaining("name='foreign'")
                    .withMessageContaining("attached to a different loop");

            Task<Object> me = createTask(() -> currentTask().await(), "me");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(me::await)
                    .withMessageStartingWith("Task cannot await on itself")
                    .withMessageContaining("name='me'");
        });
        other.close();
    }

    /** Feature B10: a coroutine is code here, and can be run again, and concurrently; {@code CoroutineObject} cannot. */
    @Test
    void sC35_oneCoroutineObject_runsFromTheStartEachTime() {
        run(() -> {
            List<Integer> runs = new ArrayList<>();
            Coroutine<Integer> co = () -> {
                runs.add(runs.size() + 1);
                yieldTurn();
                return 1;
            };
            assertThat(co.await()).isEqualTo(1);
            assertThat(co.await()).isEqualTo(1);
            var outcomes = gatherOutcomes(() -> co.await(), () -> co.await()).await();
            assertThat(outcomes).isEqualTo(List.of(new Outcome.Success<>(1), new Outcome.Success<>(1)));
            assertThat(runs).containsExactly(1, 2, 3, 4);
        });
    }

    /** Features B08, B09: nobody can tell that a lambda is never run, so nothing warns; {@code CoroutineObject} does. */
    @Test
    void sC36_makingACoroutine_runsNothing() {
        List<Object> out = new ArrayList<>();
        try (EventLoop loop = VirtualTime.loop()) {
            loop.setExceptionHandler((l, c) -> out.add(c));
            Coroutine<Object> co = () -> out.add("ran");
            Coroutine<Object> around = () -> co.await();
            assertThat(isCoroutine(around)).isTrue();
            loop.runUntilComplete(VirtualTime::yieldTurn);
        }
        assertThat(out).isEmpty();
    }

    @Test
    void sC123_throwingDoneCallback_isReported_laterCallbacksStillRun() {
        run(() -> {
            List<String> out = new ArrayList<>();
            getRunningLoop().setExceptionHandler((l, c) -> out.add(String.valueOf(c.exception())));
            Future<String> f = getRunningLoop().createFuture();
            f.addDoneCallback(x -> {
                throw new IllegalArgumentException("cb");
            });
            f.addDoneCallback(x -> out.add(x.result()));
            f.setResult("v");
            yieldTurn();
            assertThat(out).containsExactly("java.lang.IllegalArgumentException: cb", "v");
        });
    }

    /** C08: Classes and other objects do not compile here; no exception is special. */
    @Test
    void sC124_setException_takesAnyThrowable_butNotNull() {
        try (EventLoop loop = VirtualTime.loop()) {
            Future<String> unchecked = loop.createFuture();
            NoSuchElementException stop = new NoSuchElementException("s");
            unchecked.setException(stop);
            assertThat(unchecked.exception()).isSameAs(stop);
            assertThat(catchThrowable(unchecked::result)).isSameAs(stop);

            Future<String> checked = loop.createFuture();
            IOException failure = new IOException("disk");
            checked.setException(failure);
            assertThat(checked.exception()).isSameAs(failure);
            assertThat(catchThrowable(checked::result))
                    .isInstanceOf(CompletionException.class)
                    .hasCause(failure);

            Future<String> pending = loop.createFuture();
            assertThatNullPointerException()
                    .isThrownBy(() -> pending.setException(null))
                    .withMessage("exception");
            assertThat(pending.done()).isFalse();
        }
    }

    /** C16, C17, C18, C20. */
    @Test
    void sC125_ensureFuture_futuresComeBackUnchanged_awaitablesBecomeTasks() {
        run(() -> {
            Future<Object> f = getRunningLoop().createFuture();
            assertThat(ensureFuture(f)).isSameAs(f);
            assertThat(isFuture(f)).isTrue();
            assertThat(isFuture("sleep")).isFalse();

            Task<Void> t = createTask(() -> sleep(Duration.ZERO));
            assertThat(ensureFuture(t)).isSameAs(t);
            assertThat(isFuture(t)).isTrue();
            assertThat(isCoroutine(t)).isFalse();

            Awaitable<String> a = () -> sleep(Duration.ZERO, "A");
            Future<String> x = ensureFuture(a);
            assertThat(x).isInstanceOf(Task.class);
            assertThat(x.await()).isEqualTo("A");

            assertThatNullPointerException()
                    .isThrownBy(() -> ensureFuture((Awaitable<?>) null))
                    .withMessage("awaitable");
            t.await();
        });
    }

    /** C15. */
    @Test
    void sC126_wrapFuture_valueExceptionAndCancellationCrossBothWays() {
        run(() -> {
            CompletableFuture<String> value = new CompletableFuture<>();
            Future<String> a = wrapFuture(value);
            Thread.ofPlatform().start(() -> value.complete("v"));
            assertThat(a.await()).isEqualTo("v");

            CompletableFuture<String> failed = new CompletableFuture<>();
            Future<String> b = wrapFuture(failed);
            IOException failure = new IOException("net");
            failed.completeExceptionally(failure);
            assertThat(catchThrowable(b::await))
                    .isInstanceOf(CompletionException.class)
                    .hasCause(failure);

            CompletableFuture<String> inner = new CompletableFuture<>();
            wrapFuture(inner).cancel();
            sleep(ms(10));
            assertThat(inner).isCancelled();

            CompletableFuture<String> source = new CompletableFuture<>();
            Future<String> d = wrapFuture(source);
            source.cancel(false);
            sleep(ms(10));
            assertThat(d.cancelled()).isTrue();
            assertThat(ensureFuture(d)).isSameAs(d);
        });
    }

    @Test
    void sC126_wrapFuture_plainFuture_isFollowedByAThread() {
        run(() -> {
            FutureTask<String> job = new FutureTask<>(() -> "v");
            Future<String> a = wrapFuture((java.util.concurrent.Future<String>) job);
            assertThat(a.done()).isFalse();
            Thread.ofPlatform().start(job);
            assertThat(a.await()).isEqualTo("v");

            FutureTask<String> never = new FutureTask<>(() -> "never");
            wrapFuture((java.util.concurrent.Future<String>) never).cancel();
            yieldTurn();
            assertThat(never.isCancelled()).isTrue();
        });
    }

    /** C19. */
    @Test
    void sC127_task_cannotBeCompletedFromOutside() {
        run(() -> {
            Task<Integer> t = createTask(() -> sleep(Duration.ZERO, 5), "mine");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> t.setResult(1))
                    .withMessageStartingWith("Task does not support setResult")
                    .withMessageContaining("mine");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> t.setException(new IllegalArgumentException()))
                    .withMessageStartingWith("Task does not support setException")
                    .withMessageContaining("mine");
            assertThat(t.await()).isEqualTo(5);
        });
    }
}
