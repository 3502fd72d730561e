package io.asyncio4j;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The life of a loop, {@code run} and the runner, program by program as CPython behaves. */
class LoopLifeCycleSemanticsTest {

    private final List<Object> out = new ArrayList<>();

    /** D08. */
    @Test
    void sB16_closeOfARunningLoop_isRefusedAndReported() {
        try (EventLoop l = VirtualTime.loop()) {
            l.setExceptionHandler((loop, context) -> out.add(context.exception().getMessage()));
            l.callSoon(l::close);
            l.callSoon(() -> out.add("still"));
            l.callSoon(l::stop);
            l.runForever();
            assertThat(out).containsExactly("Cannot close a running event loop", "still");
            assertThat(l.isClosed()).isFalse();
        }
    }

    /** D08, D18. */
    @Test
    void sB17_close_isFinalAndDropsCallbacks() {
        EventLoop l = VirtualTime.loop();
        l.callSoon(() -> out.add("never"));
        l.close();
        l.close();
        assertThat(l.isClosed()).isTrue();
        assertThat(l.isRunning()).isFalse();
        List<ThrowingCallable> calls = List.of(
                () -> l.callSoon(() -> {}),
                () -> l.callLater(ms(1), () -> {}),
                () -> l.callAt(ms(1), () -> {}),
                l::runForever,
                () -> l.runUntilComplete(() -> {}),
                () -> l.callSoonThreadsafe(() -> {}),
                () -> l.createTask(() -> {}),
                () -> l.runInExecutor(() -> 1));
        assertThat(calls)
                .allSatisfy(call -> assertThatIllegalStateException()
                        .isThrownBy(call)
                        .withMessageStartingWith("Event loop is closed"));
        assertThat(out).isEmpty();
    }

    @Test
    void sB18_stopDuringRunUntilComplete_leavesTheTaskPendingAndItCanBeResumed() {
        try (EventLoop l = VirtualTime.loop()) {
            Task<String> t = l.createTask(() -> sleep(ms(20), "done"));
            l.callSoon(l::stop);
            assertThatIllegalStateException()
                    .isThrownBy(() -> l.runUntilComplete(t))
                    .withMessageStartingWith("Event loop stopped before Future completed");
            assertThat(t.done()).isFalse();
            assertThat(l.runUntilComplete(t)).isEqualTo("done");
        }
    }

    /** The run that was stopped leaves nothing behind: the next one goes on when that task gets done. */
    @Test
    void runUntilComplete_afterAStop_isNotEndedByTheEarlierTask() {
        try (EventLoop l = VirtualTime.loop()) {
            Task<String> first = l.createTask(() -> sleep(ms(20), "first"));
            l.callSoon(l::stop);
            assertThatIllegalStateException().isThrownBy(() -> l.runUntilComplete(first));
            assertThat(l.runUntilComplete(l.createTask(() -> sleep(ms(50), "second"))))
                    .isEqualTo("second");
            assertThat(first.done()).isTrue();
        }
    }

    /** C32, E01. */
    @Test
    void sB19_run_cancelsWhatIsLeftAndWaitsForIt() {
        Integer result = Asyncio.run(
                () -> {
                    createTask(() -> {
                        try {
                            sleep(Duration.ofSeconds(100));
                        } catch (CancelledError e) {
                            out.add("bg cancelled");
                            throw e;
                        } finally {
                            sleep(ms(10));
                            out.add("bg cleanup done");
                        }
                    });
                    yieldTurn();
                    out.add("main ends");
                    return 5;
                },
                VirtualTime::loop);
        assertThat(out).containsExactly("main ends", "bg cancelled", "bg cleanup done");
        assertThat(result).isEqualTo(5);
    }

    /** D16. With asynchronous generators: {@code AsyncGeneratorTest}. */
    @Test
    void sB20_runEnds_mainThenTasksThenExecutor() {
        CountDownLatch taskEnded = new CountDownLatch(1);
        Asyncio.run(() -> {
            createTask(() -> {
                try {
                    sleep(Duration.ofSeconds(100));
                } finally {
                    out.add("task ended");
                    taskEnded.countDown();
                }
            });
            getRunningLoop().runInExecutor(() -> {
                boolean inTime = taskEnded.await(20, TimeUnit.SECONDS);
                out.add("executor thread ended " + inTime);
                return null;
            });
            yieldTurn();
            out.add("main ended");
        });
        out.add("run returned");
        assertThat(out).containsExactly("main ended", "task ended", "executor thread ended true", "run returned");
    }

    /** R01. */
    @Test
    void sB22_runner_makesOneLoopAndKeepsItsContext() {
        ContextVar<Integer> v = ContextVar.withDefault("v", 0);
        List<EventLoop> loops = new ArrayList<>();
        List<EventLoop> made = new ArrayList<>();
        Coroutine<Integer> inc = () -> {
            v.set(v.get() + 1);
            loops.add(getRunningLoop());
            return v.get();
        };
        Runner r = Runner.create(() -> {
            made.add(EventLoop.create());
            return made.getFirst();
        });
        assertThat(made).isEmpty();
        assertThat(r.run(inc)).isEqualTo(1);
        assertThat(r.run(inc)).isEqualTo(2);
        r.close();
        r.close();
        assertThat(made).hasSize(1);
        assertThat(loops).containsExactly(made.getFirst(), made.getFirst());
        assertThat(made.getFirst().isClosed()).isTrue();
        assertThat(v.get()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> r.run(inc)).withMessage("Runner is closed");
        assertThatIllegalStateException().isThrownBy(r::getLoop).withMessage("Runner is closed");
    }

    @Test
    void sB22_runnerWithAContext_runsInItInstead() {
        ContextVar<String> v = ContextVar.withDefault("v", "unset");
        Context given = new Context();
        try (Runner r = Runner.create()) {
            r.run(
                    () -> {
                        v.set("given");
                        return null;
                    },
                    given);
            assertThat(r.run(() -> v.get())).isEqualTo("unset");
        }
        assertThat(given.get(v)).isEqualTo("given");
    }

    /** CPython 3.13.0 then forgets which loop is running: a bug of that release. */
    @Test
    void sB25_nestedRunOfTheSameLoop_isRefusedAndTheLoopIsStillKnown() {
        Asyncio.run(() -> {
            EventLoop l = getRunningLoop();
            assertThatIllegalStateException()
                    .isThrownBy(l::runForever)
                    .withMessage("This event loop is already running");
            assertThat(getRunningLoop()).isSameAs(l);
            l.callSoon(() -> {
                out.add(catchThrowable(() -> l.runUntilComplete(() -> {})).getMessage());
                out.add(getRunningLoop() == l);
            });
            yieldTurn();
            yieldTurn();
        });
        assertThat(out).containsExactly("This event loop is already running", true);
    }

    @Test
    void sB26_secondLoopOnTheThread_isRefused() {
        Asyncio.run(() -> {
            EventLoop l = getRunningLoop();
            try (EventLoop l2 = EventLoop.create()) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> l2.runUntilComplete(VirtualTime::yieldTurn))
                        .withMessageStartingWith("Cannot run the event loop while another loop is running");
                l.callSoon(() -> out.add(catchThrowable(l2::runForever).getMessage()));
                yieldTurn();
                yieldTurn();
                assertThat(l2.isRunning()).isFalse();
            }
            assertThat(getRunningLoop()).isSameAs(l);
        });
        assertThat(out)
                .singleElement()
                .asString()
                .startsWith("Cannot run the event loop while another loop is running");
    }

    /** E01. */
    @Test
    void sB27_runInsideARunningLoop_isRefused() {
        Asyncio.run(() -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Asyncio.run(() -> out.add("never")))
                    .withMessageStartingWith("Asyncio.run() cannot be called from a running event loop");
            try (Runner runner = Runner.create()) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> runner.run(() -> out.add("never")))
                        .withMessageContaining("cannot be called from a running event loop");
            }
        });
        assertThat(out).isEmpty();
    }

    /** The compiler refuses what is no coroutine, but for null. */
    @Test
    void sB115_runOfNull_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> Asyncio.run((Coroutine<Integer>) null))
                .withMessage("main");
    }

    /** D05. */
    @Test
    void sB116_runUntilComplete_returnsResultOrThrowsAndRefusesAForeignFuture() {
        try (EventLoop l = VirtualTime.loop();
                EventLoop l2 = VirtualTime.loop()) {
            assertThat(l.runUntilComplete(() -> 7)).isEqualTo(7);
            NoSuchElementException k = new NoSuchElementException("k");
            assertThatThrownBy(() -> l.runUntilComplete(() -> {
                        throw k;
                    }))
                    .isSameAs(k);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> l.runUntilComplete(l2.createFuture()))
                    .withMessageStartingWith("The future belongs to a different loop than the one specified");
        }
    }

    /** C22, D02. */
    @Test
    void sB117_outsideALoop_thereIsNoRunningLoop() {
        List<ThrowingCallable> calls = List.of(
                Asyncio::getRunningLoop,
                () -> currentTask(),
                () -> allTasks(),
                () -> createTask(() -> out.add("never")));
        assertThat(calls)
                .allSatisfy(call -> assertThatIllegalStateException()
                        .isThrownBy(call)
                        .withMessageStartingWith("no running event loop"));
        assertThat(out).isEmpty();
    }

    @Test
    void sB118_leftoverTaskThatFails_isReportedAndRunReturns() {
        IllegalArgumentException dying = new IllegalArgumentException("while dying");
        String ret = Asyncio.run(
                () -> {
                    getRunningLoop().setExceptionHandler((l, c) -> {
                        out.add(c.message());
                        out.add(c.exception());
                    });
                    createTask(() -> {
                        try {
                            sleep(Duration.ofSeconds(100));
                        } catch (CancelledError e) {
                            throw dying;
                        }
                    });
                    yieldTurn();
                    return "ret";
                },
                VirtualTime::loop);
        assertThat(out).containsExactly("unhandled exception during Asyncio.run() shutdown", dying);
        assertThat(ret).isEqualTo("ret");
    }

    /** D09. */
    @Test
    void sB122_isRunningAndIsClosed_throughTheLifeCycle() {
        EventLoop l = VirtualTime.loop();
        assertThat(l.isRunning()).isFalse();
        assertThat(l.isClosed()).isFalse();
        assertThat(l.runUntilComplete(() -> l.isRunning())).isTrue();
        assertThat(l.isRunning()).isFalse();
        l.close();
        assertThat(l.isClosed()).isTrue();
    }
}
