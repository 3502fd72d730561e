package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** R05: {@code timeout} and {@link Timeout} do what CPython 3.13 does. */
final class TimeoutSemanticsTest extends SemanticsTest {

    /** C35. */
    @Test
    void sE71_timeout_isATimeoutOutsideTheBlockOnly() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(10));
            try {
                cm.run(() -> {
                    try {
                        sleep(ms(5000));
                    } catch (CancelledError e) {
                        out.add("inside: CancelledError");
                        throw e;
                    }
                });
            } catch (TimeoutException e) {
                assertThat(e).hasCauseInstanceOf(CancelledError.class);
                out.add("outside: TimeoutError");
            }
            assertThat(cm.expired()).isTrue();
            assertThat(loop.time()).isEqualTo(ms(10));
        });
        assertThat(out).containsExactly("inside: CancelledError", "outside: TimeoutError");
    }

    @Test
    void sE71_timeoutRescheduled_strikesAtTheNewMomentOnly() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(10));
            cm.run(() -> {
                cm.reschedule(loop.time().plus(ms(5000)));
                sleep(ms(30));
            });
            assertThat(cm.expired()).isFalse();
            assertThatThrownBy(() -> timeout(ms(5000), scope -> {
                        scope.reschedule(loop.time().plus(ms(20)));
                        assertThat(scope.when()).isEqualTo(ms(50));
                        sleep(ms(9000));
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThat(loop.time()).isEqualTo(ms(50));
        });
    }

    @Test
    void sE71_timeoutOfNull_neverStrikes() {
        runMain(() -> {
            Timeout cm = Timeout.after(null);
            cm.run(() -> {
                assertThat(cm.when()).isNull();
                sleep(Duration.ofDays(1));
            });
            assertThat(cm.expired()).isFalse();
            assertThat(timeout(null, () -> sleep(ms(10), "v"))).isEqualTo("v");
        });
    }

    @Test
    void sE71_timeoutInThePast_strikesAtTheNextSuspension() {
        runMain(() -> {
            assertThatThrownBy(() -> timeout(ms(-1), () -> {
                        out.add("body starts");
                        sleep(Duration.ZERO);
                        out.add("not reached");
                    }))
                    .isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> Timeout.at(Duration.ZERO).run(() -> sleep(Duration.ZERO)))
                    .isInstanceOf(TimeoutException.class);
        });
        assertThat(out).containsExactly("body starts");
    }

    @Test
    void sE72_timeout_blockThatDoesNotSuspendAfterTheDeadlineEndsNormally() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(10));
            cm.run(() -> clock.advance(ms(30)));
            assertThat(cm.expired()).isFalse();
            sleep(ms(100));
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void sE72_timeout_exceptionOfTheBlockIsNotReplaced() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(10));
            assertThatThrownBy(() -> cm.run(() -> {
                        try {
                            sleep(ms(5000));
                        } catch (CancelledError e) {
                            throw new IOException("own");
                        }
                    }))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("own");
            assertThat(cm.expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void sE73_timeoutsNested_strikeIndependently() {
        runMain(() -> {
            try {
                timeout(ms(10), () -> {
                    try {
                        timeout(ms(5000), () -> sleep(ms(9000)));
                    } catch (TimeoutException e) {
                        out.add("inner?");
                    }
                });
            } catch (TimeoutException e) {
                out.add("outer");
            }
            timeout(ms(5000), () -> {
                try {
                    timeout(ms(10), () -> sleep(ms(9000)));
                } catch (TimeoutException e) {
                    out.add("inner");
                }
            });
            out.add("after " + currentTask().cancelling());
        });
        assertThat(out).containsExactly("outer", "inner", "after 0");
    }

    /** CPython 3.13: of two limits that strike together the inner one is swallowed by the outer one. */
    @Test
    void timeoutsNested_strikeInTheSameTurn_outerComesOut() {
        runMain(() -> {
            Timeout outer = Timeout.after(ms(10));
            Timeout inner = Timeout.after(ms(10));
            assertThatThrownBy(() -> outer.run(() -> {
                        try {
                            inner.run(() -> sleep(ms(9000)));
                        } catch (TimeoutException e) {
                            out.add("inner");
                        }
                    }))
                    .isInstanceOf(TimeoutException.class);
            out.add(inner.expired() + " " + outer.expired() + " "
                    + currentTask().cancelling());
        });
        assertThat(out).containsExactly("true true 0");
    }

    @Test
    void sE74_timeoutAndOutsideCancelTogether_isCancelled() {
        runMain(() -> {
            Task<Void> t = createTask(() -> timeout(ms(20), () -> sleep(ms(9000))));
            sleep(Duration.ZERO);
            clock.advance(ms(30));
            loop.callSoon(t::cancel);
            sleep(Duration.ZERO);
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
            assertThat(t.cancelling()).isEqualTo(1);
        });
    }

    @Test
    void timeout_cancelledBeforeTheDeadline_isCancelled() {
        runMain(() -> {
            Task<Void> t = createTask(() -> timeout(ms(20), () -> sleep(ms(9000))));
            sleep(ms(5));
            t.cancel("enough");
            assertThatThrownBy(t::await).isInstanceOf(CancelledError.class).hasMessage("enough");
            assertThat(loop.time()).isEqualTo(ms(5));
        });
    }

    @Test
    void sE142_timeout_misuseIsRefused() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(1000));
            assertThatThrownBy(() -> cm.reschedule(ms(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Timeout has not been entered");
            cm.run(() -> {});
            assertThatThrownBy(() -> cm.reschedule(ms(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Cannot change state of finished Timeout");
            assertThatThrownBy(() -> cm.run(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Timeout has already been entered");
        });
    }

    @Test
    void reschedule_afterTheDeadlineHasStruck_isRefused() {
        runMain(() -> {
            assertThatThrownBy(() -> timeout(ms(10), scope -> {
                        try {
                            sleep(ms(1000));
                        } finally {
                            assertThat(scope.expired()).isTrue();
                            assertThatThrownBy(() -> scope.reschedule(null))
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessage("Cannot change state of expiring Timeout");
                        }
                    }))
                    .isInstanceOf(TimeoutException.class);
        });
    }

    @Test
    void reschedule_intoThePastAndBack_doesNotStrike() {
        runMain(() -> {
            Timeout cm = Timeout.after(null);
            cm.run(() -> {
                cm.reschedule(ms(-1));
                cm.reschedule(null);
                sleep(ms(10));
            });
            assertThat(cm.expired()).isFalse();
        });
    }

    @Test
    void timeout_outsideATask_isRefused() {
        assertThatThrownBy(() -> Timeout.after(ms(1)).run(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside a task");
    }

    @Test
    void timeout_value_isReturnedAndTheDelayCountsFromTheEntry() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(20));
            sleep(ms(100));
            assertThat(cm.<String, RuntimeException>run(() -> sleep(ms(10), "v")))
                    .isEqualTo("v");
            assertThat(cm.when()).isEqualTo(ms(120));
        });
    }

    /** The block swallows the cancellation: the limit is spent, and nothing is left over for later. */
    @Test
    void timeout_blockSwallowsTheCancellation_endsNormally() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(10));
            cm.run(() -> {
                try {
                    sleep(ms(1000));
                } catch (CancelledError e) {
                    out.add("swallowed");
                }
                sleep(ms(50));
            });
            assertThat(cm.expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
            assertThat(loop.time()).isEqualTo(ms(60));
        });
        assertThat(out).containsExactly("swallowed");
    }

    /** The outside cancel comes first and the limit strikes during the cleanup. */
    @Test
    void timeout_strikesWhileACancelledBlockCleansUp_isCancelled() {
        runMain(() -> {
            Task<Void> t = createTask(() -> timeout(ms(20), () -> {
                try {
                    sleep(ms(9000));
                } finally {
                    sleep(ms(50));
                }
            }));
            sleep(ms(10));
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
            assertThat(t.cancelling()).isEqualTo(1);
            assertThat(loop.time()).isEqualTo(ms(20));
        });
    }
}
