package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** E08: {@code shield} does what CPython 3.13 does, except that it does not lose errors. */
final class ShieldSemanticsTest extends SemanticsTest {

    ShieldSemanticsTest() {
        loop.setExceptionHandler((where, context) -> reports.add(context.message() + ": " + context.exception()));
    }

    private static <T> Task<T> sleeper(long millis, T result) {
        return createTask(() -> sleep(ms(millis), result));
    }

    private static Task<String> failer(long millis) {
        return createTask(
                () -> {
                    sleep(ms(millis));
                    throw new IllegalArgumentException("lost?");
                },
                "bad");
    }

    @Test
    void sE64_shield_cancelledWaiterLeavesTheInnerTaskRunning() {
        runMain(() -> {
            Task<String> i = sleeper(200, "inner");
            Task<String> t = createTask(() -> shield(i).await());
            sleep(Duration.ZERO);
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
            assertThat(i.done()).isFalse();
            out.add(i.await());
        });
        assertThat(out).containsExactly("inner");
    }

    @Test
    void sE64_shield_cancelledInnerTaskCancelsTheShield() {
        runMain(() -> {
            Task<String> i = sleeper(5000, "inner");
            Future<String> s = shield(i);
            sleep(Duration.ZERO);
            i.cancel("enough");
            waitUntil(ALL_COMPLETED, List.of(s));
            assertThat(s.cancelled()).isTrue();
            assertThatThrownBy(s::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void sE64_shield_finishedArgumentIsReturnedAsItIs() {
        runMain(() -> {
            Task<String> d = sleeper(0, "d");
            d.await();
            assertThat(shield(d)).isSameAs(d);
        });
    }

    @Test
    void sE65_shieldCancelledInnerFails_errorThatIsFetchedIsNotReported() {
        runMain(() -> {
            Task<String> i = failer(10);
            Future<String> s = shield(i);
            sleep(Duration.ZERO);
            s.cancel();
            sleep(ms(30));
            assertThat(i.done()).isTrue();
            assertThat(i.exception()).hasMessage("lost?");
        });
    }

    /** CPython 3.13 drops this error; CPython 3.14 reports it, as this library does. */
    @Test
    void sE65_shieldCancelledInnerFails_errorThatNobodyFetchesIsReported() {
        runMain(() -> {
            Future<String> s = shield(failer(10));
            sleep(Duration.ZERO);
            s.cancel();
            sleep(ms(30));
            assertThat(s.cancelled()).isTrue();
        });
        assertThat(reports)
                .containsExactly(
                        "Task 'bad' exception was never retrieved: " + "java.lang.IllegalArgumentException: lost?");
        reports.clear();
    }

    /** The outer future is cancelled in the same turn in which the inner one fails: its callback is still in place. */
    @Test
    void shieldCancelled_innerFailsInTheSameTurn_errorIsReported() {
        runMain(() -> {
            Future<String> i = loop.createFuture();
            Future<String> s = shield(i);
            s.cancel();
            i.setException(new IllegalArgumentException("same turn"));
            sleep(ms(1));
        });
        assertThat(reports)
                .containsExactly(
                        "Future exception was never retrieved: " + "java.lang.IllegalArgumentException: same turn");
        reports.clear();
    }

    @Test
    void shield_failureOfTheInnerTask_isPassedOnAndCountsAsFetched() {
        runMain(() -> {
            Task<String> i = failer(10);
            assertThatThrownBy(shield(i)::await)
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .isSameAs(i.exception());
        });
    }

    @Test
    void shield_coroutine_becomesATaskThatSurvives() {
        runMain(() -> {
            Future<Void> s = shield(() -> {
                sleep(ms(10));
                out.add("done");
            });
            sleep(Duration.ZERO);
            s.cancel();
            sleep(ms(20));
        });
        assertThat(out).containsExactly("done");
    }

    @Test
    void waitForShield_timesOutAndTheInnerTaskGoesOn() {
        runMain(() -> {
            Task<String> i = sleeper(100, "v");
            assertThatThrownBy(() -> waitFor(shield(i), ms(10))).isInstanceOf(TimeoutException.class);
            assertThat(i.done()).isFalse();
            assertThat(waitFor(shield(i), ms(200))).isEqualTo("v");
            assertThat(loop.time()).isEqualTo(ms(100));
        });
    }

    @Test
    void shieldTwice_cancelOne_leavesTheOther() {
        runMain(() -> {
            Task<String> i = sleeper(10, "v");
            Future<String> one = shield(i);
            Future<String> two = shield(i);
            sleep(Duration.ZERO);
            assertThat(one.cancel()).isTrue();
            assertThat(two.await()).isEqualTo("v");
            assertThat(one.cancelled()).isTrue();
        });
    }

    @Test
    void shield_cancelled_isForgottenByTheInnerFuture() {
        runMain(() -> {
            Future<String> inner = loop.createFuture();
            Future<String> outer = shield(inner);
            assertThat(inner).hasToString("<Future pending cb=[shield]>");
            outer.cancel();
            sleep(ms(1));
            assertThat(outer).hasToString("<Future cancelled>");
            assertThat(inner).hasToString("<Future pending>");
        });
    }
}
