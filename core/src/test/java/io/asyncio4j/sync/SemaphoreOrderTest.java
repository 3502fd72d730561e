package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Semaphore}: each permit goes to one task, and in which order (F01, F02, R13). */
final class SemaphoreOrderTest extends SemanticsTest {

    /** Keeps the permit. */
    private Task<Boolean> taking(Semaphore semaphore, Object name) {
        return createTask(() -> {
            semaphore.acquire();
            return out.add(name);
        });
    }

    private List<Task<Boolean>> severalTaking(Semaphore semaphore, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> taking(semaphore, i))
                .toList();
    }

    @Test
    void noPermits_isLocked() {
        assertThat(new Semaphore(0).locked()).isTrue();
        assertThat(new Semaphore(1).locked()).isFalse();
    }

    @Test
    void twoReleases_letExactlyTwoIn_newcomerComesLast() {
        runMain(() -> {
            Semaphore semaphore = new Semaphore(3);
            semaphore.acquire();
            semaphore.acquire();
            assertThat(semaphore).hasToString("<Semaphore [unlocked, value:1]>");
            severalTaking(semaphore, 3);
            yieldTurn();
            assertThat(out).containsExactly(1);
            assertThat(semaphore).hasToString("<Semaphore [locked, waiters:2]>");

            Task<Boolean> newcomer = taking(semaphore, 4);
            semaphore.release();
            semaphore.release();
            assertThat(semaphore).as("until they have had their turn").hasToString("<Semaphore [locked, waiters:2]>");
            yieldTurn();
            assertThat(out).containsExactly(1, 2, 3);
            assertThat(semaphore).hasToString("<Semaphore [locked, waiters:1]>");
            semaphore.release();
            newcomer.await();
        });
        assertThat(out).containsExactly(1, 2, 3, 4);
    }

    @Test
    void cancelledInTheTurnOfTheRelease_permitGoesToTheNextOneAlone() {
        runMain(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Task<Boolean>> tasks = severalTaking(semaphore, 4);
            yieldTurn();
            tasks.get(0).cancel();
            tasks.get(1).cancel();
            semaphore.release();
            yieldTurn();
            yieldTurn();
            assertThat(out).containsExactly(3);
            assertThat(semaphore).hasToString("<Semaphore [locked, waiters:1]>");
            tasks.get(3).cancel();
        });
    }

    @Test
    void cancelledBeforeTheReleases_othersKeepTheirOrder() {
        runMain(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Task<Boolean>> tasks = severalTaking(semaphore, 3);
            yieldTurn();
            tasks.getFirst().cancel();
            yieldTurn();
            semaphore.release();
            semaphore.release();
            gather(tasks.subList(1, 3)).await();
            assertThat(semaphore).hasToString("<Semaphore [locked]>");
        });
        assertThat(out).containsExactly(2, 3);
    }

    /** The first one, at the end of its block, cancels the second, which has been woken by then. */
    @Test
    void wokenAndCancelledByWhoWokeIt_permitIsFree() {
        runMain(() -> {
            Semaphore semaphore = new Semaphore(1);
            Task<?>[] second = new Task<?>[1];
            Task<?> first = createTask(() -> {
                try (var _ = semaphore.acquire()) {
                    yieldTurn();
                }
                second[0].cancel();
            });
            second[0] = taking(semaphore, "second");
            first.await();
            yieldTurn();
            assertThat(second[0].cancelled()).isTrue();
            assertThat(semaphore).hasToString("<Semaphore [unlocked, value:1]>");
            semaphore.acquire();
        });
        assertThat(out).isEmpty();
    }

    @Test
    void acquiringAgain_isBehindAllWhoWait() {
        Semaphore semaphore = new Semaphore(1);
        runMain(() -> TaskGroup.run(group -> {
            for (String name : List.of("a", "b", "c")) {
                group.createTask(() -> {
                    for (int round = 1; round <= 2; round++) {
                        try (var _ = semaphore.acquire()) {
                            out.add(name + round);
                            sleep(ms(10));
                        }
                    }
                });
            }
        }));
        assertThat(out).containsExactly("a1", "b1", "c1", "a2", "b2", "c2");
    }

    @Test
    void acquiringAgainInTheTurnOfTheWakeUp_isBehindWhoIsWokenToo() {
        runMain(() -> {
            Semaphore semaphore = new Semaphore(1);
            Task<Boolean> one = taking(semaphore, 1);
            Task<Boolean> two = createTask(() -> {
                semaphore.acquire();
                out.add(2);
                semaphore.release();
                semaphore.acquire();
                return out.add(4);
            });
            Task<Boolean> three = taking(semaphore, 3);
            yieldTurn();
            semaphore.release();
            semaphore.release();
            gather(one, two, three).await();
        });
        assertThat(out).containsExactly(1, 2, 3, 4);
    }

    /** Two queued up behind the one that was woken, though there were permits for them: they are woken with it. */
    @Test
    void wokenOne_wakesThoseBehindIt_beforeWhatItStartsItself() {
        runMain(() -> {
            Semaphore semaphore = new Semaphore(0);
            createTask(() -> {
                semaphore.acquire();
                createTask(() -> out.add(4));
                out.add(1);
            });
            createTask(() -> {
                semaphore.release();
                semaphore.release();
                semaphore.release();
                assertThat(semaphore.locked())
                        .as("the first one has not had its turn")
                        .isTrue();
                semaphore.acquire();
                out.add(2);
            });
            createTask(() -> {
                semaphore.acquire();
                assertThat(semaphore.locked()).isTrue();
                out.add(3);
            });
            yieldTurn();
            assertThat(semaphore).hasToString("<Semaphore [locked, waiters:3]>");
            yieldTurn();
            yieldTurn();
        });
        assertThat(out).containsExactly(1, 2, 3, 4);
    }
}
