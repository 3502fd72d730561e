package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.run;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** C24: Cancellation of tasks, program by program as CPython behaves. */
final class CancellationSemanticsTest {

    private static void waitFor(Task<?> task) {
        waitUntil(ReturnWhen.ALL_COMPLETED, List.of(task));
    }

    @Test
    void sD38_cancelBeforeTheFirstStep_bodyIsNeverEntered() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> out.add("entered"));
            assertThat(t.cancel("early")).isTrue();
            assertThat(t.done()).isFalse();
            assertThat(t.cancelling()).isOne();
            assertThatExceptionOfType(CancelledError.class).isThrownBy(t::await).withMessage("early");
            assertThat(t.cancelled()).isTrue();
            assertThat(t.done()).isTrue();
            assertThat(out).isEmpty();
        });
    }

    /** C24, C25, C26. */
    @Test
    void sD39_cancel_onlyRequests_errorArrivesOneTurnLater() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                try {
                    sleep(Duration.ofSeconds(10));
                } catch (CancelledError e) {
                    out.add("in task");
                    throw e;
                }
            });
            yieldTurn();
            assertThat(t.cancel()).isTrue();
            assertThat(t.done()).isFalse();
            assertThat(out).isEmpty();
            yieldTurn();
            assertThat(out).containsExactly("in task");
            assertThat(t.done()).isTrue();
            yieldTurn();
            assertThat(t.done()).isTrue();
            assertThat(t.cancelled()).isTrue();
        });
    }

    @Test
    void sD40_cancelledTask_cancelsTheFutureItWaitsFor() {
        run(() -> {
            Future<Object> f = getRunningLoop().createFuture();
            Task<?> t = createTask(() -> f.await());
            yieldTurn();
            t.cancel();
            assertThat(f.cancelled()).isTrue();
            waitFor(t);
            assertThat(t.cancelled()).isTrue();
        });
    }

    /** R06. */
    @Test
    void sD41_severalCancels_oneDelivery_everyRequestCounts() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                while (true) {
                    try {
                        sleep(Duration.ofSeconds(10));
                    } catch (CancelledError e) {
                        out.add(e.getMessage());
                    }
                    if (out.size() == 1) {
                        try {
                            sleep(ms(10));
                        } catch (CancelledError e) {
                            out.add("again");
                        }
                        return;
                    }
                }
            });
            yieldTurn();
            t.cancel("m1");
            t.cancel("m2");
            assertThat(t.cancelling()).isEqualTo(2);
            t.await();
            assertThat(out).containsExactly("m1");
            assertThat(t.cancelled()).isFalse();
            assertThat(t.cancelling()).isEqualTo(2);
        });
    }

    /** R06. */
    @Test
    void sD42_swallowedCancellation_endsNormally_countStaysUntilUncancel() {
        run(() -> {
            Task<String> t = createTask(() -> {
                try {
                    sleep(Duration.ofSeconds(10));
                } catch (CancelledError e) {
                    // refused
                }
                return "kept";
            });
            yieldTurn();
            t.cancel();
            assertThat(t.await()).isEqualTo("kept");
            assertThat(t.cancelled()).isFalse();
            assertThat(t.cancelling()).isOne();
            assertThat(t.uncancel()).isZero();
            assertThat(t.uncancel()).isZero();
        });
    }

    @Test
    void sD43_cancelsItselfAndReturns_isCancelled_valueIsLost() {
        run(() -> {
            Task<String> t = createTask(() -> {
                currentTask().cancel("self");
                return "lost";
            });
            waitFor(t);
            assertThat(t.cancelled()).isTrue();
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(t::result)
                    .withMessage("self");
        });
    }

    @Test
    void sD44_cancelsItselfAndThrows_keepsItsOwnException() {
        run(() -> {
            IllegalArgumentException mine = new IllegalArgumentException("mine");
            Task<String> t = createTask(() -> {
                currentTask().cancel();
                throw mine;
            });
            waitFor(t);
            assertThat(t.cancelled()).isFalse();
            assertThat(t.exception()).isSameAs(mine);
        });
    }

    @Test
    void sD45_cancelRacingAResult_cancellationWins_resultStaysOnTheFuture() {
        run(() -> {
            Future<String> f = getRunningLoop().createFuture();
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                try {
                    out.add(f.await());
                } catch (CancelledError e) {
                    out.add("cancelled");
                    throw e;
                }
            });
            yieldTurn();
            f.setResult("value");
            assertThat(t.cancel()).isTrue();
            waitFor(t);
            assertThat(out).containsExactly("cancelled");
            assertThat(t.cancelled()).isTrue();
            assertThat(f.cancelled()).isFalse();
            assertThat(f.result()).isEqualTo("value");
        });
    }

    @Test
    void sD46_message_travelsToTheAwaiter_andIsKept() {
        run(() -> {
            Task<?> t = createTask(() -> sleep(Duration.ofSeconds(5)));
            yieldTurn();
            t.cancel("because");
            assertThatExceptionOfType(CancelledError.class).isThrownBy(t::await).withMessage("because");
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(t::result)
                    .withMessage("because");
        });
    }

    /** C34. */
    @Test
    void sD47_cancelledError_isNotAnException() {
        assertThat(Exception.class.isAssignableFrom(CancelledError.class)).isFalse();
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                try {
                    sleep(Duration.ofSeconds(5));
                } catch (Exception e) {
                    out.add("eaten");
                }
            });
            yieldTurn();
            t.cancel();
            waitFor(t);
            assertThat(t.cancelled()).isTrue();
            assertThat(out).isEmpty();
        });
    }

    @Test
    void sD48_cleanup_maySuspend_aSecondCancelInterruptsIt() {
        run(() -> {
            List<String> once = new ArrayList<>();
            Task<?> t = createTask(() -> bodyWithCleanup(once));
            yieldTurn();
            t.cancel();
            sleep(ms(10));
            waitFor(t);
            assertThat(once).containsExactly("clean1", "clean2");
            assertThat(t.cancelled()).isTrue();

            List<String> twice = new ArrayList<>();
            Task<?> u = createTask(() -> bodyWithCleanup(twice));
            yieldTurn();
            u.cancel();
            sleep(ms(10));
            u.cancel();
            waitFor(u);
            assertThat(twice).containsExactly("clean1", "cleanup interrupted");
            assertThat(u.cancelled()).isTrue();
        });
    }

    private static void bodyWithCleanup(List<String> out) {
        try {
            sleep(Duration.ofSeconds(5));
        } finally {
            out.add("clean1");
            try {
                sleep(ms(50));
                out.add("clean2");
            } catch (CancelledError e) {
                out.add("cleanup interrupted");
                throw e;
            }
        }
    }

    @Test
    void sD128_cancelOfAFinishedTask_returnsFalseAndChangesNothing() {
        run(() -> {
            Task<String> t = createTask(() -> sleep(Duration.ZERO, "v"));
            t.await();
            assertThat(t.cancel()).isFalse();
            assertThat(t.result()).isEqualTo("v");
            assertThat(t.cancelling()).isZero();
        });
    }

    @Test
    void sD129_taskThatCancelsItself_feelsItAtItsNextSuspension() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                currentTask().cancel();
                out.add("still here");
                try {
                    yieldTurn();
                } catch (CancelledError e) {
                    out.add("felt it");
                    throw e;
                }
            });
            waitFor(t);
            assertThat(out).containsExactly("still here", "felt it");
            assertThat(t.cancelled()).isTrue();
        });
    }

    /** R06. */
    @Test
    void uncancel_beforeTheDelivery_takesTheRequestBack() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                Task<?> me = currentTask();
                me.cancel();
                assertThat(me.uncancel()).isZero();
                yieldTurn();
                out.add("went on");
            });
            t.await();
            assertThat(out).containsExactly("went on");
        });
    }

    @Test
    void cancel_whileReadyAfterYield_isDeliveredAtThatYield() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                try {
                    yieldTurn();
                    out.add("not reached");
                } catch (CancelledError e) {
                    out.add(e.getMessage());
                    yieldTurn();
                    out.add("goes on");
                }
            });
            yieldTurn();
            t.cancel("now");
            t.await();
            assertThat(out).containsExactly("now", "goes on");
        });
    }

    @Test
    void cancel_chainOfAwaitingTasks_reachesTheInnermostFirst() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> inner = createTask(() -> recordCancel("inner", () -> sleep(Duration.ofSeconds(5)), out));
            Task<?> middle = createTask(() -> recordCancel("middle", inner::await, out));
            Task<?> outer = createTask(() -> recordCancel("outer", middle::await, out));
            yieldTurn();
            outer.cancel("stop");
            waitFor(outer);
            assertThat(out).containsExactly("inner stop", "middle stop", "outer stop");
            assertThat(List.of(inner.cancelled(), middle.cancelled(), outer.cancelled()))
                    .containsOnly(true);
        });
    }

    private static void recordCancel(String name, Coroutine.OfVoid body, List<String> out) throws Exception {
        try {
            body.run();
        } catch (CancelledError e) {
            out.add(name + " " + e.getMessage());
            throw e;
        }
    }

    /** R06: the count never falls below zero. */
    @Test
    void uncancel_withoutARequest_staysAtZero() {
        run(() -> {
            Task<?> me = currentTask();
            assertThat(me.uncancel()).isZero();
            assertThat(me.cancelling()).isZero();
            me.cancel();
            assertThat(me.uncancel()).isZero();
            assertThat(me.uncancel()).isZero();
            me.cancel();
            assertThat(me.cancelling()).isEqualTo(1);
            assertThat(me.uncancel()).isZero();
        });
    }
}
