package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** E09: {@code waitFor} and what it waits for, when that is slow to go, or does not go at all. */
final class WaitForStoriesTest extends SemanticsTest {

    /** Sleeps until 200 ms, however often it is cancelled meanwhile. */
    private String deaf() {
        while (loop.time().compareTo(ms(200)) < 0) {
            try {
                sleep(ms(200).minus(loop.time()));
            } catch (CancelledError e) {
                out.add("refused at " + loop.time().toMillis());
            }
        }
        out.add("left at " + loop.time().toMillis());
        return "value";
    }

    private static void expectTimeout(Future<?> awaited, Duration limit) {
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> waitFor(awaited, limit))
                .withCauseInstanceOf(CancelledError.class);
        assertThat(currentTask().cancelling()).isZero();
    }

    @Test
    void limitStrikes_coroutineThatRefuses_isWaitedForAndItsValueReturned() {
        runMain(() -> out.add(waitFor(this::deaf, ms(100))));
        assertThat(out).containsExactly("refused at 100", "left at 200", "value");
    }

    @Test
    void cancelled_coroutineThatRefuses_isWaitedFor() {
        runMain(() -> {
            Task<String> t = createTask(() -> waitFor(this::deaf, ms(400)));
            sleep(ms(10));
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.result()).isEqualTo("value");
        });
        assertThat(out).containsExactly("refused at 10", "left at 200");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 10})
    void limitStrikes_runningTask_isCancelledAndItsCleanupWaitedFor(long limit) {
        runMain(() -> {
            Task<Void> inner = createTask(() -> {
                try {
                    sleep(ms(1000));
                } finally {
                    sleep(ms(50));
                    out.add("cleaned up");
                }
            });
            sleep(Duration.ZERO);
            expectTimeout(inner, ms(limit));
            assertThat(inner.cancelled()).isTrue();
            assertThat(loop.time()).isEqualTo(ms(Math.max(limit, 0) + 50));
        });
        assertThat(out).containsExactly("cleaned up");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 10})
    void limitStrikes_taskFailsInItsCleanup_failureComesOut(long limit) {
        runMain(() -> {
            Task<Void> inner = createTask(() -> {
                try {
                    sleep(ms(200));
                } catch (CancelledError e) {
                    throw new IllegalArgumentException("own");
                }
            });
            sleep(Duration.ZERO);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> waitFor(inner, ms(limit)))
                    .withMessage("own");
        });
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(longs = {60_000})
    void cancelled_withOrWithoutALimit_cancelsTheTask(@Nullable Long limit) {
        runMain(() -> {
            Future<String> never = loop.createFuture();
            Task<String> inner = createTask(never::await);
            Task<String> t = createTask(() -> waitFor(inner, limit == null ? null : ms(limit)));
            loop.callSoon(t::cancel);
            assertThatExceptionOfType(CancelledError.class).isThrownBy(t::await);
            assertThat(inner.cancelled()).isTrue();
            assertThat(never.cancelled()).isTrue();
        });
    }

    /** python/cpython#86296: the task is done within the turn, and the cancellation must not get lost. */
    @Test
    void cancelledInTheTurnInWhichTheTaskReturns_isCancelledAndTheTaskKeepsItsValue() {
        runMain(() -> {
            Task<String> inner = createTask(() -> "done");
            Task<Void> t = createTask(() -> {
                waitFor(inner, ms(100));
                sleep(ms(1000));
                out.add("not reached");
            });
            sleep(Duration.ZERO);
            t.cancel();
            assertThatExceptionOfType(CancelledError.class).isThrownBy(t::await);
            assertThat(inner.result()).isEqualTo("done");
        });
        assertThat(out).isEmpty();
    }

    // ---- shielded ----

    @Test
    void shieldedTask_noTime_goesOnBehindTheCancelledShield() {
        runMain(() -> {
            Task<String> inner = createTask(() -> sleep(ms(10), "done"));
            Future<String> shielded = shield(inner);
            expectTimeout(shielded, Duration.ZERO);
            assertThat(shielded.cancelled()).isTrue();
            assertThat(inner.done()).isFalse();
            assertThat(inner.await()).isEqualTo("done");
        });
    }

    @Test
    void shieldedTask_noLimit_isWaitedFor() {
        runMain(() -> {
            Task<String> inner = createTask(() -> sleep(ms(100), "done"));
            assertThat(waitFor(shield(inner), null)).isEqualTo("done");
            assertThat(inner.result()).isEqualTo("done");
        });
    }
}
