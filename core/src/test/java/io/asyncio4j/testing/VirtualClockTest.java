package io.asyncio4j.testing;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import io.asyncio4j.spi.LoopClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualClockTest {

    private final VirtualClock clock = new VirtualClock();
    private final List<Object> out = new ArrayList<>();

    private void run(Coroutine.OfVoid main) {
        Asyncio.run(main, () -> EventLoop.builder().clock(clock).build());
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void now_atFirst_isZero() {
        assertThat(clock.now()).isZero();
    }

    @Test
    void sleep_jumpsToItsEnd() {
        run(() -> {
            sleep(Duration.ofDays(1000));
            assertThat(clock.now()).isEqualTo(Duration.ofDays(1000));
            assertThat(getRunningLoop().time()).isEqualTo(clock.now());
        });
    }

    @Test
    void sleepers_wakeInOrderOfTheirTimes() {
        run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int s : List.of(3, 1, 2, 1)) {
                tasks.add(createTask(() -> {
                    sleep(seconds(s));
                    out.add(s + " at " + clock.now().toSeconds());
                }));
            }
            for (Task<?> task : tasks) {
                task.await();
            }
        });
        assertThat(out).containsExactly("1 at 1", "1 at 1", "2 at 2", "3 at 3");
    }

    @Test
    void time_whileSomethingIsReady_standsStill() {
        run(() -> {
            getRunningLoop().callLater(Duration.ofNanos(1), () -> out.add("timer"));
            for (int turn = 0; turn < 100; turn++) {
                sleep(Duration.ZERO);
            }
            assertThat(out).isEmpty();
            assertThat(clock.now()).isZero();
            sleep(Duration.ofNanos(1));
            assertThat(out).containsExactly("timer");
        });
    }

    @Test
    void advance_makesTimersDueInTheNextTurn() {
        run(() -> {
            getRunningLoop().callLater(seconds(2), () -> out.add("two"));
            getRunningLoop().callLater(seconds(1), () -> out.add("one"));
            getRunningLoop().callLater(seconds(4), () -> out.add("four"));
            clock.advance(seconds(3));
            assertThat(out).isEmpty();
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            assertThat(out).containsExactly("one", "two");
            assertThat(clock.now()).isEqualTo(seconds(3));
        });
    }

    @Test
    void advance_whileTheLoopDoesNotRun_countsToo() {
        clock.advance(seconds(5));
        clock.advance(Duration.ZERO);
        run(() -> assertThat(getRunningLoop().time()).isEqualTo(seconds(5)));
    }

    @Test
    void advance_backwards_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advance(seconds(-1)))
                .withMessage("duration = PT-1S (expected: zero or more)");
        assertThat(clock.now()).isZero();
    }

    @Test
    void timer_whileAJobRuns_firesAtItsRealTime() {
        CountDownLatch fired = new CountDownLatch(1);
        long start = System.nanoTime();
        run(() -> {
            getRunningLoop().callLater(Duration.ofMillis(50), fired::countDown);
            out.add(toThread(() -> fired.await(20, TimeUnit.SECONDS)));
        });
        assertThat(out).containsExactly(true);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000L);
        assertThat(clock.now()).isBetween(Duration.ofMillis(50), seconds(20));
    }

    @Test
    void job_thatEndsBeforeATimer_doesNotWaitForIt() {
        run(() -> {
            getRunningLoop().callLater(Duration.ofHours(1), () -> out.add("timer"));
            out.add(toThread(() -> "job"));
            assertThat(clock.now()).isLessThan(Duration.ofMinutes(1));
            sleep(Duration.ofHours(1));
        });
        assertThat(out).containsExactly("job", "timer");
        assertThat(clock.now()).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
    }

    @Test
    void taskInABlockingCall_countsAsAJob() {
        assumeTrue(CoroutineRuntime.get().name().equals("loop"), "elsewhere a blocking call holds the loop");
        CountDownLatch fired = new CountDownLatch(1);
        run(() -> {
            Task<Boolean> blocked = createTask(() -> fired.await(20, TimeUnit.SECONDS));
            getRunningLoop().callLater(Duration.ofMillis(20), fired::countDown);
            getRunningLoop().callLater(Duration.ofHours(1), () -> out.add("never"));
            out.add(blocked.await());
            assertThat(clock.now()).isLessThan(Duration.ofMinutes(1));
        });
        assertThat(out).containsExactly(true);
    }

    @Test
    void loopWithoutTimers_waitsForOtherThreads() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        try (EventLoop loop = EventLoop.builder().clock(clock).build()) {
            Thread thread = new Thread(() -> {
                try {
                    running.await();
                } catch (InterruptedException e) {
                    throw new AssertionError("nobody interrupts", e);
                }
                loop.callSoonThreadsafe(loop::stop);
            });
            thread.start();
            loop.callSoon(running::countDown);
            loop.runForever();
            thread.join();
        }
        assertThat(clock.now()).isZero();
    }

    @Test
    void property_choosesTheClockOfNewLoops() {
        assertThat(LoopClock.create()).isNotInstanceOf(VirtualClock.class);
        System.setProperty(LoopClock.PROPERTY, "virtual");
        try {
            assertThat(LoopClock.create()).isInstanceOf(VirtualClock.class).isNotSameAs(LoopClock.create());
            Asyncio.run(() -> {
                sleep(Duration.ofDays(1));
                assertThat(getRunningLoop().time()).isEqualTo(Duration.ofDays(1));
            });
            System.setProperty(LoopClock.PROPERTY, "sundial");
            assertThatIllegalArgumentException()
                    .isThrownBy(EventLoop::create)
                    .withMessage("asyncio4j.clock = \"sundial\" (expected: real or virtual)");
        } finally {
            System.clearProperty(LoopClock.PROPERTY);
        }
    }
}
