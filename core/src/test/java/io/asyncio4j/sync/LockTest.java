package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Lock} (F02, F03, R13). */
final class LockTest extends SemanticsTest {

    private final Lock lock = new Lock();

    private Task<?> taking(Object name) {
        return createTask(() -> {
            try (var _ = lock.acquire()) {
                out.add(name);
            }
        });
    }

    private static void waitForAll(Task<?>... tasks) {
        waitUntil(ReturnWhen.ALL_COMPLETED, List.of(tasks));
    }

    @Test
    void sG82_waitersGetItInOrder_nobodyOvertakes() {
        runMain(() -> {
            lock.acquire();
            List<Task<?>> tasks = IntStream.range(0, 3)
                    .<Task<?>>mapToObj(i -> createTask(() -> {
                        try (var _ = lock.acquire()) {
                            out.add(i);
                            yieldTurn();
                        }
                    }))
                    .toList();
            yieldTurn();
            lock.release();
            assertThat(lock.locked()).isFalse();
            taking("late").await();
            assertThat(tasks).allSatisfy(task -> assertThat(task.done()).isTrue());
        });
        assertThat(out).containsExactly(0, 1, 2, "late");
        assertThat(lock.locked()).isFalse();
    }

    /** That something else than the lock cannot be put into {@code try}, which is a TypeError in Python, does not compile. */
    @Test
    void sG83_unlockedIsNotReleased_ownerBlocksItself_anyoneReleases() {
        runMain(() -> {
            assertThatIllegalStateException()
                    .isThrownBy(lock::release)
                    .withMessageContaining("Lock is not acquired")
                    .withMessageContaining("<Lock [unlocked]>");
            lock.acquire();
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> waitFor(lock::acquire, ms(20)));
            assertThat(lock).hasToString("<Lock [locked]>");
            createTask(lock::release).await();
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void sG84_cancelledWaiter_vanishes() {
        runMain(() -> {
            lock.acquire();
            Task<?> a = taking("a");
            Task<?> b = taking("b");
            yieldTurn();
            a.cancel();
            yieldTurn();
            lock.release();
            b.await();
            assertThat(a.cancelled()).isTrue();
        });
        assertThat(out).containsExactly("b");
        assertThat(lock).hasToString("<Lock [unlocked]>");
    }

    @Test
    void sG84_cancelledWaiter_passesTheLockOn() {
        runMain(() -> {
            lock.acquire();
            Task<?> a = taking("a");
            Task<?> b = taking("b");
            yieldTurn();
            lock.release();
            a.cancel();
            waitForAll(a, b);
            assertThat(a.cancelled()).isTrue();
        });
        assertThat(out).containsExactly("b");
        assertThat(lock).hasToString("<Lock [unlocked]>");
    }

    @Test
    void releaseToAWaiterThatIsBeingCancelled_reachesTheNextOne() {
        runMain(() -> {
            lock.acquire();
            Task<?> a = taking("a");
            Task<?> b = taking("b");
            yieldTurn();
            a.cancel();
            lock.release();
            waitForAll(a, b);
        });
        assertThat(out).containsExactly("b");
        assertThat(lock).hasToString("<Lock [unlocked]>");
    }

    /** The one that is cancelled and the release both let somebody in: it must be the same one. */
    @Test
    void releaseToAWaiterThatIsBeingCancelled_letsOneInOnly() {
        runMain(() -> {
            lock.acquire();
            List<Task<?>> tasks = IntStream.range(0, 3)
                    .<Task<?>>mapToObj(i -> createTask(() -> {
                        lock.acquire();
                        out.add(i);
                    }))
                    .toList();
            yieldTurn();
            loop.callSoon(() -> {
                tasks.getFirst().cancel();
                lock.release();
            });
            waitForAll(tasks.getFirst());
            assertThat(tasks.getFirst().cancelled()).isTrue();
            yieldTurn();
            assertThat(out).containsExactly(1);
            assertThat(lock).hasToString("<Lock [locked, waiters:1]>");
            tasks.getLast().cancel();
        });
    }

    @Test
    void onlyWaiterCancelledAfterHandOver_lockIsFree() {
        runMain(() -> {
            lock.acquire();
            Task<?> a = taking("a");
            yieldTurn();
            lock.release();
            a.cancel();
            lock.acquire(); // behind a, which gives up
            out.add("main");
            assertThat(a.cancelled()).isTrue();
        });
        assertThat(out).containsExactly("main");
        assertThat(lock).hasToString("<Lock [locked]>");
    }

    @Test
    void acquire_whileOnlyCancelledOnesWait_isImmediate() {
        runMain(() -> {
            lock.acquire();
            Task<?> a = taking("a");
            yieldTurn();
            a.cancel();
            lock.release();
            assertThat(lock).hasToString("<Lock [unlocked, waiters:1]>");
            lock.acquire();
            assertThat(lock).hasToString("<Lock [locked, waiters:1]>");
            yieldTurn();
            assertThat(lock).hasToString("<Lock [locked]>");
        });
    }

    @Test
    void acquire_uncontended_keepsTheTurn_andIgnoresAPendingCancellation() {
        runMain(() -> {
            Task<?> other = createTask(() -> out.add("other"));
            Task<?> me = createTask(() -> {
                assertThat(currentTask()).isNotNull();
                currentTask().cancel();
                try (var _ = lock.acquire()) {
                    out.add("has it");
                }
                sleep(Duration.ZERO);
            });
            try (var _ = lock.acquire()) {
                assertThat(other.done()).isFalse();
            }
            waitForAll(other, me);
            assertThat(me.cancelled()).isTrue();
        });
        assertThat(out).containsExactly("other", "has it");
    }

    @Test
    void tryWithResources_releasesWhenTheBlockThrowsOrIsCancelled() {
        runMain(() -> {
            assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> {
                try (var _ = lock.acquire()) {
                    throw new ArithmeticException("in block");
                }
            });
            assertThat(lock.locked()).isFalse();
            Task<?> task = createTask(() -> {
                try (var _ = lock.acquire()) {
                    sleep(ms(100));
                }
            });
            yieldTurn();
            assertThat(lock.locked()).isTrue();
            task.cancel();
            assertThatExceptionOfType(CancelledError.class).isThrownBy(task::await);
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void waitFor_lockComesInTime_canBeClosed() {
        runMain(() -> {
            lock.acquire();
            loop.callLater(ms(10), lock::release);
            try (var _ = waitFor(lock::acquire, ms(20))) {
                assertThat(lock.locked()).isTrue();
            }
            assertThat(lock.locked()).isFalse();
        });
        assertThat(clock.now()).isEqualTo(ms(10));
    }

    /** The lock comes in the very turn in which the time is over. */
    @Test
    void waitFor_lockAndTimeoutTogether_lockIsNotLost() {
        runMain(() -> {
            lock.acquire();
            loop.callLater(ms(20), lock::release);
            Task<?> late = createTask(() -> waitFor(lock::acquire, ms(20)));
            Task<?> next = taking("next");
            waitForAll(late, next);
            assertThat(late.exception()).hasRootCauseInstanceOf(CancelledError.class);
        });
        assertThat(out).containsExactly("next");
        assertThat(lock).hasToString("<Lock [unlocked]>");
    }

    @Test
    void lock_excludes_acrossSuspensions() {
        runMain(() -> {
            int[] balance = {0};
            gather(IntStream.range(0, 50)
                            .mapToObj(i -> createTask(() -> {
                                try (var _ = lock.acquire()) {
                                    int before = balance[0];
                                    sleep(ms(i % 3));
                                    balance[0] = before + 1;
                                }
                            }))
                            .toList())
                    .await();
            assertThat(balance[0]).isEqualTo(50);
        });
    }

    @Test
    void toString_showsStateAndWaiters() {
        runMain(() -> {
            assertThat(lock).hasToString("<Lock [unlocked]>");
            lock.acquire();
            taking(1);
            taking(2);
            yieldTurn();
            assertThat(lock).hasToString("<Lock [locked, waiters:2]>");
            lock.release();
            assertThat(lock).hasToString("<Lock [unlocked, waiters:2]>");
            sleep(ms(1));
            assertThat(lock).hasToString("<Lock [unlocked]>");
        });
    }
}
