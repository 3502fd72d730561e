package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.isFuture;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.generator.CoroutineObject;
import io.asyncio4j.generator.Generator;
import io.asyncio4j.generator.StopIterationException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What a future is before and after it is done, and what those who await it get (C05, C06, C07, C09, C10, C11). */
final class FutureStatesTest extends SemanticsTest {

    private static void expectFinal(Future<Object> future) {
        String before = future.toString();
        assertThat(future.done()).isTrue();
        assertThatExceptionOfType(InvalidStateException.class)
                .isThrownBy(() -> future.setResult("late"))
                .withMessage("setResult(late) on a future that is done: " + before);
        assertThatExceptionOfType(InvalidStateException.class)
                .isThrownBy(() -> future.setException(new IOException("late")))
                .withMessage("setException(java.io.IOException: late) on a future that is done: " + before);
        assertThat(future.cancel("late")).isFalse();
        assertThat(future).hasToString(before);
    }

    @Test
    void pendingFuture_isNeitherDoneNorCancelled() {
        Future<Object> future = loop.createFuture();
        assertThat(future.done()).isFalse();
        assertThat(future.cancelled()).isFalse();
        future.cancel();
        assertThat(future.cancelled()).isTrue();
    }

    @Test
    void cancelledFuture_isFinal() {
        Future<Object> future = loop.createFuture();
        assertThat(future.cancel()).isTrue();
        assertThat(future.cancelled()).isTrue();
        expectFinal(future);
        assertThatExceptionOfType(CancelledError.class).isThrownBy(future::result);
        assertThatExceptionOfType(CancelledError.class).isThrownBy(future::exception);
    }

    @Test
    void futureWithAResult_isFinal() {
        Future<Object> future = loop.createFuture();
        future.setResult(42);
        assertThat(future.cancelled()).isFalse();
        expectFinal(future);
        assertThat(future.result()).isEqualTo(42);
        assertThat(future.exception()).isNull();
    }

    @Test
    void failedFuture_isFinal() {
        Future<Object> future = loop.createFuture();
        IllegalStateException failure = new IllegalStateException("boom");
        future.setException(failure);
        assertThat(future.cancelled()).isFalse();
        expectFinal(future);
        assertThat(catchThrowable(future::result)).isSameAs(failure);
        assertThat(future.exception()).isSameAs(failure);
    }

    @Test
    void runUntilComplete_ofACancelledFuture_throwsWithItsMessage() {
        Future<Object> future = loop.createFuture();
        future.cancel("my message");
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> loop.runUntilComplete(future))
                .withMessage("my message");
    }

    /** Where Python ends a generator by an exception, nothing can be mistaken here: it is an exception like any other. */
    @Test
    void stopIteration_ofAGenerator_canBeTheExceptionOfAFuture() {
        Future<Object> future = loop.createFuture();
        var empty = Generator.<Object, Object>of(y -> {});
        Throwable stop = catchThrowable(empty::next);
        future.setException(stop);
        assertThat(catchThrowable(future::result)).isSameAs(stop);
        Task<Object> task = loop.createTask(() -> empty.next());
        assertThat(catchThrowable(() -> loop.runUntilComplete(task))).isInstanceOf(stop.getClass());
    }

    @Test
    void isFuture_isTrueForFuturesOfALoopOnly() {
        runMain(() -> {
            assertThat(isFuture(loop.createFuture())).isTrue();
            assertThat(isFuture(Asyncio.gather(createTask(() -> "x")))).isTrue();
            assertThat(isFuture(Future.class)).isFalse();
            assertThat(isFuture(new CompletableFuture<>())).isFalse();
            assertThat(isFuture((Awaitable<String>) () -> "x")).isFalse();
            assertThat(isFuture(null)).isFalse();
        });
    }

    // ---- awaiting ----

    /** The value is what comes out, whatever it is: a list is not taken apart. */
    @Test
    void await_twice_suspendsTheFirstTimeOnly() {
        List<Integer> value = List.of(1, 2);
        Future<List<Integer>> future = loop.createFuture();
        CoroutineObject<Object> driven = CoroutineObject.of(() -> {
            CoroutineObject.yield("A");
            List<Integer> first = future.await();
            CoroutineObject.yield(first);
            return future.await();
        });
        assertThat(driven.send(null)).isEqualTo("A");
        assertThat(driven.send(null)).isSameAs(future);
        future.setResult(value);
        assertThat(driven.send(null)).isSameAs(value);
        assertThatExceptionOfType(StopIterationException.class)
                .isThrownBy(() -> driven.send(null))
                .satisfies(end -> assertThat(end.value()).isSameAs(value));
    }

    @Test
    void exceptionThrownIntoACoroutine_thatAwaitsAFuture_comesOut() {
        Future<Object> future = loop.createFuture();
        CoroutineObject<Object> driven = CoroutineObject.of(() -> future.await());
        assertThat(driven.send(null)).isSameAs(future);
        IOException thrown = new IOException("zebra");
        assertThat(catchThrowable(() -> driven.throwInto(thrown))).hasRootCauseMessage("zebra");
        assertThat(future.done()).isFalse();
    }

    @Test
    void failedTask_awaitedAgainAndAgain_throwsTheSameExceptionUnchanged() {
        runMain(() -> {
            IllegalArgumentException failure = new IllegalArgumentException("42");
            List<StackTraceElement> trace = List.of(failure.getStackTrace());
            Task<Object> task = createTask(() -> {
                throw failure;
            });
            for (int i = 0; i < 5; i++) {
                assertThat(catchThrowable(task::await)).isSameAs(failure);
                assertThat(failure.getStackTrace()).containsExactlyElementsOf(trace);
                assertThat(failure.getSuppressed()).isEmpty();
                assertThat(failure.getCause()).isNull();
            }
        });
    }

    @Test
    void checkedException_awaitedAgainAndAgain_isWrappedOnce() {
        runMain(() -> {
            IOException failure = new IOException("disk");
            Task<Object> task = createTask(() -> {
                throw failure;
            });
            for (int i = 0; i < 5; i++) {
                assertThat(catchThrowable(task::await))
                        .isExactlyInstanceOf(CompletionException.class)
                        .cause()
                        .isSameAs(failure);
                assertThat(failure.getSuppressed()).isEmpty();
            }
        });
    }

    /** The timer of the sleep fires all the same, in the same turn, and finds its future cancelled. */
    @Test
    void sleepingTask_cancelledInTheTurnOfItsTimer_staysCancelled() {
        runMain(() -> {
            Task<String> sleeper = createTask(() -> sleep(ms(10), "slept"));
            loop.callAt(ms(10), sleeper::cancel);
            yieldTurn();
            assertThat(catchThrowable(sleeper::await)).isInstanceOf(CancelledError.class);
            sleep(ms(20));
            assertThat(sleeper.cancelled()).isTrue();
        });
    }
}
