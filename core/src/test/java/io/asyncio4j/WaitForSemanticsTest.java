package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** E09: {@code waitFor} does what CPython 3.13 does. */
final class WaitForSemanticsTest extends SemanticsTest {

    private static <T> Coroutine<T> sleeping(long millis, T result) {
        return () -> sleep(ms(millis), result);
    }

    private static final Coroutine<String> REFUSES = () -> {
        try {
            return sleep(ms(5000), "slept");
        } catch (CancelledError e) {
            return "refused";
        }
    };

    private static final Coroutine<String> FAILS = () -> {
        try {
            return sleep(ms(5000), "slept");
        } catch (CancelledError e) {
            throw new IllegalArgumentException("own");
        }
    };

    @Test
    void sE66_waitForTimeout_innerIsCancelledAndAwaited() {
        Coroutine.OfVoid slow = () -> {
            try {
                sleep(ms(5000));
            } finally {
                sleep(ms(100));
            }
        };
        runMain(() -> {
            assertThatThrownBy(() -> waitFor(slow, ms(20)))
                    .isExactlyInstanceOf(TimeoutException.class)
                    .hasMessageContaining("PT0.02S")
                    .hasCauseInstanceOf(CancelledError.class);
            assertThat(loop.time()).isEqualTo(ms(120));
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void sE67_waitForTimeout_valueOrErrorOfAnInnerThatRefusesWins() {
        runMain(() -> {
            assertThat(waitFor(REFUSES, ms(10))).isEqualTo("refused");
            assertThatThrownBy(() -> waitFor(FAILS, ms(10)))
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("own");
            assertThat(loop.time()).isEqualTo(ms(20));
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void sE68_waitFor_withoutLimitOrWithoutTime() {
        runMain(() -> {
            assertThat(waitFor(sleeping(10, "n"), null)).isEqualTo("n");
            Future<String> f = loop.createFuture();
            f.setResult("done");
            assertThat(waitFor(f, Duration.ZERO)).isEqualTo("done");
            assertThat(waitFor(f, ms(-1))).isEqualTo("done");
            Coroutine.OfVoid b = () -> {
                out.add(1);
                sleep(ms(1000));
            };
            assertThatThrownBy(() -> waitFor(b, Duration.ZERO)).isInstanceOf(TimeoutException.class);
            assertThat(out).isEmpty();
            assertThat(loop.time()).isEqualTo(ms(10));
        });
    }

    /** python/cpython#86296: the cancellation was swallowed when the result was there. */
    @Test
    void sE69_waitForCancelledInTheTurnOfTheResult_isCancelled() {
        runMain(() -> {
            Future<String> f = loop.createFuture();
            Task<String> t = createTask(() -> waitFor(f, ms(5000)));
            sleep(Duration.ZERO);
            f.setResult("v");
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
        });
    }

    @Test
    void sE70_waitForResultInTheTurnOfTheDeadline_isTheResult() {
        runMain(() -> {
            Future<String> f = loop.createFuture();
            Task<String> t = createTask(() -> waitFor(f, ms(50)));
            sleep(Duration.ZERO);
            loop.callLater(ms(10), () -> {
                f.setResult("v");
                clock.advance(ms(100));
            });
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.result()).isEqualTo("v");
        });
    }

    @Test
    void sE141_waitForCancelled_cancelsTheInner() {
        runMain(() -> {
            Task<String> i = createTask(sleeping(5000, "i"));
            Task<String> t = createTask(() -> waitFor(i, ms(9000)));
            sleep(Duration.ZERO);
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
            assertThat(i.cancelled()).isTrue();
        });
    }

    @Test
    void waitForTask_timeout_cancelsTheTask() {
        runMain(() -> {
            Task<String> i = createTask(sleeping(5000, "i"));
            assertThatThrownBy(() -> waitFor(i, ms(10))).isInstanceOf(TimeoutException.class);
            assertThat(i.cancelled()).isTrue();
        });
    }

    /** CPython: {@code if fut.done(): return fut.result()}. */
    @Test
    void waitFor_cancelledFuture_isCancelledWhateverTheLimit() {
        runMain(() -> {
            Future<String> f = loop.createFuture();
            f.cancel();
            assertThatThrownBy(() -> waitFor(f, ms(1000))).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> waitFor(f, null)).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> waitFor(f, Duration.ZERO)).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> waitFor(f, ms(-1))).isInstanceOf(CancelledError.class);
        });
    }

    /** A gather that was cancelled has a CancelledError as its exception and is not cancelled. */
    @Test
    void waitForGather_noTime_timesOut() {
        runMain(() -> {
            Future<List<String>> g = gather(sleeping(1000, "a"), sleeping(2000, "b"));
            assertThatThrownBy(() -> waitFor(g, Duration.ZERO))
                    .isInstanceOf(TimeoutException.class)
                    .hasCauseInstanceOf(CancelledError.class);
            Future<List<String>> h = gather(sleeping(1000, "a"), sleeping(2000, "b"));
            assertThatThrownBy(() -> waitFor(h, ms(10))).isInstanceOf(TimeoutException.class);
        });
    }

    @Test
    void waitForTask_noTimeAndTheTaskRefuses_valueOrErrorWins() {
        runMain(() -> {
            Task<String> refuses = createTask(REFUSES);
            Task<String> fails = createTask(FAILS);
            sleep(Duration.ZERO);
            assertThat(waitFor(refuses, Duration.ZERO)).isEqualTo("refused");
            assertThatThrownBy(() -> waitFor(fails, Duration.ZERO)).hasMessage("own");
        });
    }

    @Test
    void waitForTask_noTimeAndCancelledMeanwhile_doesNotWaitForTheTask() {
        runMain(() -> {
            Task<Void> inner = createTask(() -> {
                try {
                    sleep(ms(1000));
                } catch (CancelledError e) {
                    sleep(ms(100));
                    out.add("inner left");
                }
            });
            sleep(Duration.ZERO);
            Task<Void> w = createTask(() -> waitFor(inner, Duration.ZERO));
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            w.cancel();
            waitUntil(ALL_COMPLETED, List.of(w));
            assertThat(w.cancelled()).isTrue();
            assertThat(inner.done()).isFalse();
            sleep(ms(200));
        });
        assertThat(out).containsExactly("inner left");
    }

    @Test
    void waitFor_coroutine_runsInTheCallingTask() {
        runMain(() -> {
            Task<?> caller = currentTask();
            assertThat(Asyncio.<Task<?>>waitFor(() -> currentTask(), ms(10))).isSameAs(caller);
        });
    }

    @Test
    void waitFor_checkedException_comesWrapped() {
        runMain(() -> {
            Coroutine<String> fails = () -> {
                throw new IOException("disk");
            };
            assertThatThrownBy(() -> waitFor(fails, ms(10)))
                    .isExactlyInstanceOf(CompletionException.class)
                    .hasCauseExactlyInstanceOf(IOException.class);
        });
    }

    @Test
    void waitFor_finishedInTime_leavesNoTimerBehind() {
        runMain(() -> {
            assertThat(waitFor(sleeping(10, "v"), ms(500))).isEqualTo("v");
            sleep(ms(1000));
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    /** The inner limit strikes first; the outer one must not take it for its own. */
    @Test
    void waitForInWaitFor_innerTimeout_comesThroughTheOuterAsItIs() {
        runMain(() -> {
            Coroutine<String> inner = () -> waitFor(sleeping(5000, "i"), ms(10));
            assertThatThrownBy(() -> waitFor(inner, ms(100)))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessageContaining("PT0.01S");
            assertThat(loop.time()).isEqualTo(ms(10));
        });
    }

    @Test
    void waitFor_outsideATask_isRefused() {
        Future<String> f = loop.createFuture();
        assertThatThrownBy(() -> waitFor(f, ms(10)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside a task");
    }
}
