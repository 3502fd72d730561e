package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.MisuseTest;
import io.asyncio4j.Task;
import io.asyncio4j.VirtualTime;
import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Misuse of the primitives: a defined exception that names the state, which stays as it was (F02, R12, R13). */
final class SyncMisuseTest extends MisuseTest {

    // ---- values ----

    @Test
    void negativeSizes_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Semaphore(-3))
                .withMessage("permits = -3 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundedSemaphore(Integer.MIN_VALUE))
                .withMessage("permits = -2147483648 (expected: >= 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Barrier(0))
                .withMessage("parties = 0 (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Barrier(-1))
                .withMessage("parties = -1 (expected: > 0)");
    }

    @Test
    void signal_negative_isRefused_andWakesNobody() {
        Condition condition = new Condition();
        loop.runUntilComplete(() -> {
            Task<?> waiter = createTask(() -> {
                try (var _ = condition.acquire()) {
                    condition.await();
                }
            });
            yieldTurn();
            try (var _ = condition.acquire()) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> condition.signal(-1))
                        .withMessageContaining("n = -1 (expected: >= 0");
                assertThat(condition).hasToString("<Condition [locked, waiters:1]>");
                condition.signal();
            }
            waiter.await();
        });
    }

    @Test
    @SuppressWarnings("NullAway")
    void nulls_areRefusedByName() {
        assertThatNullPointerException().isThrownBy(() -> new Condition(null)).withMessage("lock");
        assertThatNullPointerException()
                .isThrownBy(() -> new Condition().waitFor(null))
                .withMessage("predicate");
    }

    // ---- releasing too often ----

    @Test
    void release_ofAnUnlockedLock_isRefused_andTheLockStillWorks() {
        Lock lock = new Lock();
        assertThatIllegalStateException()
                .isThrownBy(lock::release)
                .withMessageContaining("Lock is not acquired: <Lock [unlocked]>");
        loop.runUntilComplete(() -> {
            lock.acquire();
            lock.release();
            assertThatIllegalStateException().isThrownBy(lock::release);
            assertThat(lock.locked()).isFalse();
        });
    }

    @Test
    void close_twice_isRefused() {
        Lock lock = new Lock();
        loop.runUntilComplete(() -> {
            Held held = lock.acquire();
            held.close();
            assertThatIllegalStateException().isThrownBy(held::close).withMessageContaining("Lock is not acquired");
            assertThatIllegalStateException()
                    .isThrownBy(() -> {
                        try (var _ = lock.acquire()) {
                            lock.release();
                        }
                    })
                    .withMessageContaining("Lock is not acquired");
            assertThat(lock).hasToString("<Lock [unlocked]>");
        });
    }

    @Test
    void release_whileTheLockIsOnItsWayToAWaiter_isRefused_andTheWaiterGetsIt() {
        Lock lock = new Lock();
        loop.runUntilComplete(() -> {
            lock.acquire();
            Task<?> waiter = createTask(() -> {
                lock.acquire();
                return lock.toString();
            });
            yieldTurn();
            lock.release();
            assertThatIllegalStateException()
                    .isThrownBy(lock::release)
                    .withMessageContaining("<Lock [unlocked, waiters:1]>");
            assertThat(waiter.await()).isEqualTo("<Lock [locked]>");
        });
    }

    @Test
    void boundedSemaphore_releasedTooOften_isRefused_andKeepsItsPermits() {
        BoundedSemaphore semaphore = new BoundedSemaphore(2);
        loop.runUntilComplete(() -> {
            try (var held = semaphore.acquire()) {
                semaphore.acquire();
                held.close();
                assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:1]>");
            }
            assertThatIllegalStateException()
                    .isThrownBy(semaphore::release)
                    .withMessage("BoundedSemaphore released too many times: <BoundedSemaphore [unlocked, value:2]>"
                            + ", and 2 is the most");
            assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:2]>");
        });
    }

    @Test
    void semaphore_releasedMoreOftenThanAnIntCounts_isRefused() {
        Semaphore semaphore = new Semaphore(Integer.MAX_VALUE);
        assertThatIllegalStateException()
                .isThrownBy(semaphore::release)
                .withMessageContaining("Semaphore released too many times: <Semaphore [unlocked, value:2147483647]>");
        assertThat(semaphore).hasToString("<Semaphore [unlocked, value:2147483647]>");
    }

    // ---- conditions without their lock ----

    @Test
    void condition_withoutTheLock_isRefused() {
        Condition condition = new Condition();
        loop.runUntilComplete(() -> {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    condition::await,
                    () -> condition.waitFor(() -> false),
                    condition::signal,
                    () -> condition.signal(0),
                    condition::signalAll)) {
                assertThatIllegalStateException()
                        .isThrownBy(call)
                        .withMessageContaining("on un-acquired lock: <Condition [unlocked]>; acquire() it");
            }
            assertThatIllegalStateException()
                    .isThrownBy(condition::release)
                    .withMessageContaining("Lock is not acquired");
            assertThat(condition).hasToString("<Condition [unlocked]>");
        });
    }

    // ---- outside a task ----

    @Test
    void waiting_inACallback_isRefused_andNothingHasChanged() {
        Lock lock = new Lock();
        Condition condition = new Condition();
        Semaphore semaphore = new Semaphore(0);
        Event event = new Event();
        Barrier barrier = new Barrier(2);
        loop.runUntilComplete(() -> {
            lock.acquire();
            condition.acquire();
            loop.callSoon(lock::acquire);
            loop.callSoon(condition::await);
            loop.callSoon(semaphore::acquire);
            loop.callSoon(event::await);
            loop.callSoon(() -> assertThatIllegalStateException()
                    .isThrownBy(barrier::await)
                    .withMessageContaining("Barrier.await() has to wait, and was called outside a task"));
            yieldTurn();
        });
        assertThat(reports)
                .extracting(report -> String.valueOf(report.exception()).replaceFirst(" has to wait.*", ""))
                .containsExactly(
                        "java.lang.IllegalStateException: Lock.acquire()",
                        "java.lang.IllegalStateException: Condition.await()",
                        "java.lang.IllegalStateException: Semaphore.acquire()",
                        "java.lang.IllegalStateException: Event.await()");
        assertThat(reports)
                .allSatisfy(report -> assertThat(report.exception())
                        .hasMessageContaining("was called outside a task, on thread \"")
                        .hasMessageContaining("createTask()"));
        assertThat(List.of(lock, condition, semaphore, event, barrier))
                .extracting(Object::toString)
                .containsExactly(
                        "<Lock [locked]>",
                        "<Condition [locked]>",
                        "<Semaphore [locked]>",
                        "<Event [unset]>",
                        "<Barrier [filling, waiters:0/2]>");
    }

    @Test
    void waiting_whereNoLoopRuns_isRefused_andNothingHasChanged() {
        Condition condition = new Condition();
        condition.acquire(); // free, so nothing has to wait
        assertThatIllegalStateException()
                .isThrownBy(condition::acquire)
                .withMessageContaining("no running event loop on thread \""
                        + Thread.currentThread().getName());
        assertThatIllegalStateException().isThrownBy(condition::await).withMessageContaining("no running event loop");
        assertThat(condition).hasToString("<Condition [locked]>");
    }

    // ---- other threads ----

    @Test
    void wakingFromAnotherThread_isRefused_andNothingHasChanged() {
        Lock lock = new Lock();
        Condition condition = new Condition();
        Semaphore semaphore = new Semaphore(0);
        Event event = new Event();
        Barrier barrier = new Barrier(2);
        loop.runUntilComplete(() -> {
            lock.acquire();
            List<Task<?>> waiters = List.of(
                    createTask(lock::acquire),
                    createTask(() -> {
                        condition.acquire();
                        condition.await();
                    }),
                    createTask(semaphore::acquire),
                    createTask(event::await),
                    createTask(barrier::await));
            yieldTurn();
            condition.acquire();
            List<String> before = states(lock, condition, semaphore, event, barrier);
            List<Throwable> thrown = loop.runInExecutor(() -> List.of(
                            catchThrowable(lock::release),
                            catchThrowable(condition::signalAll),
                            catchThrowable(semaphore::release),
                            catchThrowable(event::set),
                            catchThrowable(barrier::abort),
                            catchThrowable(barrier::reset)))
                    .await();
            assertThat(thrown)
                    .hasSize(6)
                    .allSatisfy(e -> assertThat(e)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("Non-thread-safe operation")
                            .hasMessageContaining("callSoonThreadsafe"));
            assertThat(states(lock, condition, semaphore, event, barrier))
                    .isEqualTo(before)
                    .containsExactly(
                            "<Lock [locked, waiters:1]>",
                            "<Condition [locked, waiters:1]>",
                            "<Semaphore [locked, waiters:1]>",
                            "<Event [unset, waiters:1]>",
                            "<Barrier [filling, waiters:1/2]>");
            lock.release();
            condition.signalAll();
            condition.release();
            semaphore.release();
            event.set();
            barrier.await();
            for (Task<?> waiter : waiters) {
                waiter.await();
            }
        });
    }

    private static List<String> states(Object... primitives) {
        return Arrays.stream(primitives).map(Object::toString).toList();
    }

    @Test
    void waitingOnAnotherThread_isRefused_andNothingHasChanged() {
        Lock lock = new Lock();
        loop.runUntilComplete(() -> {
            lock.acquire();
            Throwable thrown =
                    loop.runInExecutor(() -> catchThrowable(lock::acquire)).await();
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no running event loop on thread");
            assertThat(lock).hasToString("<Lock [locked]>");
        });
    }

    // ---- other loops ----

    @Test
    void sG148_contendedUseFromASecondLoop_isRefused() {
        Lock lock = new Lock();
        EventLoop second = VirtualTime.loop();
        loop.runUntilComplete(() -> {
            lock.acquire();
            Task<?> waiter = createTask(lock::acquire);
            yieldTurn();
            waiter.cancel();
            assertThatExceptionOfType(CancelledError.class).isThrownBy(waiter::await);
        });
        second.runUntilComplete(() -> assertThatIllegalStateException()
                .isThrownBy(lock::acquire)
                .withMessageContaining("<Lock [locked]> is bound to a different event loop")
                .withMessageContaining(loop + ", not " + second));
        assertThat(lock).hasToString("<Lock [locked]>");
        second.close();
    }

    @Test
    void sG148_theOtherPrimitives_areBoundToo() {
        Semaphore semaphore = new Semaphore(0);
        Event event = new Event();
        Condition condition = new Condition();
        Barrier barrier = new Barrier(2);
        EventLoop second = VirtualTime.loop();
        loop.runUntilComplete(() -> {
            condition.acquire();
            List<Task<?>> waiters = List.of(
                    createTask(semaphore::acquire),
                    createTask(event::await),
                    createTask(condition::await),
                    createTask(barrier::await));
            yieldTurn();
            waiters.forEach(Task::cancel);
            yieldTurn();
        });
        second.runUntilComplete(() -> {
            for (ThrowingCallable call :
                    List.<ThrowingCallable>of(semaphore::acquire, event::await, condition::await, barrier::await)) {
                assertThatIllegalStateException()
                        .isThrownBy(call)
                        .withMessageContaining("is bound to a different event loop");
            }
        });
        assertThat(states(semaphore, event, condition, barrier))
                .containsExactly(
                        "<Semaphore [locked]>",
                        "<Event [unset]>",
                        "<Condition [locked]>",
                        "<Barrier [filling, waiters:0/2]>");
        second.close();
    }

    @Test
    void sG148_withoutContention_anyLoopWillDo() {
        Lock lock = new Lock();
        for (int i = 0; i < 2; i++) {
            VirtualTime.run(() -> {
                try (var _ = lock.acquire()) {
                    sleep(Duration.ofMillis(1));
                }
            });
        }
        assertThat(lock.locked()).isFalse();
    }

    /** Else the condition would release the lock and could not acquire it again. */
    @Test
    void sG148_conditionWhoseLockIsBoundElsewhere_isRefused_andTheLockStaysLocked() {
        Lock lock = new Lock();
        EventLoop second = VirtualTime.loop();
        second.runUntilComplete(() -> {
            lock.acquire();
            Task<?> waiter = createTask(lock::acquire);
            yieldTurn();
            lock.release();
            waiter.await();
            lock.release();
        });
        Condition condition = new Condition(lock);
        loop.runUntilComplete(() -> {
            condition.acquire();
            assertThatIllegalStateException()
                    .isThrownBy(condition::await)
                    .withMessageContaining("<Lock [locked]> is bound to a different event loop (" + second);
            assertThat(condition).hasToString("<Condition [locked]>");
            condition.release();
        });
        second.close();
    }

    // ---- where a task cannot suspend ----

    private static final Condition PINNED = new Condition();

    /** Loads a class whose initialiser waits. */
    private static final class Pinned {
        static final String VALUE;

        static {
            PINNED.await();
            VALUE = "signalled";
        }
    }

    @Test
    void conditionAwait_inAClassInitialiser_isRefused_andTheLockIsHeldAgain() {
        loop.runUntilComplete(() -> {
            Task<?> signals = createTask(() -> {
                try (var _ = PINNED.acquire()) {
                    PINNED.signal();
                }
            });
            try (var _ = PINNED.acquire()) {
                Throwable thrown = catchThrowable(() -> assertThat(Pinned.VALUE).isEqualTo("signalled"));
                if (CoroutineRuntime.get().name().equals("loop")) {
                    assertThat(thrown).hasRootCauseInstanceOf(IllegalStateException.class);
                    assertThat(thrown.getCause()).hasMessageContaining("cannot suspend");
                } else {
                    assertThat(thrown).isNull();
                }
                assertThat(PINNED).hasToString("<Condition [locked]>");
            }
            signals.await();
        });
        assertThat(PINNED).hasToString("<Condition [unlocked]>");
    }

    private static final Condition PINNED_AMONG_OTHERS = new Condition();

    /** The same. */
    private static final class PinnedAmongOthers {
        static final String VALUE;

        static {
            PINNED_AMONG_OTHERS.await();
            VALUE = "never";
        }
    }

    /** The lock had been handed to the first of them, who therefore comes last. */
    @Test
    void conditionAwait_inAClassInitialiser_doesNotLetOthersIntoTheLock() {
        assumeTrue(CoroutineRuntime.get().name().equals("loop"), "elsewhere a class initialiser can suspend");
        List<Object> out = new ArrayList<>();
        loop.runUntilComplete(() -> {
            List<Task<?>> others = new ArrayList<>();
            try (var _ = PINNED_AMONG_OTHERS.acquire()) {
                for (int i = 0; i < 2; i++) {
                    int name = i;
                    others.add(createTask(() -> {
                        try (var _ = PINNED_AMONG_OTHERS.acquire()) {
                            out.add(name);
                            yieldTurn();
                        }
                    }));
                }
                yieldTurn();
                assertThat(catchThrowable(
                                () -> assertThat(PinnedAmongOthers.VALUE).isNull()))
                        .hasRootCauseInstanceOf(IllegalStateException.class);
                sleep(Duration.ofMillis(1));
                out.add("main");
            }
            for (Task<?> other : others) {
                other.await();
            }
        });
        assertThat(out).containsExactly("main", 1, 0);
        assertThat(PINNED_AMONG_OTHERS).hasToString("<Condition [unlocked]>");
    }
}
