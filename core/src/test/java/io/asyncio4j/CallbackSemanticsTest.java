package io.asyncio4j;

import static io.asyncio4j.Asyncio.getEventLoop;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.setEventLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callbacks, timers and the exception handler, program by program as CPython behaves. */
class CallbackSemanticsTest {

    private final EventLoop l = VirtualTime.loop();
    private final List<Object> out = new ArrayList<>();

    @AfterEach
    void closeLoop() {
        l.close();
    }

    /** D11. */
    @Test
    void sA1_callSoon_runsInOrderOnceInALaterTurn() {
        for (int i = 0; i < 5; i++) {
            int number = i;
            l.callSoon(() -> out.add(number));
        }
        assertThat(out).isEmpty();
        l.callSoon(l::stop);
        l.runForever();
        assertThat(out).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void sA2_callSoonInACallback_runsInTheNextTurn() {
        l.callSoon(() -> {
            out.add("a");
            l.callSoon(() -> out.add("c"));
        });
        l.callSoon(() -> out.add("b"));
        l.callSoon(() -> l.callSoon(l::stop));
        l.runForever();
        assertThat(out).containsExactly("a", "b", "c");
    }

    /** D06, D07. */
    @Test
    void sA3_stop_finishesTheBatchAndKeepsWhatItScheduled() {
        l.callSoon(() -> {
            out.add("a");
            l.callSoon(() -> out.add("late"));
            l.stop();
        });
        l.callSoon(() -> out.add("b"));
        l.runForever();
        assertThat(out).containsExactly("a", "b");

        l.callSoon(l::stop);
        l.runForever();
        assertThat(out).containsExactly("a", "b", "late");
    }

    /** D07. */
    @Test
    void sA4_stopBeforeRunForever_runsOneTurnWithoutWaiting() {
        l.callSoon(() -> out.add(1));
        l.callLater(Duration.ofSeconds(5), () -> out.add(2));
        l.stop();
        l.runForever();
        assertThat(out).containsExactly(1);
        assertThat(l.time()).isZero();
    }

    @Test
    void sA5_stopBeforeRunUntilComplete_futureIsNotFinished() {
        l.stop();
        assertThatIllegalStateException()
                .isThrownBy(() -> l.runUntilComplete(() -> sleep(Duration.ofSeconds(1))))
                .withMessageStartingWith("Event loop stopped before Future completed");
        assertThat(l.time()).isZero();
    }

    /** D12. */
    @Test
    void sA6_timers_fireInOrderOfDeadlines() {
        for (int millis : List.of(150, 50, 100)) {
            l.callLater(ms(millis), () -> out.add(millis));
        }
        l.callLater(ms(300), l::stop);
        l.runForever();
        assertThat(out).containsExactly(50, 100, 150);
        assertThat(l.time()).isEqualTo(ms(300));
    }

    /** CPython gives no order here; this library promises the order of scheduling. */
    @Test
    void sA7_timersOfOneDeadline_fireInOrderOfScheduling() {
        Duration when = l.time().plus(ms(20));
        List<Object> scheduled = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            scheduled.add(number);
            l.callAt(when, () -> out.add(number));
        }
        l.callAt(when.plus(ms(10)), l::stop);
        l.runForever();
        assertThat(out).isEqualTo(scheduled);
    }

    /** A10. */
    @Test
    void sA8_callLaterZero_runsBehindWhatIsReadyInTheSameTurn() {
        l.callLater(Duration.ZERO, () -> out.add("later0"));
        l.callSoon(() -> out.add("soon"));
        l.callSoon(l::stop);
        l.runForever();
        assertThat(out).containsExactly("soon", "later0");
    }

    /** D13. */
    @Test
    void sA9_negativeDelayAndPastMoment_meanTheNextTurn() {
        l.callLater(Duration.ofSeconds(-5), () -> out.add("neg"));
        l.callAt(l.time().minusSeconds(100), () -> out.add("past"));
        l.callLater(ms(10), l::stop);
        l.runForever();
        assertThat(out).containsExactlyInAnyOrder("neg", "past");
    }

    @Test
    void sA10_exceptionInACallback_goesToTheHandlerAndTheRestGoesOn() {
        List<ExceptionContext> reports = new ArrayList<>();
        l.setExceptionHandler((loop, context) -> {
            assertThat(loop).isSameAs(l);
            reports.add(context);
        });
        Handle bad = l.callSoon(() -> {
            throw new IllegalArgumentException("x");
        });
        l.callSoon(() -> out.add("after"));
        l.callSoon(l::stop);
        l.runForever();
        assertThat(out).containsExactly("after");
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.message()).startsWith("Exception in callback ");
            assertThat(report.exception())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x");
            assertThat(report.handle()).isSameAs(bad);
            assertThat(report.future()).isNull();
        });
    }

    @Test
    void sA11_keyboardInterruptInACallback_leavesTheLoopAndItCanRunAgain() {
        KeyboardInterruptError ki = new KeyboardInterruptError();
        l.callSoon(() -> {
            throw ki;
        });
        l.callSoon(() -> out.add("after"));
        assertThatExceptionOfType(KeyboardInterruptError.class)
                .isThrownBy(l::runForever)
                .isSameAs(ki);
        assertThat(l.isRunning()).isFalse();
        assertThat(l.isClosed()).isFalse();
        assertThat(out).isEmpty();

        l.callSoon(l::stop);
        l.runForever();
        assertThat(out).containsExactly("after");
    }

    /** Java has more errors that must not kill the loop: only {@link KeyboardInterruptError} leaves it. */
    @Test
    void sA11_otherErrorInACallback_staysInTheLoop() {
        List<Throwable> reported = new ArrayList<>();
        l.setExceptionHandler((loop, context) -> reported.add(context.exception()));
        Error error = new StackOverflowError();
        l.callSoon(() -> {
            throw error;
        });
        l.callSoon(l::stop);
        l.runForever();
        assertThat(reported).containsExactly(error);
    }

    @Test
    void sA12_exceptionHandlerThatThrows_isLoggedAndTheLoopLives() {
        RuntimeException inHandler = new IllegalStateException("in handler");
        l.setExceptionHandler((loop, context) -> {
            throw inHandler;
        });
        l.callSoon(() -> {
            throw new IllegalArgumentException("x");
        });
        l.callSoon(l::stop);
        l.callSoon(() -> out.add("alive"));
        try (LogCapture log = new LogCapture()) {
            l.runForever();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("SEVERE Unhandled error in exception handler")
                    .contains("Exception in callback", "IllegalArgumentException: x");
            assertThat(log.thrown()).containsExactly(inHandler);
        }
        assertThat(out).containsExactly("alive");
    }

    /** The compiler refuses a coroutine; a callback that suspends all the same fails with a message that says so. */
    @Test
    void sA13_callbackThatSuspends_isReported() {
        l.setExceptionHandler((loop, context) -> out.add(context.exception()));
        l.callSoon(() -> sleep(ms(1)));
        l.callSoon(l::stop);
        l.runForever();
        assertThat(out)
                .singleElement()
                .satisfies(e -> assertThat((Throwable) e)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("sleep() was called outside a task"));
        assertThatNullPointerException().isThrownBy(() -> l.callSoon(null)).withMessage("callback");
    }

    @Test
    void sA14_callSoonFromAForeignThread_isRefusedThreadsafeIsFine() {
        List<Object> r = new ArrayList<>();
        Asyncio.run(() -> {
            EventLoop loop = getRunningLoop();
            Future<Void> told = loop.createFuture();
            Thread thread = new Thread(
                    () -> {
                        try {
                            loop.callSoon(() -> {});
                        } catch (IllegalStateException e) {
                            r.add(e.getMessage());
                        }
                        loop.callSoonThreadsafe(() -> {
                            r.add("ok");
                            told.setResult(null);
                        });
                    },
                    "stranger");
            thread.start();
            told.await();
        });
        assertThat(r).hasSize(2).last().isEqualTo("ok");
        assertThat((String) r.getFirst())
                .startsWith("Non-thread-safe operation invoked on ")
                .contains("\"stranger\"", "callSoonThreadsafe");
    }

    /** D14. */
    @Test
    void sA15_callSoonThreadsafe_wakesAWaitingLoopAndKeepsTheOrder() throws InterruptedException {
        CountDownLatch atWork = new CountDownLatch(1);
        try (EventLoop real = EventLoop.create()) {
            Thread thread = new Thread(() -> {
                awaitUnchecked(atWork);
                for (int i = 0; i < 5; i++) {
                    int number = i;
                    real.callSoonThreadsafe(() -> out.add(number));
                }
                real.callSoonThreadsafe(real::stop);
            });
            thread.start();
            Duration start = real.time();
            real.callLater(Duration.ofSeconds(30), () -> out.add("never"));
            real.callSoon(atWork::countDown);
            real.runForever();
            thread.join();
            assertThat(real.time().minus(start)).isLessThan(Duration.ofSeconds(20));
        }
        assertThat(out).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void sA108_cancel_dropsTheCallbackAlsoInTheRunningBatch() {
        List<Handle> hs = new ArrayList<>();
        l.callSoon(() -> {
            out.add("a");
            hs.getFirst().cancel();
            hs.getFirst().cancel();
        });
        hs.add(l.callSoon(() -> out.add("b")));
        Handle early = l.callSoon(() -> out.add("c"));
        l.callSoon(l::stop);
        early.cancel();
        l.runForever();
        assertThat(out).containsExactly("a");
        assertThat(hs.getFirst().cancelled()).isTrue();
        assertThat(early.cancelled()).isTrue();
    }

    /** D13. */
    @Test
    void sA109_timerHandle_knowsItsMomentAndNullIsRefused() {
        TimerHandle h = l.callAt(Duration.ofMillis(12_500), () -> out.add("never"));
        assertThat(h.when()).isEqualTo(Duration.ofMillis(12_500));
        assertThat(h.cancelled()).isFalse();
        h.cancel();
        assertThat(h.cancelled()).isTrue();
        l.callAt(Duration.ofSeconds(20), l::stop);
        l.runForever();
        assertThat(out).isEmpty();
        assertThatNullPointerException()
                .isThrownBy(() -> l.callAt(null, () -> {}))
                .withMessage("when");
        assertThatNullPointerException()
                .isThrownBy(() -> l.callLater(null, () -> {}))
                .withMessage("delay");
    }

    @Test
    void sA109_callLater_countsFromNow() {
        l.callLater(ms(100), l::stop);
        l.runForever();
        assertThat(l.callLater(ms(50), () -> {}).when()).isEqualTo(ms(150));
    }

    @Test
    void sA110_exceptionHandler_isWhatWasSet() {
        assertThat(l.getExceptionHandler()).isNull();
        ExceptionHandler handler = (loop, context) -> {};
        l.setExceptionHandler(handler);
        assertThat(l.getExceptionHandler()).isSameAs(handler);
        l.setExceptionHandler(null);
        assertThat(l.getExceptionHandler()).isNull();
    }

    @Test
    void sA111_callback_seesTheContextOfItsScheduling() {
        ContextVar<String> v = ContextVar.withDefault("v", "d");
        Context.copy().run(() -> {
            v.set("one");
            l.callSoon(() -> out.add(v.get()));
            v.set("two");
            l.callSoon(() -> out.add(v.get()));
            Context c = Context.copy();
            c.run(() -> {
                v.set("ctx");
            });
            l.callSoon(() -> out.add(v.get()), c);
            l.callSoon(l::stop);
            l.runForever();
            assertThat(out).containsExactly("one", "two", "ctx");
            assertThat(v.get()).isEqualTo("two");
        });
    }

    @Test
    void sA111_changeInACallback_staysThereOrInTheGivenContext() {
        ContextVar<String> v = ContextVar.withDefault("v", "d");
        Context given = new Context();
        l.callSoon(() -> {
            v.set("own");
            l.callSoon(() -> out.add(v.get()));
        });
        l.callSoon(() -> out.add(v.get()));
        l.callSoon(() -> v.set("given"), given);
        l.callLater(ms(1), () -> out.add(v.get()), given);
        l.callLater(ms(2), l::stop);
        l.runForever();
        assertThat(out).containsExactly("d", "own", "given");
        assertThat(given.get(v)).isEqualTo("given");
        assertThat(v.get()).isEqualTo("d");
    }

    /** D01, D03, D10. */
    @Test
    void sA112_time_isMonotonicAndGetEventLoopFindsTheSetOrTheRunningOne() {
        try (EventLoop real = EventLoop.create()) {
            Duration a = real.time();
            Duration b = real.time();
            assertThat(b).isGreaterThanOrEqualTo(a);
        }
        setEventLoop(l);
        assertThat(getEventLoop()).isSameAs(l);
        setEventLoop(null);
        assertThatIllegalStateException()
                .isThrownBy(Asyncio::getEventLoop)
                .withMessageStartingWith("There is no current event loop in thread \""
                        + Thread.currentThread().getName() + "\"");
        assertThat(Asyncio.<Boolean>run(() -> getEventLoop() == getRunningLoop()))
                .isTrue();
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }
}
