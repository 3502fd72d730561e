package io.asyncio4j;

import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Debug mode (T06, F09), and the checks of the calling thread, which need none. */
class DebugModeTest {

    private final VirtualClock clock = new VirtualClock();

    /** What the loops themselves have logged: on a busy machine, the watchdog may find steps slow, too. */
    private static List<String> took(LogCapture log) {
        return log.lines().stream().filter(line -> line.contains(" took ")).toList();
    }

    private EventLoop debugLoop() {
        return EventLoop.builder().clock(clock).debug(true).build();
    }

    /** Feature B20. */
    @Test
    void sL107_slowCallback_isLoggedFrom100MillisecondsOn() {
        try (LogCapture log = new LogCapture()) {
            Asyncio.run(
                    () -> {
                        EventLoop l = getRunningLoop();
                        assertThat(l.getDebug()).isTrue();
                        assertThat(l.slowCallbackDuration()).isEqualTo(ms(100));
                        clock.advance(ms(150));
                        yieldTurn();
                        l.setSlowCallbackDuration(Duration.ofSeconds(1));
                        clock.advance(ms(150));
                        yieldTurn();
                    },
                    this::debugLoop);
            assertThat(took(log))
                    .singleElement()
                    .asString()
                    .matches("WARNING Executing <Task .*> took 0[.,]150 seconds");
        }
    }

    @Test
    void slowCallback_justAtOrBelowTheLimit_isLoggedOrNot() {
        try (LogCapture log = new LogCapture();
                EventLoop l = debugLoop()) {
            l.callSoon(() -> clock.advance(ms(100).minusNanos(1)));
            l.callSoon(() -> clock.advance(ms(100)));
            l.callSoon(l::stop);
            l.runForever();
            assertThat(took(log)).singleElement().asString().startsWith("WARNING Executing <Handle ");
        }
    }

    @Test
    void slowCallback_withoutDebugMode_isNotLogged() {
        try (LogCapture log = new LogCapture();
                EventLoop l = EventLoop.builder().clock(clock).build()) {
            l.callSoon(() -> clock.advance(Duration.ofHours(1)));
            l.callSoon(l::stop);
            l.runForever();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void slowTask_behindAFreshOne_isTimedAlone() {
        try (LogCapture log = new LogCapture();
                EventLoop l = debugLoop()) {
            l.createTask(() -> {}, "quick");
            l.createTask(() -> clock.advance(ms(300)), "slow");
            l.createTask(() -> l.callSoon(l::stop), "last");
            l.runForever();
            assertThat(took(log)).singleElement().asString().contains("name='slow'");
        }
    }

    @Test
    void setSlowCallbackDuration_negative_isRefused() {
        try (EventLoop l = debugLoop()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> l.setSlowCallbackDuration(ms(-1)))
                    .withMessage("slowCallbackDuration = PT-0.001S (expected: zero or more)");
        }
    }

    /** Prints whether a new loop is in debug mode. */
    static final class PrintDebug {
        public static void main(String... args) {
            System.out.print(EventLoop.create().getDebug());
        }
    }

    @Test
    void sL163_debugMode_isOffUnlessThePropertyOrTheLoopSaysOtherwise() throws Exception {
        String flag = "--add-opens=java.base/java.lang=ALL-UNNAMED";
        assertThat(ChildJvm.run(PrintDebug.class, List.of(flag))).isEqualTo(new ChildJvm(0, "false"));
        assertThat(ChildJvm.run(PrintDebug.class, List.of(flag, "-Dasyncio4j.debug=true")))
                .isEqualTo(new ChildJvm(0, "true"));
        try (EventLoop l = debugLoop()) {
            assertThat(l.getDebug()).isTrue();
            l.setDebug(false);
            assertThat(l.getDebug()).isFalse();
            l.setDebug(true);
            assertThat(l.getDebug()).isTrue();
        }
    }

    private static List<ThrowingCallable> confinedCalls(EventLoop l, Future<Integer> future, Task<?> task) {
        Consumer<Future<Integer>> callback = f -> {};
        return List.of(
                () -> l.callSoon(() -> {}),
                () -> l.callSoon(() -> {}, new Context()),
                () -> l.callLater(ms(1), () -> {}),
                () -> l.callAt(ms(1), () -> {}),
                () -> l.createTask(() -> {}),
                () -> l.runInExecutor(() -> 1),
                l::allTasks,
                l::stop,
                l::runForever,
                l::close,
                () -> future.setResult(1),
                () -> future.setException(new IllegalArgumentException()),
                future::cancel,
                () -> future.addDoneCallback(callback),
                () -> future.removeDoneCallback(callback),
                task::cancel,
                task::uncancel);
    }

    private static void assertAllRefused(List<ThrowingCallable> calls) {
        assertThat(calls).allSatisfy(call -> assertThatIllegalStateException().isThrownBy(call));
    }

    @Test
    void confinedCall_fromAForeignThread_isRefusedAlsoWithoutDebugMode() {
        Asyncio.run(() -> {
            EventLoop l = getRunningLoop();
            Future<Integer> future = l.createFuture();
            Task<?> task = Asyncio.currentTask();
            CompletableFuture<Void> told = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> complete(told, confinedCalls(l, future, task)));
            Asyncio.await(told);
            assertThat(future.done()).isFalse();
            assertThat(task.cancelling()).isZero();
        });
    }

    /** Such a thread may be born with the loop as its scheduler. */
    @Test
    void confinedCall_fromAVirtualThreadThatATaskStarted_isRefused() {
        Asyncio.run(() -> {
            EventLoop l = getRunningLoop();
            Future<Integer> future = l.createFuture();
            Task<?> task = Asyncio.currentTask();
            CompletableFuture<Void> told = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> complete(told, confinedCalls(l, future, task)));
            Asyncio.await(told);
            assertThat(future.done()).isFalse();
        });
    }

    private static void complete(CompletableFuture<Void> told, List<ThrowingCallable> calls) {
        try {
            assertAllRefused(calls);
            told.complete(null);
        } catch (Throwable e) {
            told.completeExceptionally(e);
        }
    }

    @Test
    void confinedCall_whileTheLoopDoesNotRun_isFineOnEveryThread() throws InterruptedException {
        List<String> out = new ArrayList<>();
        try (EventLoop l = VirtualTime.loop()) {
            Thread thread = new Thread(() -> {
                l.callSoon(() -> out.add("scheduled elsewhere"));
                l.callSoon(l::stop);
            });
            thread.start();
            thread.join();
            l.runForever();
        }
        assertThat(out).containsExactly("scheduled elsewhere");
    }

    @Test
    void await_onAForeignThread_isRefused() {
        Asyncio.run(() -> {
            Future<Integer> future = getRunningLoop().createFuture();
            CompletableFuture<Void> told = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> {
                try {
                    assertThatExceptionOfType(IllegalStateException.class)
                            .isThrownBy(future::await)
                            .withMessageStartingWith("await() was called outside a task");
                    told.complete(null);
                } catch (Throwable e) {
                    told.completeExceptionally(e);
                }
            });
            Asyncio.await(told);
        });
    }
}
