package io.asyncio4j;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** E06, R11: what {@code asCompleted} takes, and how its iterator can be used. */
final class AsCompletedTest extends SemanticsTest {

    private static Coroutine<String> sleeping(long millis, String result) {
        return () -> sleep(ms(millis), result);
    }

    @Test
    void coroutines_runConcurrently_andComeAsTheyFinish() {
        runMain(() -> {
            for (Future<String> next : asCompleted(List.of(sleeping(10, "b"), sleeping(150, "c"), sleeping(10, "a")))) {
                out.add(next.result() + " at " + loop.time().toMillis());
            }
        });
        assertThat(out).containsExactly("b at 10", "a at 10", "c at 150");
    }

    @Test
    void tasksAmongCoroutines_comeBackThemselves() {
        runMain(() -> {
            Task<String> b = createTask(sleeping(2, "b"));
            Task<String> d = createTask(sleeping(1, "d"));
            List<Awaitable<String>> given = List.of(sleeping(4, "a"), b, sleeping(3, "c"), d);
            List<Future<String>> back = new ArrayList<>();
            asCompleted(given).forEach(back::add);
            assertThat(back).extracting(Future::result).containsExactly("d", "b", "c", "a");
            assertThat(back.subList(0, 2)).containsExactly(d, b);
            assertThat(given).doesNotContain(back.get(2), back.get(3));
        });
    }

    @Test
    void limitThatIsNotReached_isNotFelt() {
        runMain(() -> {
            for (Future<String> next : asCompleted(List.of(sleeping(10, "a")), ms(1000))) {
                out.add(next.result());
            }
            assertThat(loop.time()).isEqualTo(ms(10));
            sleep(ms(2000));
        });
        assertThat(out).containsExactly("a");
    }

    @Test
    void iteration_thatWasLeft_goesOnWhereItStopped() {
        runMain(() -> {
            Iterable<Future<String>> completed =
                    asCompleted(List.of(sleeping(0, "0"), sleeping(1, "1"), sleeping(2, "2"), sleeping(3, "3")));
            for (Future<String> next : completed) {
                out.add(next.result());
                if (out.size() == 2) {
                    break;
                }
            }
            assertThat(out).containsExactly("0", "1");
            for (Future<String> next : completed) {
                out.add(next.result());
            }
        });
        assertThat(out).containsExactly("0", "1", "2", "3");
    }

    @Test
    void futuresThatCameOut_canBeWaitedForTogether() {
        runMain(() -> {
            List<Future<String>> all = new ArrayList<>();
            asCompleted(Set.of(sleeping(50, "a"), sleeping(50, "b"))).forEach(all::add);
            assertThat(all).hasSize(2);
            WaitResult<String> result = waitUntil(ALL_COMPLETED, all);
            assertThat(result.done()).extracting(Future::result).containsExactlyInAnyOrder("a", "b");
            assertThat(loop.time()).isEqualTo(ms(50));
        });
    }

    /** In Python a coroutine object that is given twice comes once, too; here it runs twice. */
    @Test
    void futureGivenTwice_comesOnce() {
        runMain(() -> {
            Task<String> ham = createTask(sleeping(2, "ham"));
            for (Future<String> next : asCompleted(List.of(ham, ham, sleeping(1, "spam")))) {
                out.add(next.result());
            }
        });
        assertThat(out).containsExactly("spam", "ham");
    }

    @Test
    void nulls_areRefused_whenItIsCalled() {
        runMain(() -> {
            assertThatNullPointerException().isThrownBy(() -> asCompleted((List<Future<String>>) null));
            assertThatNullPointerException()
                    .isThrownBy(() -> asCompleted(Arrays.asList((Future<String>) null)))
                    .withMessage("awaitable");
        });
    }
}
