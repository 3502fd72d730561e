package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.ReturnWhen;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Semaphore} and {@link BoundedSemaphore} (F01, F02, C12, R13). */
final class SemaphoreTest extends SemanticsTest {

    private Task<?> passing(Semaphore semaphore, Object name) {
        return createTask(() -> {
            try (var _ = semaphore.acquire()) {
                out.add(name);
            }
        });
    }

    private static void waitForAll(Task<?>... tasks) {
        waitUntil(ReturnWhen.ALL_COMPLETED, List.of(tasks));
    }

    @Test
    void sG88_permits_order_growth_andBounds() {
        runMain(() -> {
            Semaphore s = new Semaphore(2);
            assertThat(s.locked()).isFalse();
            s.acquire();
            s.acquire();
            assertThat(s.locked()).isTrue();
            List<Task<Boolean>> tasks = IntStream.range(0, 3)
                    .mapToObj(i -> createTask(() -> {
                        s.acquire();
                        return out.add(i);
                    }))
                    .toList();
            yieldTurn();
            s.release();
            yieldTurn();
            yieldTurn();
            assertThat(out).containsExactly(0);
            s.release();
            s.release();
            gather(tasks).await();
            assertThat(out).containsExactly(0, 1, 2);
            for (int i = 0; i < 4; i++) {
                s.release();
            }
            assertThat(s).hasToString("<Semaphore [unlocked, value:4]>");
        });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Semaphore(-1))
                .withMessage("permits = -1 (expected: >= 0)");
        assertThatIllegalStateException()
                .isThrownBy(new BoundedSemaphore(1)::release)
                .withMessageContaining("BoundedSemaphore released too many times")
                .withMessageContaining("<BoundedSemaphore [unlocked, value:1]>");
    }

    @Test
    void sG89_newcomerQueuesBehind_andNoPermitIsLostToCancellation() {
        Semaphore s = new Semaphore(1);
        runMain(() -> {
            s.acquire();
            Task<?> a = passing(s, "a");
            Task<?> b = passing(s, "b");
            yieldTurn();
            s.release();
            a.cancel();
            Task<?> c = passing(s, "c");
            waitForAll(a, b, c);
        });
        assertThat(out).containsExactly("b", "c");
        assertThat(s).hasToString("<Semaphore [unlocked, value:1]>");
    }

    @Test
    void release_whileSomeoneIsWoken_newcomerStillQueues() {
        Semaphore s = new Semaphore(1);
        runMain(() -> {
            s.acquire();
            Task<?> a = passing(s, "a");
            yieldTurn();
            s.release();
            s.release();
            assertThat(s)
                    .as("a free permit, but a has not had its turn")
                    .hasToString("<Semaphore [locked, waiters:1]>");
            passing(s, "b").await();
            assertThat(a.done()).isTrue();
        });
        assertThat(out).containsExactly("a", "b");
        assertThat(s).hasToString("<Semaphore [unlocked, value:2]>");
    }

    /** Newcomers queued up behind one that was woken; there are permits for all of them. */
    @Test
    void wokenOne_lettingNewcomersIn_wakesAllThatThereArePermitsFor() {
        Semaphore s = new Semaphore(0);
        runMain(() -> {
            passing(s, "a");
            yieldTurn();
            for (int i = 0; i < 3; i++) {
                createTask(() -> {
                    s.acquire();
                    return out.add("newcomer");
                });
            }
            s.release();
            s.release();
            s.release();
            yieldTurn();
            assertThat(s).hasToString("<Semaphore [locked, waiters:3]>");
            assertThat(out).containsExactly("a");
            yieldTurn();
            assertThat(out).containsExactly("a", "newcomer", "newcomer", "newcomer");
        });
    }

    @Test
    void cancelledWaiter_isPassedOver() {
        Semaphore s = new Semaphore(0);
        runMain(() -> {
            Task<?> a = passing(s, "a");
            Task<?> b = passing(s, "b");
            yieldTurn();
            a.cancel();
            s.release();
            waitForAll(a, b);
        });
        assertThat(out).containsExactly("b");
        assertThat(s).hasToString("<Semaphore [unlocked, value:1]>");
    }

    @Test
    void permits_limitHowManyRunTogether() {
        int[] running = {0, 0};
        BoundedSemaphore s = new BoundedSemaphore(3);
        runMain(() -> gather(IntStream.range(0, 20)
                        .mapToObj(i -> createTask(() -> {
                            try (var _ = s.acquire()) {
                                running[1] = Math.max(running[1], ++running[0]);
                                sleep(ms(10));
                                running[0]--;
                            }
                        }))
                        .toList())
                .await());
        assertThat(running).containsExactly(0, 3);
        assertThat(clock.now()).isEqualTo(ms(70));
        assertThat(s).hasToString("<BoundedSemaphore [unlocked, value:3]>");
    }

    @Test
    void boundedSemaphore_permitOnItsWayToAWaiter_countsAsTaken() {
        BoundedSemaphore s = new BoundedSemaphore(1);
        runMain(() -> {
            s.acquire();
            Task<?> a = passing(s, "a");
            yieldTurn();
            s.release();
            a.await();
            assertThat(s).isInstanceOf(Semaphore.class);
        });
        assertThat(s).hasToString("<BoundedSemaphore [unlocked, value:1]>");
    }

    @Test
    void toString_showsPermitsAndWaiters() {
        runMain(() -> {
            Semaphore s = new Semaphore(1);
            assertThat(s).hasToString("<Semaphore [unlocked, value:1]>");
            s.acquire();
            assertThat(s).hasToString("<Semaphore [locked]>");
            passing(s, "a");
            passing(s, "b");
            yieldTurn();
            assertThat(s).hasToString("<Semaphore [locked, waiters:2]>");
            s.release();
            sleep(ms(1));
        });
    }
}
