package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Condition} (F02, R13). */
final class ConditionTest extends SemanticsTest {

    private final Condition condition = new Condition();

    private Task<Boolean> waiting(Object name) {
        return createTask(() -> {
            try (var _ = condition.acquire()) {
                condition.await();
                return out.add(name);
            }
        });
    }

    private static void waitForAll(Task<?>... tasks) {
        waitUntil(ReturnWhen.ALL_COMPLETED, List.of(tasks));
    }

    @Test
    void sG86_needsTheLock_wakesInOrder_oneAtATime() {
        runMain(() -> {
            assertThatIllegalStateException()
                    .isThrownBy(condition::await)
                    .withMessageContaining("cannot wait on un-acquired lock: <Condition [unlocked]>");
            assertThatIllegalStateException()
                    .isThrownBy(condition::signal)
                    .withMessageContaining("cannot signal on un-acquired lock: <Condition [unlocked]>");
            List<Task<Boolean>> tasks =
                    IntStream.range(0, 4).mapToObj(this::waiting).toList();
            yieldTurn();
            try (var _ = condition.acquire()) {
                condition.signal(2);
                assertThat(out).isEmpty();
            }
            sleep(ms(10));
            assertThat(out).containsExactly(0, 1);
            try (var _ = condition.acquire()) {
                condition.signalAll();
            }
            gather(tasks).await();
            assertThat(out).containsExactly(0, 1, 2, 3);
        });
    }

    @Test
    void sG87_awaitCancelled_hasTheLockAgain_whenTheErrorComesOut() {
        runMain(() -> {
            Task<?> task = createTask(() -> {
                try (var _ = condition.acquire()) {
                    try {
                        condition.await();
                    } catch (CancelledError e) {
                        out.add(condition.locked());
                        throw e;
                    }
                }
            });
            yieldTurn();
            task.cancel();
            waitForAll(task);
            assertThat(out).containsExactly(true);
            assertThat(condition.locked()).isFalse();
            assertThat(task.cancelled()).isTrue();
        });
    }

    @Test
    void sG87_awaitCancelledAgainAndAgain_waitsForTheLock_andThrowsTheLatest() {
        runMain(() -> {
            Task<?> task = createTask(() -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                }
            });
            yieldTurn();
            condition.acquire();
            for (String message : List.of("one", "two", "three")) {
                task.cancel(message);
                yieldTurn();
                yieldTurn();
                assertThat(task.done()).isFalse();
            }
            assertThat(condition).hasToString("<Condition [locked]>");
            condition.release();
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(task::await)
                    .withMessage("three");
            assertThat(task.cancelling()).isEqualTo(3);
            assertThat(condition.locked()).isFalse();
        });
    }

    @Test
    void sG147_waitFor_checksAtOnceAndAfterEveryWakeUp() {
        int[] n = {0};
        List<Integer> calls = new ArrayList<>();
        runMain(() -> {
            Task<String> task = createTask(() -> {
                try (var _ = condition.acquire()) {
                    condition.waitFor(() -> {
                        calls.add(n[0]);
                        return n[0] >= 2;
                    });
                    assertThat(condition.locked()).isTrue();
                    return "yes";
                }
            });
            yieldTurn();
            for (int i = 0; i < 2; i++) {
                try (var _ = condition.acquire()) {
                    n[0]++;
                    condition.signalAll();
                }
                sleep(ms(10));
            }
            assertThat(task.await()).isEqualTo("yes");
        });
        assertThat(calls).containsExactly(0, 1, 2);
    }

    @Test
    void waitFor_predicateHoldsAtOnce_needsNoLock() {
        runMain(() -> condition.waitFor(() -> true));
    }

    @Test
    void waitFor_predicateThrows_callerHasTheLock() {
        runMain(() -> {
            Task<?> task = createTask(() -> {
                try (var _ = condition.acquire()) {
                    condition.waitFor(() -> {
                        if (out.isEmpty()) {
                            return false;
                        }
                        throw new ArithmeticException("predicate");
                    });
                } finally {
                    out.add(condition.locked());
                }
            });
            yieldTurn();
            try (var _ = condition.acquire()) {
                out.add("change");
                condition.signal();
            }
            assertThatExceptionOfType(ArithmeticException.class).isThrownBy(task::await);
            assertThat(out).containsExactly("change", false);
        });
    }

    @Test
    void signalledAndThenCancelled_passesTheSignalOn() {
        runMain(() -> {
            Task<?> a = waiting("a");
            Task<?> b = waiting("b");
            yieldTurn();
            try (var _ = condition.acquire()) {
                condition.signal();
            }
            a.cancel();
            waitForAll(a, b);
            assertThat(a.cancelled()).isTrue();
            assertThat(out).containsExactly("b");
        });
    }

    @Test
    void signalledAndCancelledWhileItWaitsForTheLock_passesTheSignalOn() {
        runMain(() -> {
            Task<?> a = waiting("a");
            Task<?> b = waiting("b");
            yieldTurn();
            condition.acquire();
            condition.signal();
            yieldTurn();
            assertThat(condition).hasToString("<Condition [locked, waiters:1]>");
            a.cancel();
            yieldTurn();
            assertThat(a.done()).isFalse();
            condition.release();
            waitForAll(a, b);
            assertThat(a.cancelled()).isTrue();
            assertThat(out).containsExactly("b");
        });
    }

    @Test
    void signal_skipsTheCancelledOnes() {
        runMain(() -> {
            Task<?> a = waiting("a");
            Task<?> b = waiting("b");
            Task<?> c = waiting("c");
            yieldTurn();
            condition.acquire();
            a.cancel();
            condition.signal();
            condition.release();
            sleep(ms(1));
            // a, too, passes a signal on: as on CPython, it does not know that it had none
            assertThat(out).containsExactly("b", "c");
            assertThat(b.done() && c.done()).isTrue();
        });
    }

    @Test
    void signal_moreThanWait_isNotKept() {
        runMain(() -> {
            try (var _ = condition.acquire()) {
                condition.signal(5);
                condition.signal(0);
                condition.signalAll();
            }
            Task<?> task = waiting("late");
            sleep(ms(1));
            assertThat(task.done()).isFalse();
            task.cancel();
        });
        assertThat(out).isEmpty();
    }

    @Test
    void await_withATimeLimit_givesTheLockBack() {
        runMain(() -> {
            try (var _ = condition.acquire()) {
                assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> waitFor(condition::await, ms(10)));
                assertThat(condition).hasToString("<Condition [locked]>");
            }
            assertThat(condition).hasToString("<Condition [unlocked]>");
        });
    }

    @Test
    void severalConditions_shareALock() {
        runMain(() -> {
            Lock lock = new Lock();
            Condition full = new Condition(lock);
            Condition empty = new Condition(lock);
            Task<?> task = createTask(() -> {
                try (var _ = lock.acquire()) {
                    full.await();
                    out.add("full");
                    empty.signal();
                }
            });
            yieldTurn();
            try (var _ = empty.acquire()) {
                assertThat(full.locked()).isTrue();
                full.signal();
                empty.await();
                out.add("empty");
            }
            assertThat(task.done()).isTrue();
            assertThat(lock.locked()).isFalse();
        });
        assertThat(out).containsExactly("full", "empty");
    }

    @Test
    void toString_showsStateOfTheLockAndWaiters() {
        runMain(() -> {
            Task<?> a = waiting("a");
            waiting("b");
            yieldTurn();
            assertThat(condition).hasToString("<Condition [unlocked, waiters:2]>");
            condition.acquire();
            assertThat(condition).hasToString("<Condition [locked, waiters:2]>");
            condition.signalAll();
            condition.release();
            a.await();
        });
    }
}
