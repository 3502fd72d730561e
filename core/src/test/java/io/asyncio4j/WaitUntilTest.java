package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static io.asyncio4j.ReturnWhen.FIRST_COMPLETED;
import static io.asyncio4j.ReturnWhen.FIRST_EXCEPTION;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** E04, E05: when {@code waitUntil} returns, and what it counts as done. */
final class WaitUntilTest extends SemanticsTest {

    private static Task<Void> sleeper(long millis) {
        return createTask(() -> sleep(ms(millis)));
    }

    private static Task<Void> failer(long millis) {
        return createTask(() -> {
            if (millis > 0) {
                sleep(ms(millis));
            }
            throw new ArithmeticException("err");
        });
    }

    @Test
    void allCompleted_returnsWithTheLast_andAtOnceTheNextTime() {
        runMain(() -> {
            Task<Void> a = sleeper(100);
            Task<Void> b = sleeper(150);
            for (int i = 0; i < 2; i++) {
                WaitResult<Void> result = waitUntil(ALL_COMPLETED, List.of(b, a));
                assertThat(result.done()).containsExactly(b, a);
                assertThat(result.pending()).isEmpty();
                assertThat(loop.time()).isEqualTo(ms(150));
            }
        });
    }

    @Test
    void allCompleted_waitsForTheOthersOfOneThatFails_andThrowsNothing() {
        runMain(() -> {
            Task<Void> a = sleeper(150);
            Task<Void> b = failer(100);
            for (int i = 0; i < 2; i++) {
                WaitResult<Void> result = waitUntil(ALL_COMPLETED, List.of(b, a));
                assertThat(result.done()).containsExactly(b, a);
                assertThat(result.done().stream().filter(f -> f.exception() != null))
                        .containsExactly(b);
                assertThat(result.pending()).isEmpty();
                assertThat(loop.time()).isEqualTo(ms(150));
            }
        });
    }

    @Test
    void firstCompleted_returnsWithTheFirst() {
        runMain(() -> {
            Task<Void> a = sleeper(10_000);
            Task<Void> b = sleeper(100);
            WaitResult<Void> result = waitUntil(FIRST_COMPLETED, List.of(b, a));
            assertThat(result.done()).containsExactly(b);
            assertThat(result.pending()).containsExactly(a);
            assertThat(a.done()).isFalse();
            assertThat(b.result()).isNull();
            assertThat(loop.time()).isEqualTo(ms(100));
            a.await();
        });
    }

    /** The waiter wakes up a turn after the first one is done; what is done by then counts. */
    @Test
    void firstCompleted_otherIsDoneBeforeTheWaiterWakes_bothCount() {
        runMain(() -> {
            Task<Void> a = createTask(VirtualTime::yieldTurn);
            Task<Void> b = createTask(() -> {
                yieldTurn();
                yieldTurn();
            });
            WaitResult<Void> result = waitUntil(FIRST_COMPLETED, List.of(b, a));
            assertThat(result.done()).containsExactly(b, a);
            assertThat(result.pending()).isEmpty();
            assertThat(List.of(a.done(), b.done())).containsOnly(true);
        });
    }

    @Test
    void firstException_ofATaskThatFailsAtOnce_takesNoTime() {
        runMain(() -> {
            Task<Void> a = sleeper(10_000);
            Task<Void> b = failer(0);
            WaitResult<Void> result = waitUntil(FIRST_EXCEPTION, List.of(b, a));
            assertThat(result.done()).containsExactly(b);
            assertThat(result.pending()).containsExactly(a);
            assertThat(loop.time()).isZero();
            assertThat(b.exception()).hasMessage("err");
            assertThat(waitUntil(ALL_COMPLETED, List.of(a, b)).done()).hasSize(2);
        });
    }

    @Test
    void timeout_returnsWhatIsDone_andCancelsNothing() {
        runMain(() -> {
            Task<Void> a = sleeper(100);
            Task<Void> b = sleeper(150);
            WaitResult<Void> result = waitUntil(ALL_COMPLETED, List.of(b, a), ms(110));
            assertThat(result.done()).containsExactly(a);
            assertThat(result.pending()).containsExactly(b);
            assertThat(loop.time()).isEqualTo(ms(110));
            b.await();
        });
    }

    @Test
    void timeout_taskThatIsDoneAtThatVeryMoment_counts() {
        runMain(() -> {
            Task<Void> a = sleeper(100);
            Task<Void> b = sleeper(150);
            yieldTurn(); // both sleep, so their timers come before the timeout's
            WaitResult<Void> result = waitUntil(ALL_COMPLETED, List.of(b, a), ms(100));
            assertThat(result.done()).containsExactly(a);
            assertThat(result.pending()).containsExactly(b);
            assertThat(loop.time()).isEqualTo(ms(100));
        });
    }

    @Test
    void anyCollection_isTaken() {
        runMain(() -> {
            Task<Void> a = sleeper(100);
            Task<Void> b = sleeper(150);
            assertThat(waitUntil(ALL_COMPLETED, new ArrayDeque<>(List.of(b, a))).done())
                    .containsExactly(b, a);
            assertThat(waitUntil(ALL_COMPLETED, Set.of(a)).done()).containsExactly(a);
            assertThat(loop.time()).isEqualTo(ms(150));

            WaitResult<Integer> ten = waitUntil(
                    ALL_COMPLETED,
                    IntStream.range(0, 10).mapToObj(i -> createTask(() -> i)).toList());
            assertThat(ten.done()).hasSize(10);
            assertThat(ten.pending()).isEmpty();
        });
    }
}
