package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Durations, closed loops and code that throws: a defined exception, and a loop that goes on working. */
final class BadInputLoopTest extends MisuseTest {

    private static final Duration ENORMOUS = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    private static final Duration VERY_NEGATIVE = Duration.ofSeconds(Long.MIN_VALUE);

    // ---- durations ----

    @Test
    void sleep_negative_isOneTurn() {
        loop.runUntilComplete(() -> {
            List<String> out = new ArrayList<>();
            createTask(() -> out.add("other"));
            sleep(VERY_NEGATIVE);
            assertThat(out).containsExactly("other");
        });
        assertThat(loop.time()).isZero();
    }

    @Test
    void sleep_enormous_neverEnds_butCanBeCancelled() {
        loop.runUntilComplete(() -> {
            Task<?> t = createTask(() -> sleep(ENORMOUS));
            sleep(Duration.ofDays(365));
            assertThat(t.done()).isFalse();
            t.cancel();
            waitUntil(ReturnWhen.ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
        });
    }

    @Test
    void callLaterAndCallAt_negative_runInTheNextTurn_behindWhatIsReady() {
        List<String> out = new ArrayList<>();
        loop.callLater(VERY_NEGATIVE, () -> out.add("later"));
        loop.callAt(Duration.ofSeconds(-1), () -> out.add("at"));
        loop.callSoon(() -> out.add("soon"));
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(out).containsExactly("soon", "later", "at");
        assertThat(loop.time()).isZero();
    }

    @Test
    void callLaterAndCallAt_enormous_neverRun() {
        List<String> out = new ArrayList<>();
        TimerHandle later = loop.callLater(ENORMOUS, () -> out.add("later"));
        TimerHandle at = loop.callAt(ENORMOUS, () -> out.add("at"));
        loop.runUntilComplete(() -> sleep(Duration.ofDays(365)));
        later.cancel();
        at.cancel();
        assertThat(out).isEmpty();
    }

    @Test
    void timeout_enormous_doesNotStrike() throws Exception {
        String result = loop.runUntilComplete(() -> timeout(ENORMOUS, () -> sleep(Duration.ofDays(1), "in time")));
        assertThat(result).isEqualTo("in time");
    }

    @Test
    void timeout_negative_strikesAtTheFirstSuspension() {
        List<String> out = new ArrayList<>();
        loop.runUntilComplete(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> timeout(VERY_NEGATIVE, () -> {
                        out.add("entered");
                        sleep(ms(1));
                        out.add("not reached");
                    }))
                    .withMessageContaining(VERY_NEGATIVE.toString());
            yieldTurn();
        });
        assertThat(out).containsExactly("entered");
    }

    @Test
    void waitUntil_negativeTimeout_returnsAtOnce() {
        loop.runUntilComplete(() -> {
            Task<?> t = createTask(() -> sleep(ms(1)));
            assertThat(waitUntil(ReturnWhen.ALL_COMPLETED, List.of(t), Duration.ofSeconds(-1))
                            .pending())
                    .hasSize(1);
            t.await();
        });
    }

    @Test
    void slowCallbackDuration_negative_isRefusedWithTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loop.setSlowCallbackDuration(ms(-7)))
                .withMessageContaining("slowCallbackDuration")
                .withMessageContaining(ms(-7).toString());
        assertThat(loop.slowCallbackDuration()).isEqualTo(ms(100));
    }

    // ---- closed loops ----

    @Test
    void closedLoop_refusesEverythingThatSchedules() {
        Future<String> future = loop.createFuture();
        loop.close();
        List<ThrowingCallable> calls = List.of(
                () -> loop.callSoon(() -> {}),
                () -> loop.callLater(Duration.ZERO, () -> {}),
                () -> loop.callAt(Duration.ZERO, () -> {}),
                () -> loop.callSoonThreadsafe(() -> {}),
                () -> loop.createTask(() -> "x"),
                () -> loop.runUntilComplete(() -> "x"),
                () -> loop.runUntilComplete(future),
                loop::runForever,
                () -> loop.runInExecutor(() -> "x"),
                () -> Asyncio.runCoroutineThreadsafe(() -> "x", loop));
        assertThat(calls)
                .allSatisfy(call -> assertThatIllegalStateException()
                        .isThrownBy(call)
                        .withMessageContaining("Event loop is closed")
                        .withMessageContaining("\"" + Thread.currentThread().getName() + "\""));
        loop.close();
        assertThat(loop.isClosed()).isTrue();
        assertThat(loop.isRunning()).isFalse();
        assertThat(reports).isEmpty();
    }

    @Test
    void close_whileRunning_isRefused() {
        loop.runUntilComplete(() -> {
            assertThatIllegalStateException()
                    .isThrownBy(loop::close)
                    .withMessageContaining("Cannot close a running event loop");
            yieldTurn();
        });
        assertThat(loop.isClosed()).isFalse();
    }

    @Test
    void runner_afterClose_isRefused() {
        Runner runner = Runner.create(VirtualTime::loop);
        assertThat(runner.run(() -> "x")).isEqualTo("x");
        runner.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> runner.run(() -> "y"))
                .withMessageContaining("Runner is closed");
    }

    // ---- code that throws ----

    @Test
    void coroutine_throwsAnError_itsAwaiterGetsTheSameObject() {
        AssertionError error = new AssertionError("broken invariant");
        OutOfMemoryError memory = new OutOfMemoryError("not really");
        loop.runUntilComplete(() -> {
            for (Error each : List.of(error, memory)) {
                Task<?> t = createTask(() -> {
                    yieldTurn();
                    throw each;
                });
                assertThat(catchThrowable(t::await)).isSameAs(each);
                assertThat(t.exception()).isSameAs(each);
                assertThat(t.cancelled()).isFalse();
            }
        });
        assertThat(reports).isEmpty();
    }

    @Test
    void mainCoroutine_throwsAnError_runThrowsTheSameObject() {
        AssertionError error = new AssertionError("main");
        assertThat(catchThrowable(() -> loop.runUntilComplete(() -> {
                    throw error;
                })))
                .isSameAs(error);
    }

    @Test
    void callback_throws_isReportedWithItsHandle_othersStillRun() {
        List<String> out = new ArrayList<>();
        RuntimeException exception = new IllegalArgumentException("callback");
        AssertionError error = new AssertionError("timer");
        Handle handle = loop.callSoon(() -> {
            throw exception;
        });
        loop.callSoon(() -> out.add("next"));
        loop.callLater(ms(1), () -> {
            throw error;
        });
        loop.callLater(ms(2), () -> out.add("later"));
        loop.runUntilComplete(() -> sleep(ms(3)));
        assertThat(out).containsExactly("next", "later");
        assertThat(reports).extracting(ExceptionContext::exception).containsExactly(exception, error);
        assertThat(reports.getFirst().handle()).isSameAs(handle);
        assertThat(reports).allMatch(report -> report.message().startsWith("Exception in callback <"));
    }

    @Test
    void exceptionHandler_throws_loopGoesOn() {
        List<String> out = new ArrayList<>();
        loop.setExceptionHandler((l, context) -> {
            out.add(context.exception().getMessage());
            throw new IllegalStateException("handler");
        });
        loop.callSoon(() -> {
            throw new IllegalArgumentException("callback");
        });
        loop.callSoon(() -> out.add("next"));
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(out).containsExactly("callback", "next");
    }

    // ---- deep recursion ----

    @Test
    void deepRecursion_failsItsTaskOnly() {
        loop.runUntilComplete(() -> {
            Task<String> other = createTask(() -> sleep(ms(1), "other"));
            Task<Long> deep = createTask(() -> recurse(0));
            assertThat(catchThrowable(deep::await)).isInstanceOf(StackOverflowError.class);
            assertThat(deep.exception()).isInstanceOf(StackOverflowError.class);
            assertThat(other.await()).isEqualTo("other");
            Task<Integer> usual = createTask(() -> depth(1_000));
            assertThat(usual.await()).isEqualTo(1_000);
        });
    }

    private static long recurse(long n) {
        return n < 0 ? n : 1 + recurse(n + 1);
    }

    private static int depth(int n) {
        if (n == 0) {
            yieldTurn();
            return 0;
        }
        return 1 + depth(n - 1);
    }

    @Test
    void deepRecursion_caughtInTheTask_taskGoesOnSuspending() {
        loop.runUntilComplete(() -> {
            Task<String> t = createTask(() -> {
                assertThat(catchThrowable(() -> recurse(0))).isInstanceOf(StackOverflowError.class);
                yieldTurn();
                return sleep(ms(1), "went on");
            });
            assertThat(t.await()).isEqualTo("went on");
        });
    }

    @Test
    void deepSuspension_thousandsOfFrames_isEnteredAgain() {
        loop.runUntilComplete(() -> {
            Task<Integer> t = createTask(() -> depth(2_000));
            Task<Integer> u = createTask(() -> depth(2_000));
            assertThat(t.await() + u.await()).isEqualTo(4_000);
        });
    }
}
