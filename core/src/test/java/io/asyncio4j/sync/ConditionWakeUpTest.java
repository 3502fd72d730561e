package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Condition}, turn by turn: who has the lock, and what a cancellation on the way to it does (F02, R13). */
final class ConditionWakeUpTest extends SemanticsTest {

    private final Condition condition = new Condition();

    /** Keeps the lock when it has been woken. */
    private Task<Boolean> keeping(Object name) {
        return createTask(() -> {
            condition.acquire();
            condition.await();
            return out.add(name);
        });
    }

    private static void waitForAll(Task<?>... tasks) {
        waitUntil(ReturnWhen.ALL_COMPLETED, List.of(tasks));
    }

    @Test
    void signalled_getTheLockOneAfterTheOther_whoeverReleasesIt() {
        runMain(() -> {
            List<Task<Boolean>> tasks =
                    IntStream.rangeClosed(1, 3).mapToObj(this::keeping).toList();
            yieldTurn();
            assertThat(condition).hasToString("<Condition [unlocked, waiters:3]>");

            condition.acquire();
            condition.signal();
            yieldTurn();
            assertThat(out).isEmpty();
            assertThat(condition).hasToString("<Condition [locked, waiters:2]>");
            condition.release();
            yieldTurn();
            assertThat(out).containsExactly(1);
            assertThat(condition.locked()).isTrue();

            condition.signal(2);
            yieldTurn();
            assertThat(out).containsExactly(1);
            condition.release();
            yieldTurn();
            assertThat(out).containsExactly(1, 2);
            assertThat(condition.locked()).isTrue();
            condition.release();
            yieldTurn();
            assertThat(out).containsExactly(1, 2, 3);
            assertThat(condition.locked()).isTrue();
            assertThat(tasks).allSatisfy(task -> assertThat(task.done()).isTrue());
        });
    }

    @Test
    void signal_againInTheSameTurn_wakesTheNextOnes() {
        runMain(() -> {
            for (int i = 1; i <= 4; i++) {
                int name = i;
                createTask(() -> {
                    try (var _ = condition.acquire()) {
                        condition.await();
                        out.add(name);
                    }
                });
            }
            yieldTurn();
            try (var _ = condition.acquire()) {
                condition.signal(1);
                condition.signal(1);
            }
            sleep(ms(1));
            assertThat(out).containsExactly(1, 2);
            try (var _ = condition.acquire()) {
                condition.signal(1);
                condition.signal(2048);
            }
            sleep(ms(1));
            assertThat(out).containsExactly(1, 2, 3, 4);
        });
    }

    /** Of a condition and its lock, one is locked when the other is. */
    @Test
    void givenLock_isTheConditionsOwn() {
        runMain(() -> {
            Lock lock = new Lock();
            Condition under = new Condition(lock);
            assertThat(under.locked()).isFalse();
            try (var _ = under.acquire()) {
                assertThat(lock.locked()).isTrue();
                assertThat(under.locked()).isTrue();
            }
            assertThat(lock.locked()).isFalse();
            try (var _ = lock.acquire()) {
                assertThat(under.locked()).isTrue();
            }
            assertThat(under.locked()).isFalse();
        });
    }

    // ---- cancellation ----

    @Test
    void cancelledInTheTurnInWhichTheLockIsReleased_hasItAllTheSame() {
        runMain(() -> {
            Task<Boolean> task = keeping("woken");
            yieldTurn();
            condition.acquire();
            condition.signal();
            loop.callSoon(task::cancel);
            loop.callSoon(condition::release);
            waitForAll(task);
            assertThat(condition).hasToString("<Condition [locked]>");
            assertThat(task.cancelled()).isTrue();
        });
        assertThat(out).isEmpty();
    }

    /** Notes the error that it gets, and lets it out. */
    private Task<Object> noting(boolean[] wake) {
        return createTask(() -> {
            try (var _ = condition.acquire()) {
                condition.waitFor(() -> wake[0]);
                return "not reached";
            } catch (CancelledError e) {
                out.add(e);
                throw e;
            }
        });
    }

    @Test
    void cancelledBeforeTheSignal_theVeryErrorComesOut() {
        runMain(() -> {
            Task<Object> task = noting(new boolean[1]);
            yieldTurn();
            task.cancel("foo");
            Throwable thrown = catchThrowable(task::await);
            assertThat(thrown).isInstanceOf(CancelledError.class).hasMessage("foo");
            assertThat(out).singleElement().isSameAs(thrown);
        });
    }

    @Test
    void cancelledOnTheWayToTheLock_theVeryErrorComesOut() {
        runMain(() -> {
            boolean[] wake = {false};
            Task<Object> task = noting(wake);
            yieldTurn();
            condition.acquire();
            wake[0] = true;
            condition.signal();
            yieldTurn();
            task.cancel("foo");
            condition.release();
            Throwable thrown = catchThrowable(task::await);
            assertThat(thrown).isInstanceOf(CancelledError.class).hasMessage("foo");
            assertThat(out).singleElement().isSameAs(thrown);
        });
    }

    /** Two consumers, of which the one that is signalled is cancelled: the other one has to take the item. */
    private void signalIsNotLost(boolean onTheWayToTheLock) {
        int[] items = {0};
        runMain(() -> {
            List<Task<Void>> consumers = IntStream.range(0, 2)
                    .mapToObj(i -> createTask(() -> {
                        try (var _ = condition.acquire()) {
                            while (true) {
                                condition.waitFor(() -> items[0] != 0);
                                if (items[0] < 0) {
                                    return;
                                }
                                items[0]--;
                                out.add(i);
                            }
                        }
                    }))
                    .toList();
            yieldTurn();
            try (var _ = condition.acquire()) {
                items[0]++;
                condition.signal();
                if (onTheWayToTheLock) {
                    yieldTurn();
                }
                consumers.getFirst().cancel();
                assertThatExceptionOfType(TimeoutException.class)
                        .as("nobody signals that the item was taken")
                        .isThrownBy(() -> timeout(ms(10), condition::await));
                assertThat(items[0]).isZero();
                items[0] = -1;
                condition.signalAll();
            }
            consumers.getLast().await();
            assertThat(consumers.getFirst().cancelled()).isTrue();
        });
        assertThat(out).containsExactly(1);
    }

    @Test
    void cancelledBeforeItsTurn_signalIsNotLost() {
        signalIsNotLost(false);
    }

    @Test
    void cancelledOnTheWayToTheLock_signalIsNotLost() {
        signalIsNotLost(true);
    }
}
