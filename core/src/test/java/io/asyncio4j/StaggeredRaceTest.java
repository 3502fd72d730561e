package io.asyncio4j;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** R16: attempts that start one after another, of which the first success wins. */
final class StaggeredRaceTest extends GroupTest {

    StaggeredRaceTest(boolean eager) {
        super(eager);
    }

    private Coroutine<String> attempt(String name, long millis) {
        return () -> {
            out.add(name + " starts at " + loop.time().toMillis());
            try {
                return sleep(ms(millis), name);
            } catch (CancelledError e) {
                out.add(name + " cancelled at " + loop.time().toMillis());
                throw e;
            }
        };
    }

    private Coroutine<String> failingAttempt(String name, long millis) {
        return () -> {
            out.add(name + " starts at " + loop.time().toMillis());
            sleep(ms(millis));
            throw new IOException(name);
        };
    }

    private static void onlyTheCallerIsLeft() {
        assertThat(allTasks()).containsExactly(currentTask());
        assertThat(currentTask().cancelling()).isZero();
    }

    @Test
    void race_withoutAttempts_hasNoWinner() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(null, List.of());
            assertThat(result.winner()).isEmpty();
            assertThat(result.attempts()).isEmpty();
            assertThatThrownBy(result::get).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void race_firstSucceedsInTime_othersAreNotStarted() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(ms(50), attempt("a", 10), attempt("b", 10));
            assertThat(result.get()).isEqualTo("a");
            assertThat(result.winner()).hasValue(0);
            assertThat(result.attempts()).containsExactly(new Outcome.Success<>("a"));
            assertThat(result.errors()).isEmpty();
            onlyTheCallerIsLeft();
        });
        assertThat(out).containsExactly("a starts at 0");
    }

    @Test
    void race_firstDoesNotSuspend_winsAtOnce() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(null, () -> "a", () -> "b");
            assertThat(result.get()).isEqualTo("a");
            assertThat(result.attempts()).hasSize(1);
            onlyTheCallerIsLeft();
        });
    }

    @Test
    void race_firstFails_nextStartsAtOnce() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(ms(50), failingAttempt("a", 10), attempt("b", 20));
            assertThat(result.winner()).hasValue(1);
            assertThat(result.get()).isEqualTo("b");
            assertThat(result.errors()).singleElement().isExactlyInstanceOf(IOException.class);
            assertThat(result.attempts().get(1)).isEqualTo(new Outcome.Success<>("b"));
            assertThat(loop.time()).isEqualTo(ms(30));
        });
        assertThat(out).containsExactly("a starts at 0", "b starts at 10");
    }

    /** sE143: the first success wins, the losers are cancelled and awaited. */
    @Test
    void sE143_race_firstIsSlow_nextStartsAfterTheDelayAndWins() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(ms(50), attempt("slow", 1000), attempt("fast", 10));
            assertThat(result.winner()).hasValue(1);
            assertThat(result.get()).isEqualTo("fast");
            assertThat(result.errors()).singleElement().isInstanceOf(CancelledError.class);
            assertThat(loop.time()).isEqualTo(ms(60));
            onlyTheCallerIsLeft();
        });
        assertThat(out).containsExactly("slow starts at 0", "fast starts at 50", "slow cancelled at 60");
    }

    @Test
    void race_withoutADelay_isOneAttemptAfterAnother() {
        runMain(() -> {
            RaceResult<String> result =
                    staggeredRace(null, failingAttempt("a", 1000), failingAttempt("b", 2000), attempt("c", 10));
            assertThat(result.get()).isEqualTo("c");
            assertThat(result.errors()).extracting(Throwable::getMessage).containsExactly("a", "b");
        });
        assertThat(out).containsExactly("a starts at 0", "b starts at 1000", "c starts at 3000");
    }

    @Test
    void race_delayOfZeroOrLess_startsAllBeforeTheFirstTimer() {
        for (Duration delay : List.of(Duration.ZERO, ms(-5))) {
            out.clear();
            String winner = loop.runUntilComplete(
                    () -> staggeredRace(delay, attempt("a", 30), attempt("b", 20), attempt("c", 30))
                            .get());
            assertThat(winner).isEqualTo("b");
            assertThat(out)
                    .hasSize(5)
                    .filteredOn(line -> line.toString().contains("starts"))
                    .hasSize(3);
        }
        assertThat(loop.time()).isEqualTo(ms(40));
        loop.close();
    }

    /** Only the attempt before counts: that an older one fails starts nothing. */
    @Test
    void race_olderAttemptFails_delayOfTheNewestGoesOn() {
        runMain(() -> {
            String winner = staggeredRace(ms(50), failingAttempt("a", 70), attempt("b", 500), attempt("c", 10))
                    .get();
            assertThat(winner).isEqualTo("c");
        });
        assertThat(out).containsExactly("a starts at 0", "b starts at 50", "c starts at 100", "b cancelled at 110");
    }

    @Test
    void race_lastAttemptIsStarted_waitsForAnyOfThem() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(ms(10), attempt("a", 500), failingAttempt("b", 5));
            assertThat(result.winner()).hasValue(0);
            assertThat(loop.time()).isEqualTo(ms(500));
        });
    }

    @Test
    void race_allFail_resultSaysSo() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(ms(50), failingAttempt("a", 10), failingAttempt("b", 10));
            assertThat(result.winner()).isEqualTo(OptionalInt.empty());
            assertThat(result.errors()).extracting(Throwable::getMessage).containsExactly("a", "b");
            assertThatThrownBy(result::get)
                    .isInstanceOfSatisfying(
                            ExceptionGroup.class,
                            eg -> assertThat(eg.exceptions()).isEqualTo(result.errors()))
                    .hasMessage("no attempt has succeeded (2 sub-exceptions)");
            onlyTheCallerIsLeft();
        });
    }

    @Test
    void race_attemptThatCancelsItself_hasFailed() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(
                    null,
                    () -> {
                        currentTask().cancel("myself");
                        return sleep(ms(10), "not reached");
                    },
                    attempt("b", 10));
            assertThat(result.get()).isEqualTo("b");
            assertThat(result.errors()).singleElement().isInstanceOf(CancelledError.class);
        });
    }

    /** Two are woken in one turn: the first one wins, the second is cancelled before it goes on. */
    @Test
    void race_twoCouldSucceedInOneTurn_firstWins() {
        runMain(() -> {
            Future<String> event = loop.createFuture();
            RaceResult<Integer> result = staggeredRace(
                    ms(10),
                    () -> {
                        event.await();
                        return 0;
                    },
                    () -> {
                        event.await();
                        return 1;
                    },
                    () -> {
                        event.setResult("now");
                        loop.createFuture().await();
                        return 2;
                    });
            assertThat(result.winner()).hasValue(0);
            assertThat(result.get()).isZero();
            assertThat(result.errors()).hasSize(2).allMatch(error -> error instanceof CancelledError);
            onlyTheCallerIsLeft();
        });
    }

    /** A loser that refuses and returns: its value is in the result, so that nothing is leaked. */
    @Test
    void race_loserReturnsAllTheSame_isListedWithItsValue() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(
                    ms(10),
                    () -> {
                        try {
                            return sleep(ms(1000), "?");
                        } catch (CancelledError e) {
                            return "opened";
                        }
                    },
                    attempt("b", 10));
            assertThat(result.get()).isEqualTo("b");
            assertThat(result.attempts()).containsExactly(new Outcome.Success<>("opened"), new Outcome.Success<>("b"));
        });
    }

    @Test
    void race_loserTakesItsTimeToCleanUp_isAwaited() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(
                    ms(10),
                    () -> {
                        stubborn(100).run();
                        return "?";
                    },
                    attempt("b", 10));
            assertThat(result.get()).isEqualTo("b");
            assertThat(loop.time()).isEqualTo(ms(120));
            onlyTheCallerIsLeft();
        });
        assertThat(out).containsExactly("b starts at 10", "cleaned up");
    }

    @Test
    void race_loserFailsInItsCleanup_isListedWithThat() {
        runMain(() -> {
            RaceResult<String> result = staggeredRace(
                    ms(10),
                    () -> {
                        failingInCleanup("cleanup").run();
                        return "?";
                    },
                    attempt("b", 10));
            assertThat(result.get()).isEqualTo("b");
            assertThat(result.errors()).extracting(Throwable::getMessage).containsExactly("cleanup");
        });
    }

    @Test
    void race_cancelledFromOutside_cancelsAndAwaitsAll() {
        runMain(() -> {
            Task<Object> race = createTask(() -> staggeredRace(ms(10), attempt("a", 1000), attempt("b", 1000), () -> {
                stubborn(100).run();
                return "?";
            }));
            sleep(ms(50));
            race.cancel("outside");
            assertThatThrownBy(race::await).isInstanceOf(CancelledError.class).hasMessage("outside");
            assertThat(loop.time()).isEqualTo(ms(150));
            onlyTheCallerIsLeft();
        });
        assertThat(out)
                .containsExactly(
                        "a starts at 0", "b starts at 10", "a cancelled at 50", "b cancelled at 50", "cleaned up");
    }

    @Test
    void race_cancelledInTheTurnOfTheSuccess_isCancelled() {
        runMain(() -> {
            Task<Object> race = createTask(() -> staggeredRace(null, attempt("a", 10)));
            sleep(ms(10)); // wakes after the attempt, in the same turn
            race.cancel();
            waitUntil(ALL_COMPLETED, List.of(race));
            assertThat(race.cancelled()).isTrue();
            onlyTheCallerIsLeft();
        });
    }

    /** The attempt itself is cancelled twice, by limits around the race, and refuses; then the outer limit comes out. */
    @Test
    void race_inLimitsThatTheAttemptRefuses_isATimeout() {
        runMain(() -> {
            assertThatThrownBy(() -> timeout(
                            null,
                            outer -> timeout(null, inner -> {
                                try {
                                    staggeredRace(null, () -> {
                                        inner.reschedule(ms(-1));
                                        refuse("cancelled 1");
                                        outer.reschedule(ms(-1));
                                        refuse("cancelled 2");
                                        return "value";
                                    });
                                } finally {
                                    out.add("cancelled 3");
                                }
                            })))
                    .isInstanceOf(TimeoutException.class);
            onlyTheCallerIsLeft();
        });
        assertThat(out).containsExactly("cancelled 1", "cancelled 2", "cancelled 3");
    }

    private void refuse(String what) {
        try {
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
        } catch (CancelledError e) {
            out.add(what);
        }
    }

    @Test
    void race_cancelledAgainWhileItCleansUp_attemptIsCancelledAgain() {
        runMain(() -> {
            Task<Object> race = createTask(() -> staggeredRace(null, () -> {
                stubborn(1000).run();
                return "?";
            }));
            sleep(ms(10));
            race.cancel("first");
            sleep(ms(10));
            race.cancel("second");
            assertThatThrownBy(race::await).isInstanceOf(CancelledError.class).hasMessage("second");
            assertThat(loop.time()).isEqualTo(ms(20));
            assertThat(race.cancelling()).isEqualTo(2);
            onlyTheCallerIsLeft();
        });
        assertThat(out).isEmpty();
    }

    @Test
    void race_taskFactoryRefuses_attemptsThatRunAreEnded() {
        runMain(() -> {
            Throwable thrown = catchThrowable(() -> staggeredRace(
                    ms(10),
                    () -> {
                        loop.setTaskFactory(new TaskFactory() {
                            @Override
                            public <T> Task<T> createTask(EventLoop l, Coroutine<T> coroutine, TaskOptions options) {
                                throw new UnsupportedOperationException("no more tasks");
                            }
                        });
                        return attempt("a", 1000).run();
                    },
                    attempt("b", 10)));
            loop.setTaskFactory(null);
            assertThat(thrown).isInstanceOf(ExceptionGroup.class);
            assertThat(((ExceptionGroup) thrown).leaves())
                    .extracting(Throwable::getMessage)
                    .containsExactly("no more tasks");
            onlyTheCallerIsLeft();
        });
        assertThat(out).containsExactly("a starts at 0", "a cancelled at 10");
    }

    @Test
    void race_attemptThrowsAKeyboardInterrupt_comesOutBare() {
        KeyboardInterruptError interrupt = new KeyboardInterruptError("Ctrl-C");
        Throwable thrown = catchThrowable(() -> runMain(() -> staggeredRace(null, () -> {
            throw interrupt;
        })));
        assertThat(thrown).isSameAs(interrupt);
        reports.clear(); // as in CPython, the main task's own copy of the error may be reported
    }

    @Test
    void race_outsideATask_isRefused() {
        assertThatThrownBy(() -> staggeredRace(null, () -> "x")).hasMessageContaining("outside a task");
    }
}
