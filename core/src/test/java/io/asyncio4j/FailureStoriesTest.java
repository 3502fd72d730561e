package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.timeoutAt;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.spi.LoopClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bugs that other libraries had with tasks, limits and shields. Those of task groups and eager tasks stand in
 * {@link TaskGroupCancelTest} and {@link EagerStartTest}, python/cpython#86296 in {@link WaitForSemanticsTest}.
 */
final class FailureStoriesTest extends SemanticsTest {

    // ---- a limit and a cancellation in one turn: agronholm/anyio#1214 ----

    /** A task with a limit of 20 ms inside, which is over and was cancelled, both in one turn. */
    private Task<Void> overAndCancelled(boolean limitFirst, Coroutine.OfVoid limited) {
        List<Task<Void>> tasks = new ArrayList<>();
        if (!limitFirst) {
            loop.callAt(ms(20), () -> tasks.getFirst().cancel("outside"));
        }
        tasks.add(createTask(limited));
        sleep(Duration.ZERO);
        if (limitFirst) {
            loop.callAt(ms(20), () -> tasks.getFirst().cancel("outside"));
        }
        waitUntil(ALL_COMPLETED, tasks);
        return tasks.getFirst();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void timeout_strikesInTheTurnOfACancellation_isCancelled(boolean limitFirst) {
        runMain(() -> {
            Task<Void> t = overAndCancelled(limitFirst, () -> {
                timeout(ms(20), () -> sleep(ms(5000)));
                out.add("not reached");
            });
            assertThat(t.cancelled()).isTrue();
            assertThat(t.cancelling()).isEqualTo(1);
        });
        assertThat(out).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitFor_strikesInTheTurnOfACancellation_isCancelled(boolean limitFirst) {
        runMain(() -> {
            Future<String> never = loop.createFuture();
            Task<Void> t = overAndCancelled(limitFirst, () -> {
                waitFor(never, ms(20));
                out.add("not reached");
            });
            assertThat(t.cancelled()).isTrue();
            assertThat(never.cancelled()).isTrue();
        });
        assertThat(out).isEmpty();
    }

    // ---- what a timed block returns is not lost: Kotlin/kotlinx.coroutines#3504, #2233 ----

    /**
     * Many tasks open something under a limit of 50 ms, at moments around it and at that very moment: each time either the
     * limit strikes and nothing was opened, or what was opened comes out and can be closed.
     */
    @Test
    void timeout_resourceReturnedWhenTheLimitStrikes_isReturnedOrWasNotOpened() {
        var open = new Object() {
            int now;
            int ever;
            int timeouts;
        };
        runMain(() -> TaskGroup.run(g -> {
            for (int i = 0; i < 500; i++) {
                Duration opensAfter = ms(45 + i % 11);
                g.createTask(() -> {
                    boolean opened = false;
                    try {
                        opened = timeout(ms(50), () -> {
                            sleep(opensAfter);
                            open.now++;
                            open.ever++;
                            return true;
                        });
                    } catch (TimeoutException e) {
                        open.timeouts++;
                    }
                    if (opened) {
                        open.now--;
                    }
                });
            }
        }));
        assertThat(open.now).isZero();
        assertThat(open.ever).isPositive();
        assertThat(open.timeouts).isPositive().isEqualTo(500 - open.ever);
    }

    /** The same where the block is late because something else held the loop, after its last suspension. */
    @Test
    void timeout_blockThatIsLateWithoutSuspending_returnsItsValue() {
        runMain(() -> {
            String opened = timeout(ms(50), () -> {
                sleep(ms(49));
                clock.advance(ms(100));
                return "opened";
            });
            assertThat(opened).isEqualTo("opened");
            sleep(ms(1)); // and nothing is felt later
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    // ---- a limit strikes in time, however many there are: Kotlin/kotlinx.coroutines#2469 ----

    /** 10,000 coroutines are always ready, so the loop never comes to rest: a limit strikes in its turn all the same. */
    @Test
    void timeout_among10000ReadyTasks_strikesInTheTurnInWhichItIsDue() {
        runMain(() -> {
            boolean[] stop = {false};
            List<Task<Void>> busy = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                busy.add(createTask(() -> {
                    while (!stop[0]) {
                        sleep(Duration.ZERO);
                    }
                }));
            }
            Task<Void> clockwork = createTask(() -> {
                while (!stop[0]) {
                    clock.advance(ms(1)); // so that each turn takes a millisecond
                    sleep(Duration.ZERO);
                }
            });
            assertThatThrownBy(() -> timeout(ms(10), () -> sleep(ms(5000)))).isInstanceOf(TimeoutException.class);
            assertThat(loop.time()).isBetween(ms(10), ms(12));
            stop[0] = true;
            waitUntil(ALL_COMPLETED, busy);
            clockwork.await();
        });
    }

    @Test
    void timeout_10000AtOnce_allStrikeAtTheirMoment() {
        runMain(() -> {
            List<Coroutine<Integer>> limited = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                Duration limit = ms(1 + i % 100);
                limited.add(() -> {
                    Duration start = loop.time();
                    try {
                        timeout(limit, () -> sleep(ms(5000)));
                        return 0;
                    } catch (TimeoutException e) {
                        return loop.time().minus(start).equals(limit) ? 1 : 0;
                    }
                });
            }
            int inTime = gather(limited).await().stream().mapToInt(n -> n).sum();
            assertThat(inTime).isEqualTo(10_000);
            assertThat(loop.time()).isEqualTo(ms(100));
        });
    }

    // ---- shield: python/cpython#156321 ----

    /** The shield was given up; later the task fails, and its error is fetched: nothing may be reported. */
    @Test
    void shieldThatTimedOut_innerFailsLaterAndIsAwaited_nothingIsReported() {
        runMain(() -> {
            Task<Void> inner = createTask(() -> {
                sleep(ms(1000));
                throw new IllegalArgumentException("caught");
            });
            assertThatThrownBy(() -> waitFor(shield(inner), ms(500))).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(inner::await).hasMessage("caught");
        });
        System.gc();
        assertThat(reports).isEmpty();
    }

    // ---- very late on the loop's clock: python/cpython#116342, achimnol/aiotools#69 ----

    /** Days since the clock's start, the last one close to what fits into a long of nanoseconds. */
    @ParameterizedTest
    @ValueSource(longs = {0, 195, 19_787, 106_000})
    void timers_atLargeClockValues_areExactToTheNanosecond(long days) {
        clock.advance(Duration.ofDays(days));
        runMain(() -> {
            Duration start = loop.time();
            sleep(Duration.ofNanos(1));
            assertThat(loop.time()).isEqualTo(start.plusNanos(1));
            loop.callAt(start.plusNanos(3), () -> out.add("3"));
            loop.callAt(start.plusNanos(2), () -> out.add("2"));
            assertThatThrownBy(() -> timeoutAt(start.plusNanos(4), () -> sleep(ms(1))))
                    .isInstanceOf(TimeoutException.class);
            assertThat(loop.time()).isEqualTo(start.plusNanos(4));
            sleep(Duration.ofSeconds(1));
            assertThat(loop.time()).isEqualTo(start.plusNanos(1_000_000_004));
        });
        assertThat(out).containsExactly("2", "3");
    }

    /** Where the sum of now and a delay would overflow, the timer is never due, and does not fire at once. */
    @Test
    void timer_beyondTheEndOfTheClock_neverFires() {
        clock.advance(Duration.ofNanos(Long.MAX_VALUE - 1_000));
        runMain(() -> {
            loop.callLater(Duration.ofDays(1), () -> out.add("must not run"));
            Task<Void> forEver = createTask(() -> sleep(Duration.ofDays(365 * 300)));
            timeout(Duration.ofDays(1), () -> sleep(Duration.ofNanos(10)));
            assertThat(forEver.done()).isFalse();
            forEver.cancel();
        });
        assertThat(out).isEmpty();
    }

    /** A real clock that starts late: as on a machine that has been up for long. */
    @Test
    void realTimeLoop_withALateClock_sleeps() {
        LoopClock late = new LoopClock() {
            private final long origin =
                    System.nanoTime() - Duration.ofDays(19_787).toNanos();

            @Override
            public long nanoTime() {
                return System.nanoTime() - origin;
            }
        };
        try (EventLoop real = EventLoop.builder().clock(late).build()) {
            Duration start = real.time();
            real.runUntilComplete(() -> sleep(ms(2)));
            assertThat(real.time().minus(start)).isGreaterThanOrEqualTo(ms(2));
        }
    }
}
