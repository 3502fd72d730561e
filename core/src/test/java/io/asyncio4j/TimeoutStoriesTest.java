package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R05: what a {@link Timeout} knows afterwards, and what comes out when its block has troubles of its own. */
final class TimeoutStoriesTest extends SemanticsTest {

    private static void expectTimeout(Coroutine.OfVoid code) {
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(code::run)
                .withCauseInstanceOf(CancelledError.class);
        assertThat(currentTask().cancelling()).isZero();
    }

    // ---- the deadline ----

    @Test
    void limitThatStrikes_isExpiredAndKeepsItsDeadline() {
        runMain(() -> {
            sleep(ms(5));
            Timeout after = Timeout.after(ms(10));
            expectTimeout(() -> after.run(() -> sleep(ms(5000))));
            assertThat(after.expired()).isTrue();
            assertThat(after.when()).isEqualTo(ms(15));

            Timeout at = Timeout.at(ms(40));
            expectTimeout(() -> at.run(() -> sleep(ms(5000))));
            assertThat(at.expired()).isTrue();
            assertThat(at.when()).isEqualTo(ms(40));
        });
    }

    @Test
    void limitThatIsNotReached_isNotExpiredAndKeepsItsDeadline() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(1000));
            cm.run(() -> sleep(ms(10)));
            assertThat(cm.expired()).isFalse();
            assertThat(cm.when()).isEqualTo(ms(1000)).isGreaterThan(loop.time());
        });
    }

    @Test
    void noLimit_isNotExpiredAndHasNoDeadline() {
        runMain(() -> {
            for (Timeout cm : List.of(Timeout.after(null), Timeout.at(null))) {
                cm.run(() -> sleep(ms(10)));
                assertThat(cm.expired()).isFalse();
                assertThat(cm.when()).isNull();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, -11_000})
    void noTime_strikesAtTheFirstSuspension_howeverShort(long millis) {
        runMain(() -> {
            sleep(ms(500));
            for (Duration inside : List.of(Duration.ZERO, ms(10_000))) {
                Timeout cm = Timeout.after(ms(millis));
                expectTimeout(() -> cm.run(() -> sleep(inside)));
                assertThat(cm.expired()).isTrue();
                assertThat(cm.when()).isEqualTo(ms(500 + millis));
            }
            assertThat(loop.time()).isEqualTo(ms(500));
        });
    }

    /** By another task, which the block has told its limit. */
    @Test
    void reschedule_fromOutsideTheBlock_movesTheDeadlineOrTakesItAway() {
        runMain(() -> {
            Timeout cm = Timeout.at(ms(10));
            Task<Void> t = createTask(() -> cm.run(() -> sleep(ms(500))));
            sleep(Duration.ZERO);
            assertThat(cm.when()).isEqualTo(ms(10));
            cm.reschedule(ms(30));
            assertThat(cm.when()).isEqualTo(ms(30));
            sleep(ms(20));
            assertThat(t.done()).isFalse();
            cm.reschedule(null);
            assertThat(cm.when()).isNull();
            sleep(ms(100));
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
            assertThat(cm.expired()).isFalse();
        });
    }

    // ---- exceptions ----

    @Test
    void blockThatFailsInTime_comesOutAndTheLimitIsNotExpired() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(10));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> cm.run(() -> {
                        throw new IOException("own");
                    }));
            assertThat(cm.expired()).isFalse();
        });
    }

    @Test
    void blockThatCancelsItsOwnTask_isCancelledAndTheLimitIsNotExpired() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(10));
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(() -> cm.run(() -> {
                        currentTask().cancel();
                        sleep(ms(5000));
                    }));
            assertThat(cm.expired()).isFalse();
            assertThat(currentTask().cancelling()).isEqualTo(1);
            assertThat(loop.time()).isZero();
        });
    }

    /** The cancellation takes the place of the failure, as in Java any exception of a {@code finally} block does. */
    @Test
    void limitStrikesInTheCleanupOfABlockThatHasFailed_isATimeout() {
        runMain(() -> expectTimeout(() -> timeout(ms(10), () -> {
            try {
                throw new IOException("own");
            } finally {
                sleep(ms(1000));
                out.add("not reached");
            }
        })));
        assertThat(out).isEmpty();
    }

    @Test
    void cleanupThatFailsAfterTheLimitHasStruck_lastFailureComesOut() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(10));
            assertThatThrownBy(() -> cm.run(() -> {
                        try {
                            try {
                                throwIo("first");
                            } finally {
                                sleep(ms(1000));
                            }
                        } finally {
                            try {
                                throwIo("second");
                            } finally {
                                throwIo("third");
                            }
                        }
                    }))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("third");
            assertThat(cm.expired()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    private static void throwIo(String message) throws IOException {
        throw new IOException(message);
    }

    /** The limit's cancellation is inside the group's failure, so the group is what comes out. */
    @Test
    void limitAroundAGroup_bodyAndTaskHaveTroublesOfTheirOwn_groupOfTheTasksFailureComesOut() {
        runMain(() -> {
            assertThatExceptionOfType(ExceptionGroup.class)
                    .isThrownBy(() -> timeout(
                            ms(10),
                            () -> TaskGroup.run(g -> {
                                g.createTask(() -> {
                                    try {
                                        sleep(ms(2000));
                                    } finally {
                                        throwIo("task");
                                    }
                                });
                                try {
                                    throw new IllegalArgumentException("body");
                                } finally {
                                    sleep(ms(1000));
                                }
                            })))
                    .satisfies(eg -> assertThat(eg.exceptions()).singleElement().isInstanceOf(IOException.class));
            assertThat(currentTask().cancelling()).isZero();
            assertThat(loop.time()).isEqualTo(ms(10));
        });
    }

    // ---- a loop that is busy ----

    @Test
    void nested_busyPastTheOuterDeadlineOnly_outerStrikes() {
        runMain(() -> {
            Timeout outer = Timeout.after(ms(2));
            Timeout inner = Timeout.after(ms(100));
            expectTimeout(() -> outer.run(() -> {
                try {
                    inner.run(() -> {
                        clock.advance(ms(10));
                        sleep(ms(1000));
                    });
                } catch (TimeoutException e) {
                    out.add("inner");
                }
                out.add("not reached");
            }));
            assertThat(outer.expired()).isTrue();
            assertThat(inner.expired()).isFalse();
            assertThat(loop.time()).isEqualTo(ms(10));
        });
        assertThat(out).isEmpty();
    }

    @Test
    void nested_busyPastTheInnerDeadlineOnly_bothStrikeInTurn() {
        runMain(() -> {
            expectTimeout(() -> timeout(ms(100), () -> {
                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() -> timeout(ms(10), () -> {
                            clock.advance(ms(90));
                            sleep(ms(1000));
                        }));
                out.add(loop.time());
                sleep(ms(10_000));
                out.add("not reached");
            }));
            assertThat(loop.time()).isEqualTo(ms(100));
        });
        assertThat(out).containsExactly(ms(90));
    }

    // ---- misuse ----

    @Test
    void run_insideItself_isRefused() {
        runMain(() -> {
            Timeout cm = Timeout.after(ms(10));
            cm.run(() -> assertThatIllegalStateException()
                    .isThrownBy(() -> cm.run(() -> {}))
                    .withMessage("Timeout has already been entered"));
        });
    }

    @Test
    void run_outsideATask_leavesTheLimitUnused() {
        Timeout cm = Timeout.after(ms(10));
        assertThatIllegalStateException().isThrownBy(() -> cm.run(() -> {})).withMessageContaining("outside a task");
        assertThatIllegalStateException()
                .isThrownBy(() -> cm.reschedule(ms(20)))
                .withMessage("Timeout has not been entered");
        runMain(() -> expectTimeout(() -> cm.run(() -> sleep(ms(1000)))));
    }
}
