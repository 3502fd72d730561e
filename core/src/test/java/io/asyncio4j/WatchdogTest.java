package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What blocks the loop is told while it still does (A04, A05, B20, F09, T06; sL107): what blocks here goes on only when
 * the watchdog has told of it. The loops have virtual time, so they themselves find nothing slow.
 */
class WatchdogTest {

    private static final Duration SLOW = ms(50);

    private final Semaphore told = new Semaphore(0);
    private final LogCapture log = new LogCapture();
    private final Handler release = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getMessage().contains(" blocks the loop, ")) {
                told.release();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    WatchdogTest() {
        Logger.getLogger("asyncio").addHandler(release);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("asyncio").removeHandler(release);
        log.close();
    }

    private static EventLoop debugLoop() {
        return EventLoop.builder()
                .clock(new VirtualClock())
                .debug(true)
                .slowCallbackDuration(SLOW)
                .build();
    }

    private List<String> lines() {
        return log.lines().stream().filter(line -> line.contains("Here(")).toList();
    }

    /** A blocking call of the JDK, as far as the loop's thread makes it. */
    private void waitHere() {
        told.acquireUninterruptibly();
    }

    private void spinHere() {
        while (!told.tryAcquire()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void blockingCallback_isToldWhileItBlocks_withItsStack() {
        try (EventLoop loop = debugLoop()) {
            loop.callSoon(this::waitHere);
            loop.callSoon(loop::stop);
            loop.runForever();
        }
        assertThat(lines()).singleElement().satisfies(text -> {
            assertThat(text)
                    .matches("(?s)WARNING Executing <Handle <lambda in io\\.asyncio4j\\.WatchdogTest> created at "
                            + ".*> blocks the loop, for 0[.,]\\d+ seconds by now, here:\n.*");
            assertThat(text).containsSubsequence("\n\tat ", "WatchdogTest.waitHere(WatchdogTest.java:");
            assertThat(text).doesNotContain("LoopCore", "runForever", "Handle.run");
        });
    }

    @Test
    void spinningTask_isToldWhileItSpins_withItsOwnStack() {
        Asyncio.run(
                () -> {
                    Task<?> culprit = createTask(this::caller, "culprit");
                    createTask(VirtualTime::yieldTurn, "innocent");
                    culprit.await();
                },
                WatchdogTest::debugLoop);
        assertThat(lines()).singleElement().satisfies(text -> {
            assertThat(text)
                    .matches(
                            "(?s)WARNING Executing <Task pending name='culprit' coro=<lambda in "
                                    + "io\\.asyncio4j\\.WatchdogTest>> blocks the loop, for 0[.,]\\d+ seconds by now, here:\n.*");
            assertThat(text).containsSubsequence("WatchdogTest.spinHere(", "WatchdogTest.caller(");
            assertThat(text).doesNotContain("LoopCore", "VirtualThread");
        });
    }

    private void caller() {
        yieldTurn();
        spinHere();
    }

    /** While a task blocks, callbacks have fibers: of such a one, too, the stack is shown. */
    @Test
    void spinningCallback_whileATaskBlocks_isToldWithItsStack() {
        assumeTrue(CoroutineRuntime.get().name().equals("loop"), "on the hand-off runtime the task holds the loop");
        Semaphore goOn = new Semaphore(0);
        Asyncio.run(
                () -> {
                    Task<?> blocked = createTask(() -> goOn.acquireUninterruptibly());
                    yieldTurn();
                    getRunningLoop().callSoon(this::spinHere);
                    yieldTurn();
                    goOn.release();
                    blocked.await();
                },
                WatchdogTest::debugLoop);
        assertThat(lines()).singleElement().asString().contains("Executing <Handle <lambda", "WatchdogTest.spinHere(");
    }

    /** On the standard runtime such a call suspends the task and is nobody's problem. */
    @Test
    void blockingTask_onTheHandOffRuntime_isToldWhileItBlocks() {
        assumeTrue(CoroutineRuntime.get().name().equals("handoff"), "the loop-scheduled runtime suspends the task");
        Asyncio.run(() -> waitHere(), WatchdogTest::debugLoop);
        assertThat(lines()).singleElement().asString().contains("<Task pending name='Task-", "WatchdogTest.waitHere(");
    }

    @Test
    void eagerTask_thatSpins_isTheOneThatIsNamed() {
        Asyncio.run(
                () -> {
                    getRunningLoop().setTaskFactory(TaskFactory.EAGER);
                    createTask(this::spinHere, "eager").await();
                },
                WatchdogTest::debugLoop);
        assertThat(lines()).singleElement().asString().contains("<Task pending name='eager'", "WatchdogTest.spinHere(");
    }

    @Test
    void twoSlowSteps_areToldOnceEach() {
        Asyncio.run(
                () -> {
                    spinHere();
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < 4 * SLOW.toNanos()) { // long enough to be told again
                        Thread.onSpinWait();
                    }
                    yieldTurn();
                    spinHere();
                },
                WatchdogTest::debugLoop);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("WatchdogTest"))
                .hasSize(2);
    }

    @Test
    void slowCallbackDuration_changedInAStep_countsForIt() {
        Asyncio.run(
                () -> {
                    getRunningLoop().setSlowCallbackDuration(SLOW);
                    spinHere();
                },
                () -> EventLoop.builder()
                        .clock(new VirtualClock())
                        .debug(true)
                        .slowCallbackDuration(Duration.ofDays(100_000_000))
                        .build());
        assertThat(lines()).hasSize(1);
    }

    // ---- its thread ----

    private static List<Thread> watchdogs() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("asyncio-watchdog"))
                .toList();
    }

    private static void assertEnds(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(20_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void watchdog_isADaemonThatLivesAsLongAsTheRun() throws InterruptedException {
        assertEnds(watchdogs()); // of other tests
        List<Thread> seen = new ArrayList<>();
        try (EventLoop loop = debugLoop()) {
            assertThat(watchdogs()).isEmpty();
            for (int i = 0; i < 2; i++) {
                loop.runUntilComplete(() -> {
                    seen.addAll(watchdogs());
                });
                assertThat(seen).hasSize(i + 1).last().matches(Thread::isDaemon);
                assertEnds(seen);
            }
        }
    }

    @Test
    void watchdog_withoutDebugMode_isNotThere_andFollowsSetDebug() throws InterruptedException {
        assertEnds(watchdogs()); // of other tests
        List<Thread> seen = new ArrayList<>();
        VirtualTime.run(() -> {
            assertThat(watchdogs()).isEmpty();
            getRunningLoop().setSlowCallbackDuration(SLOW);
            getRunningLoop().setDebug(true);
            getRunningLoop().setDebug(true);
            seen.addAll(watchdogs());
            assertThat(seen).hasSize(1);
            yieldTurn();
            spinHere();
            getRunningLoop().setDebug(false);
            assertEnds(seen);
        });
        assertThat(lines()).hasSize(1);
        assertThat(watchdogs()).isEmpty();
    }
}
