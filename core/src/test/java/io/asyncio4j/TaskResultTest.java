package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.spi.LoopClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** C21, E07: what a task's coroutine returns or throws, and how it sleeps and awaits on the way. */
final class TaskResultTest extends SemanticsTest {

    private static int one() {
        return 42;
    }

    private static int another() {
        yieldTurn();
        return 1000;
    }

    @Test
    void coroutinesThatAreCalled_returnToTheirCaller() {
        assertThat(loop.<Integer>runUntilComplete(() -> one() + another())).isEqualTo(1042);
    }

    @Test
    void futureThatIsReturned_isTheResult_andIsNotAwaited() {
        runMain(() -> {
            Future<String> f = loop.createFuture();
            Task<Future<String>> t = createTask(() -> f);
            assertThat(t.await()).isSameAs(f);
            assertThat(f.done()).isFalse();
        });
    }

    @Test
    void futureThatIsAwaited_wakesTheTaskWithTheVeryResult() {
        runMain(() -> {
            Object result = new Object();
            Future<Object> f = loop.createFuture();
            Task<?> t = createTask(() -> out.add(f.await()), "waiter");
            yieldTurn();
            assertThat(f).hasToString("<Future pending cb=[waiter.wakeup]>");
            f.setResult(result);
            assertThat(out).isEmpty();
            yieldTurn();
            assertThat(out).containsExactly(result);
            assertThat(t.done()).isTrue();
        });
    }

    /** A coroutine need not be a lambda. */
    private static final class Answer implements Coroutine<Integer> {
        @Override
        public Integer run() {
            return 42;
        }
    }

    @Test
    void objectOfAClass_canBeACoroutine() {
        runMain(() -> {
            Answer answer = new Answer();
            for (int i = 0; i < 2; i++) {
                assertThat(createTask(answer).await()).isEqualTo(42);
            }
        });
    }

    /** The exception that is being handled comes back from the task that it was given to: no circle of causes. */
    @Test
    void exceptionThatIsBeingHandled_thrownByATask_hasNoCause() {
        runMain(() -> {
            for (Exception each : List.of(new IllegalArgumentException("a"), new IOException("b"))) {
                try {
                    throw each;
                } catch (Exception e) {
                    Task<?> t = createTask(() -> {
                        throw e;
                    });
                    Throwable again = catchThrowable(t::await);
                    if (e instanceof IOException) {
                        assertThat(again)
                                .isInstanceOf(CompletionException.class)
                                .hasCause(e);
                    } else {
                        assertThat(again).isSameAs(e);
                    }
                    assertThat(e).hasNoCause().hasNoSuppressedExceptions();
                }
            }
        });
    }

    @Test
    void currentTask_isTheSameBeforeAndAfterEachSuspension() {
        runMain(() -> {
            Future<Boolean> first = loop.createFuture();
            Future<Boolean> second = loop.createFuture();
            Task<?> a = createTask(() -> {
                Task<?> me = currentTask();
                out.add(me);
                var _ = first.await();
                assertThat(currentTask()).isSameAs(me);
                second.setResult(true);
            });
            Task<?> b = createTask(() -> {
                Task<?> me = currentTask();
                out.add(me);
                first.setResult(true);
                var _ = second.await();
                assertThat(currentTask()).isSameAs(me);
            });
            a.await();
            b.await();
            assertThat(out).containsExactly(a, b);
        });
    }

    // ---- sleeping ----

    @Test
    void sleep_ofZero_letsRunWhatWasReady_andReturnsItsResult() {
        runMain(() -> {
            loop.callSoon(() -> out.add("ready before"));
            assertThat(out).isEmpty();
            out.add(sleep(Duration.ZERO, "slept"));
        });
        assertThat(out).containsExactly("ready before", "slept");
    }

    @Test
    void sleeps_oneAfterAnother_addUp() {
        Task<String> t = loop.createTask(() -> {
            sleep(ms(50));
            return sleep(ms(50), "yeah");
        });
        assertThat(loop.runUntilComplete(t)).isEqualTo("yeah");
        assertThat(t.done()).isTrue();
        assertThat(loop.time()).isEqualTo(ms(100));
    }

    @Test
    void sleep_cancelled_leavesNoTimerForTheLoopToWaitFor() {
        List<Duration> waits = new ArrayList<>();
        LoopClock noting = new LoopClock() {
            @Override
            public long nanoTime() {
                return clock.nanoTime();
            }

            @Override
            public long waitNanos(long untilTimerNanos, boolean externalWork) {
                waits.add(Duration.ofNanos(untilTimerNanos));
                return clock.waitNanos(untilTimerNanos, externalWork);
            }
        };
        try (EventLoop watched = EventLoop.builder().clock(noting).build()) {
            watched.runUntilComplete(() -> {
                Task<?> t = createTask(() -> sleep(ms(10)));
                yieldTurn();
                t.cancel();
                sleep(ms(30));
                assertThat(t.cancelled()).isTrue();
            });
        }
        assertThat(waits).containsExactly(ms(30));
    }

    // ---- a loop that is stopped ----

    @Test
    void stop_inATask_leavesItAtItsNextSuspension() {
        int[] steps = {0};
        Task<?> t = loop.createTask(() -> {
            while (steps[0] < 10) {
                sleep(ms(100));
                steps[0]++;
                if (steps[0] == 2) {
                    loop.stop();
                }
            }
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> loop.runUntilComplete(t))
                .withMessageStartingWith("Event loop stopped before Future completed");
        assertThat(t.done()).isFalse();
        assertThat(steps).containsExactly(2);
        assertThat(loop.time()).isEqualTo(ms(200));
        t.cancel();
        assertThatThrownBy(() -> loop.runUntilComplete(t)).isInstanceOf(CancelledError.class);
    }
}
