package io.asyncio4j;

import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.asyncio4j.spi.IoDriver;
import io.asyncio4j.spi.LoopClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** D19: Loops with a driver or a clock that is not the usual one, and loops that a factory makes. */
class EventLoopOptionsTest {

    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final List<Object> out = new ArrayList<>();
    private final ManualClock clock = new ManualClock();
    private final ScriptedDriver driver = new ScriptedDriver();

    /** A clock that shows what the driver lets pass, and keeps what it is asked. */
    private static final class ManualClock implements LoopClock {

        long now;
        final List<String> asked = new ArrayList<>();

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public long waitNanos(long untilTimerNanos, boolean externalWork) {
            asked.add(untilTimerNanos + " " + externalWork);
            return untilTimerNanos;
        }
    }

    /** Keeps the calls, and instead of waiting lets time pass or, without a limit, runs an event. */
    private final class ScriptedDriver implements IoDriver {

        final List<Long> polls = new ArrayList<>();
        final AtomicInteger wakeups = new AtomicInteger();
        int closes;
        Runnable event = () -> {};

        @Override
        public int poll(long timeoutNanos) {
            polls.add(timeoutNanos);
            if (timeoutNanos == NO_LIMIT) {
                event.run();
                return 1;
            }
            clock.now += timeoutNanos;
            return 0;
        }

        @Override
        public void wakeup() {
            wakeups.incrementAndGet();
        }

        @Override
        public void close() {
            closes++;
        }
    }

    private EventLoop scripted() {
        return EventLoop.builder().clock(clock).driver(driver).build();
    }

    // ---- the driver ----

    @Test
    void poll_waitsForTheNextTimerAndWithoutLimitIfThereIsNone() {
        try (EventLoop loop = scripted()) {
            loop.callLater(ms(30), () -> out.add(clock.now));
            loop.callLater(ms(10), () -> out.add(clock.now));
            driver.event = () -> loop.callSoon(loop::stop);
            loop.runForever();
        }
        assertThat(out).containsExactly(10_000_000L, 30_000_000L);
        assertThat(driver.polls).containsExactly(10_000_000L, 20_000_000L, NO_LIMIT);
    }

    @Test
    void poll_ofCancelledTimers_doesNotWaitForThem() {
        try (EventLoop loop = scripted()) {
            loop.callLater(ms(10), () -> out.add("never")).cancel();
            loop.callLater(ms(50), loop::stop);
            loop.runForever();
        }
        assertThat(driver.polls).containsExactly(50_000_000L);
        assertThat(out).isEmpty();
    }

    @Test
    void poll_returnsEarlyForNoReason_waitsForTheRest() {
        IoDriver restless = new IoDriver() {
            @Override
            public int poll(long timeoutNanos) {
                out.add(timeoutNanos);
                clock.now += 4;
                return 0;
            }

            @Override
            public void wakeup() {}

            @Override
            public void close() {}
        };
        try (EventLoop loop = EventLoop.builder().clock(clock).driver(restless).build()) {
            loop.callLater(Duration.ofNanos(10), loop::stop);
            loop.runForever();
        }
        assertThat(out).containsExactly(10L, 6L, 2L);
    }

    @Test
    void poll_whileHandlesStayReady_comesOnceForAtMost64OfThem() {
        AtomicInteger handles = new AtomicInteger();
        List<Integer> handlesAtPolls = new ArrayList<>();
        IoDriver counting = new IoDriver() {
            @Override
            public int poll(long timeoutNanos) {
                assertThat(timeoutNanos).isZero();
                handlesAtPolls.add(handles.get());
                return 0;
            }

            @Override
            public void wakeup() {}

            @Override
            public void close() {}
        };
        try (EventLoop loop = EventLoop.builder().driver(counting).build()) {
            loop.callSoon(new Runnable() {
                @Override
                public void run() {
                    if (handles.incrementAndGet() == 300) {
                        loop.stop();
                    } else {
                        loop.callSoon(this);
                    }
                }
            });
            loop.runForever();
        }
        assertThat(handlesAtPolls).containsExactly(64, 128, 192, 256);
    }

    @Test
    void poll_betweenLargeBatches_comesOnceATurn() {
        AtomicInteger handles = new AtomicInteger();
        List<Integer> handlesAtPolls = new ArrayList<>();
        driver.event = () -> out.add("never");
        try (EventLoop loop = EventLoop.builder()
                .clock(clock)
                .driver(new IoDriver() {
                    @Override
                    public int poll(long timeoutNanos) {
                        handlesAtPolls.add(handles.get());
                        return 0;
                    }

                    @Override
                    public void wakeup() {}

                    @Override
                    public void close() {}
                })
                .build()) {
            for (int i = 0; i < 100; i++) {
                loop.callSoon(() -> {
                    handles.incrementAndGet();
                    loop.callSoon(() -> {
                        if (handles.incrementAndGet() == 200) {
                            loop.stop();
                        }
                    });
                });
            }
            loop.runForever();
        }
        assertThat(handlesAtPolls).containsExactly(100);
    }

    @Test
    void poll_afterStopBeforeTheRun_doesNotWait() {
        try (EventLoop loop = scripted()) {
            loop.callLater(ms(5), () -> out.add("never"));
            loop.stop();
            loop.runForever();
        }
        assertThat(driver.polls).containsExactly(0L);
        assertThat(out).isEmpty();
    }

    @Test
    void eventInPoll_runsItsCallbackInTheSameTurnBeforeDueTimers() {
        try (EventLoop loop = EventLoop.builder()
                .clock(clock)
                .driver(new IoDriver() {
                    @Override
                    public int poll(long timeoutNanos) {
                        clock.now += timeoutNanos;
                        getRunningLoop().callSoon(() -> out.add("event"));
                        return 1;
                    }

                    @Override
                    public void wakeup() {}

                    @Override
                    public void close() {}
                })
                .build()) {
            loop.callLater(ms(1), () -> {
                out.add("timer");
                loop.stop();
            });
            loop.runForever();
        }
        assertThat(out).containsExactly("event", "timer");
    }

    @Test
    void callSoonThreadsafe_whileTheLoopWaits_wakesTheDriverOnce() {
        try (EventLoop loop = scripted()) {
            driver.event = () -> onOtherThread(() -> {
                loop.callSoonThreadsafe(() -> out.add("a"));
                loop.callSoonThreadsafe(() -> out.add("b"));
                loop.callSoonThreadsafe(loop::stop);
            });
            loop.runForever();
        }
        assertThat(out).containsExactly("a", "b");
        assertThat(driver.wakeups).hasValue(1);
        assertThat(driver.polls).containsExactly(NO_LIMIT);
    }

    @Test
    void callSoonThreadsafe_whileTheLoopIsAwake_doesNotWakeTheDriver() {
        try (EventLoop loop = scripted()) {
            loop.callSoon(() -> {
                onOtherThread(() -> loop.callSoonThreadsafe(() -> out.add("other")));
                loop.callSoonThreadsafe(() -> out.add("own"));
                loop.callSoon(() -> loop.callSoon(loop::stop));
            });
            loop.runForever();
        }
        assertThat(out).containsExactlyInAnyOrder("own", "other");
        assertThat(driver.wakeups).hasValue(0);
    }

    @Test
    void close_closesTheDriverOnce() {
        EventLoop loop = scripted();
        loop.close();
        loop.close();
        assertThat(driver.closes).isEqualTo(1);
    }

    // ---- the clock ----

    @Test
    void clock_isAskedWithTheTimeToTheTimerAndWhetherJobsAreOut() {
        List<Runnable> jobs = new ArrayList<>();
        try (EventLoop loop = scripted()) {
            loop.callLater(ms(1), () -> loop.runInExecutor(jobs::add, () -> out.add("job")));
            loop.callLater(ms(3), () -> jobs.forEach(EventLoopOptionsTest::onOtherThread));
            loop.callLater(ms(5), () -> {});
            driver.event = loop::stop;
            loop.runForever();
        }
        assertThat(out).containsExactly("job");
        assertThat(clock.asked).containsExactly("1000000 false", "2000000 true", "2000000 false", NO_LIMIT + " false");
    }

    @Test
    void time_isTheClocks() {
        clock.now = 42;
        try (EventLoop loop = scripted()) {
            assertThat(loop.time()).isEqualTo(Duration.ofNanos(42));
            assertThat(loop.callLater(Duration.ofNanos(8), () -> {}).when()).isEqualTo(Duration.ofNanos(50));
        }
    }

    @Test
    void builder_badOptions_areRefused() {
        assertThatNullPointerException().isThrownBy(() -> EventLoop.builder().clock(null));
        assertThatNullPointerException().isThrownBy(() -> EventLoop.builder().driver(null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventLoop.builder().slowCallbackDuration(ms(-1)))
                .withMessageContaining("slowCallbackDuration = PT-0.001S");
    }

    // ---- the loop factory ----

    /** A14, D04, R02. */
    @Test
    void loopFactory_makesTheLoopThatRunUsesAndCloses() {
        EventLoop made = VirtualTime.loop();
        assertThat(Asyncio.run(() -> getRunningLoop(), () -> made)).isSameAs(made);
        assertThat(made.isClosed()).isTrue();
        assertThatNullPointerException()
                .isThrownBy(() -> Asyncio.run(() -> out.add("never"), () -> null))
                .withMessage("loopFactory returned null");
        assertThat(out).isEmpty();
    }

    private static void onOtherThread(Runnable action) {
        Thread thread = new Thread(action);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }
}
