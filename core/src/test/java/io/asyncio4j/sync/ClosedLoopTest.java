package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A loop is closed while tasks hold primitives and wait for them: their {@code finally} blocks run, each release has its
 * acquire, and what is left is as if all had been cancelled (F02, R12, R13).
 */
final class ClosedLoopTest {

    private static final String DESTROYED = "Task was destroyed but it is pending!";

    private final EventLoop loop = VirtualTime.loop();
    private final List<ExceptionContext> reports = new ArrayList<>();
    private final List<String> out = new ArrayList<>();

    ClosedLoopTest() {
        loop.setExceptionHandler((l, context) -> reports.add(context));
    }

    /** Starts the tasks, in this order, and closes the loop when all of them are suspended. */
    private void runAndClose(Coroutine.OfVoid... coroutines) {
        Stream.of(coroutines).forEach(loop::createTask);
        loop.runUntilComplete(() -> sleep(Duration.ofMillis(5)));
        loop.close();
        assertThat(reports)
                .extracting(report -> report.message() + " " + report.exception())
                .containsOnly(DESTROYED + " null")
                .hasSize(coroutines.length);
    }

    private static void sleepLong() {
        sleep(Duration.ofDays(1));
    }

    private Coroutine.OfVoid holding(Lock lock) {
        return () -> {
            lock.acquire();
            try {
                sleepLong();
            } finally {
                out.add("held");
                lock.release();
            }
        };
    }

    private Coroutine.OfVoid waitingFor(Lock lock) {
        return () -> {
            lock.acquire();
            out.add("never");
        };
    }

    private Coroutine.OfVoid waiting(Condition condition) {
        return () -> {
            condition.acquire();
            try {
                condition.await();
                out.add("never");
            } finally {
                out.add(condition.toString());
                condition.release();
            }
        };
    }

    @Test
    void lock_isReleased_andNobodyGetsIt() {
        Lock lock = new Lock();
        runAndClose(holding(lock), waitingFor(lock), waitingFor(lock));
        assertThat(out).containsExactly("held");
        assertThat(lock).hasToString("<Lock [unlocked]>");
    }

    @Test
    void lockAndPermit_handedOverInTheLastTurn_areNotLost() {
        Lock lock = new Lock();
        BoundedSemaphore semaphore = new BoundedSemaphore(1);
        for (int i = 0; i < 2; i++) {
            loop.createTask(waitingFor(lock));
            loop.createTask(() -> {
                semaphore.acquire();
                out.add("never");
            });
        }
        lock.acquire();
        semaphore.acquire();
        loop.callLater(Duration.ofMillis(5), () -> {
            lock.release();
            semaphore.release();
            loop.stop();
        });
        loop.runForever();
        assertThat(lock).hasToString("<Lock [unlocked, waiters:2]>");
        assertThat(semaphore).hasToString("<BoundedSemaphore [locked, waiters:2]>");
        loop.close();
        assertThat(lock).hasToString("<Lock [unlocked]>");
        assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:1]>");
        assertThat(out).isEmpty();
    }

    @Test
    void condition_theOneWhoWaits_findsTheLockFree() {
        Condition condition = new Condition();
        runAndClose(waiting(condition), waiting(condition));
        assertThat(out).containsExactly("<Condition [locked, waiters:1]>", "<Condition [locked]>");
        assertThat(condition).hasToString("<Condition [unlocked]>");
    }

    /** It cannot wait for the lock, and must not release that of the other. */
    @Test
    void condition_theOneWhoWaits_findsTheLockTaken() {
        Lock lock = new Lock();
        runAndClose(waiting(new Condition(lock)), holding(lock), waitingFor(lock));
        assertThat(out).containsExactly("<Condition [locked]>", "held");
        assertThat(lock).hasToString("<Lock [unlocked]>");
    }

    @Test
    void condition_theOneWhoWaitsForTheLockAgain_releasesItOnce() {
        Lock lock = new Lock();
        Condition condition = new Condition(lock);
        runAndClose(waiting(condition), () -> {
            condition.acquire();
            try {
                condition.signalAll();
                sleepLong();
            } finally {
                out.add("held");
                condition.release();
            }
        });
        assertThat(out).containsExactly("<Condition [locked]>", "held");
        assertThat(lock).hasToString("<Lock [unlocked]>");
    }

    @Test
    void semaphore_keepsItsPermits() {
        BoundedSemaphore semaphore = new BoundedSemaphore(1);
        Coroutine.OfVoid passing = () -> {
            try (var _ = semaphore.acquire()) {
                out.add("passing");
                sleepLong();
            }
        };
        runAndClose(passing, passing, passing);
        assertThat(out).containsExactly("passing");
        assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:1]>");
    }

    @Test
    void eventAndBarrier_areLeft() {
        Event event = new Event();
        Barrier barrier = new Barrier(3);
        runAndClose(event::await, event::await, barrier::await, barrier::await);
        assertThat(event).hasToString("<Event [unset]>");
        assertThat(barrier).hasToString("<Barrier [filling, waiters:0/3]>");
    }

    @Test
    void afterwards_aNewLoopCanUseWhatNobodyWaitsFor() {
        Lock lock = new Lock();
        runAndClose(holding(lock), waitingFor(lock));
        VirtualTime.run(() -> {
            try (var _ = lock.acquire()) {
                sleep(Duration.ofMillis(1));
            }
        });
        assertThat(lock).hasToString("<Lock [unlocked]>");
    }
}
