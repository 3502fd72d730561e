package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.timeoutAt;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** R05: {@code timeoutAt}, in all its forms, and what a {@link Timeout} tells about itself. */
final class TimeoutAtTest extends SemanticsTest {

    @Test
    void timeoutAt_momentInTheFuture_strikesThen() {
        runMain(() -> {
            sleep(ms(100));
            assertThatThrownBy(() -> timeoutAt(ms(130), () -> sleep(ms(5000))))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("deadline PT0.13S has passed");
            assertThat(loop.time()).isEqualTo(ms(130));
        });
    }

    @Test
    void timeoutAt_blockWithAResult_isReturned() {
        runMain(() -> {
            String value = timeoutAt(loop.time().plus(ms(20)), () -> sleep(ms(10), "value"));
            assertThat(value).isEqualTo("value");
            assertThat(loop.time()).isEqualTo(ms(10));
        });
    }

    @Test
    void timeoutAt_blockThatIsGivenItsLimit_knowsAndMovesIt() {
        runMain(() -> {
            assertThatThrownBy(() -> timeoutAt(ms(10), scope -> {
                        assertThat(scope.when()).isEqualTo(ms(10));
                        scope.reschedule(ms(50));
                        assertThat(scope.when()).isEqualTo(ms(50));
                        sleep(ms(20));
                        assertThat(scope.expired()).isFalse();
                        try {
                            sleep(ms(5000));
                        } finally {
                            assertThat(scope.expired()).isTrue();
                        }
                    }))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("deadline PT0.05S has passed");
            assertThat(loop.time()).isEqualTo(ms(50));
        });
    }

    @Test
    void timeoutAt_null_isNoLimitUntilOneIsSet() {
        runMain(() -> {
            timeoutAt(null, () -> sleep(Duration.ofDays(1)));
            assertThatThrownBy(() -> timeoutAt(null, scope -> {
                        assertThat(scope.when()).isNull();
                        scope.reschedule(loop.time().plus(ms(10)));
                        sleep(ms(5000));
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(loop.time()).isEqualTo(Duration.ofDays(1).plus(ms(10)));
        });
    }

    @Test
    void timeoutAt_inThePastOrNow_strikesAtTheFirstSuspension() {
        runMain(() -> {
            sleep(ms(100));
            for (Duration when : List.of(ms(-1), Duration.ZERO, ms(99), ms(100))) {
                assertThatThrownBy(() -> timeoutAt(when, () -> {
                            out.add("starts");
                            sleep(Duration.ZERO);
                            out.add("not reached");
                        }))
                        .isInstanceOf(TimeoutException.class);
            }
            timeoutAt(ms(1), () -> out.add("does not suspend"));
            assertThat(currentTask().cancelling()).isZero();
            sleep(Duration.ZERO);
        });
        assertThat(out).containsExactly("starts", "starts", "starts", "starts", "does not suspend");
    }

    @Test
    void timeoutAt_exceptionOfTheBlock_comesOutAsItIs() {
        runMain(() -> {
            assertThatThrownBy(() -> timeoutAt(ms(10), () -> throwIo("own")))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("own");
            assertThatThrownBy(() -> timeoutAt(ms(10), scope -> throwIo("own in scope")))
                    .isExactlyInstanceOf(IOException.class);
            sleep(ms(20)); // and the limit is gone
        });
    }

    private static void throwIo(String message) throws IOException {
        throw new IOException(message);
    }

    /** Two limits at one moment: one exception, the outer one's; the inner block sees a cancellation. */
    @Test
    void timeoutAt_nestedWithOneDeadline_outerComesOut() {
        runMain(() -> {
            assertThatThrownBy(() -> timeoutAt(ms(10), outer -> {
                        timeoutAt(ms(10), inner -> {
                            try {
                                sleep(ms(5000));
                            } finally {
                                out.add("inner " + inner.expired() + " outer " + outer.expired());
                            }
                        });
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(currentTask().cancelling()).isZero();
        });
        assertThat(out).containsExactly("inner true outer true");
    }

    /** The loop was busy past both deadlines: one cancellation stands for both; who swallows it has swallowed both. */
    @Test
    void timeoutAt_nestedAndTheLoopIsBusy_bothStrikeInOneCancellation() {
        runMain(() -> {
            Timeout outer = Timeout.at(ms(10));
            Timeout inner = Timeout.at(ms(20));
            outer.run(() -> {
                assertThatThrownBy(() -> inner.run(() -> {
                            clock.advance(ms(30));
                            sleep(ms(1000));
                        }))
                        .isInstanceOf(CancelledError.class);
                sleep(ms(1000));
                out.add("goes on");
            });
            assertThat(inner.expired()).isTrue();
            assertThat(outer.expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
        });
        assertThat(out).containsExactly("goes on");
    }

    @Test
    void timeout_inAFinallyBlockAfterAnotherOne_strikesToo() {
        runMain(() -> {
            assertThatThrownBy(() -> timeout(ms(10), () -> {
                        try {
                            sleep(ms(1000));
                        } finally {
                            assertThatThrownBy(() -> timeoutAt(ms(20), () -> sleep(ms(1000))))
                                    .isInstanceOf(TimeoutException.class);
                            out.add("cleaned up");
                        }
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(loop.time()).isEqualTo(ms(20));
            assertThat(currentTask().cancelling()).isZero();
        });
        assertThat(out).containsExactly("cleaned up");
    }

    /** The task keeps an old request, which it has swallowed: a limit afterwards is still a limit. */
    @Test
    void timeout_inATaskThatHasSwallowedACancellation_isATimeout() {
        runMain(() -> {
            Task<Void> t = createTask(() -> {
                try {
                    sleep(ms(1000));
                } catch (CancelledError e) {
                    out.add("swallowed");
                }
                assertThatThrownBy(() -> timeoutAt(ms(30), () -> sleep(ms(1000))))
                        .isInstanceOf(TimeoutException.class);
                out.add(currentTask().cancelling());
            });
            sleep(ms(10));
            t.cancel();
            t.await();
        });
        assertThat(out).containsExactly("swallowed", 1);
    }

    @Test
    void timeout_cancelledOnceMoreInATaskThatHasSwallowedACancellation_isCancelled() {
        runMain(() -> {
            Task<Void> t = createTask(() -> {
                try {
                    sleep(ms(1000));
                } catch (CancelledError e) {
                    out.add("swallowed");
                }
                timeoutAt(ms(1000), () -> sleep(ms(5000)));
            });
            sleep(ms(10));
            t.cancel();
            sleep(ms(10));
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
            assertThat(t.cancelling()).isEqualTo(2);
            assertThat(loop.time()).isEqualTo(ms(20));
        });
    }

    @Test
    void timeout_surroundingTask_isNotCancelledByIt() {
        runMain(() -> {
            Task<Void> t = createTask(() -> {
                assertThatThrownBy(() -> timeout(ms(1), () -> sleep(ms(1000)))).isInstanceOf(TimeoutException.class);
                sleep(ms(1));
            });
            t.await();
            assertThat(t.cancelled()).isFalse();
            assertThat(t.cancelling()).isZero();
        });
    }

    @Test
    void toString_tellsTheState_andTheDeadlineInsideTheBlock() {
        runMain(() -> {
            Timeout limit = Timeout.at(ms(10));
            assertThat(limit).hasToString("<Timeout [created]>");
            assertThatThrownBy(() -> limit.run(() -> {
                        assertThat(limit).hasToString("<Timeout [active] when=PT0.01S>");
                        try {
                            sleep(ms(1000));
                        } finally {
                            assertThat(limit).hasToString("<Timeout [expiring]>");
                        }
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(limit).hasToString("<Timeout [expired]>");
            Timeout none = Timeout.at(null);
            none.run(() -> assertThat(none).hasToString("<Timeout [active] when=null>"));
            assertThat(none).hasToString("<Timeout [finished]>");
        });
    }

    @Test
    void reschedule_ofASpentLimit_isRefused() {
        runMain(() -> {
            Timeout limit = Timeout.at(ms(10));
            assertThatThrownBy(() -> limit.run(() -> sleep(ms(1000)))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> limit.reschedule(ms(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot change state of expired Timeout");
            assertThatThrownBy(() -> limit.run(() -> {})).hasMessage("Timeout has already been entered");
        });
    }

    @Test
    void timeoutAt_outsideATask_isRefused() {
        assertThatThrownBy(() -> timeoutAt(null, () -> {})).hasMessageContaining("outside a task");
    }
}
