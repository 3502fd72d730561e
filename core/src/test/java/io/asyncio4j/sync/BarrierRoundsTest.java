package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Coroutine;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Barrier}: five tasks, round after round, and what resets and aborts do between them (R12). */
final class BarrierRoundsTest extends SemanticsTest {

    private static final int N = 5;

    private final Barrier barrier = new Barrier(N);

    @AfterEach
    void nobodyIsLeft() {
        assertThat(barrier.nWaiting()).isZero();
        assertThat(barrier.toString()).doesNotContain("resetting");
    }

    private static List<Task<Void>> start(int count, Coroutine.OfVoid code) {
        return IntStream.range(0, count).mapToObj(i -> createTask(code)).toList();
    }

    /** N tasks, in a main task. */
    private void runAll(Coroutine.OfVoid code) {
        runMain(() -> gather(start(N, code)).await());
    }

    private int count(Object what) {
        return Collections.frequency(out, what);
    }

    // ---- rounds ----

    @Test
    void tasksComeOneByOne_areCounted_untilTheLastOne() {
        runMain(() -> {
            List<Task<Void>> tasks = new ArrayList<>();
            for (int i = 1; i < N; i++) {
                tasks.addAll(start(1, () -> out.add(barrier.await())));
                yieldTurn();
                assertThat(barrier).hasToString("<Barrier [filling, waiters:" + i + "/5]>");
                assertThat(barrier.nWaiting()).isEqualTo(i);
            }
            barrier.await();
            gather(tasks).await();
            assertThat(barrier.broken()).isFalse();
        });
        assertThat(out).containsExactly(0, 1, 2, 3);
    }

    @Test
    void twoRounds_indicesAreDistinctInEach() {
        List<Integer> second = new ArrayList<>();
        runAll(() -> {
            out.add(barrier.await());
            second.add(barrier.await());
        });
        assertThat(out).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(second).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(barrier.broken()).isFalse();
    }

    @Test
    void oneParty_manyTasks_nobodyWaits() {
        runMain(() -> {
            Barrier one = new Barrier(1);
            assertThat(gather(one::await, one::await).await()).containsExactly(0, 0);
            assertThat(one).hasToString("<Barrier [filling, waiters:0/1]>");
        });
    }

    @Test
    void drainedBarrier_isSoForAllButTheLastToGoOn() {
        runAll(() -> {
            barrier.await();
            out.add(barrier.toString().contains("draining"));
        });
        assertThat(out).containsExactly(true, true, true, true, false);
    }

    /** Who is first comes again at once, and has to wait for those who are still to go on. */
    @Test
    void comingAgainWhileItIsDrained_waitsForTheNextRound() {
        Barrier others = new Barrier(N - 2);
        int[] again = {2};
        runAll(() -> {
            barrier.await();
            if (again[0]-- > 0) {
                barrier.await();
                out.add("again");
            } else {
                others.await();
                out.add("other");
                barrier.await();
            }
        });
        assertThat(out).hasSize(N);
        assertThat(out.subList(0, 3)).containsOnly("other");
        assertThat(barrier.broken()).isFalse();
    }

    // ---- reset ----

    @Test
    void reset_whenNobodyWaits_changesNothing() {
        runMain(() -> {
            barrier.reset();
            yieldTurn();
            assertThat(barrier).hasToString("<Barrier [filling, waiters:0/5]>");
            assertThat(barrier.broken()).isFalse();
        });
    }

    @Test
    void reset_breaksAllWhoWait() {
        runMain(() -> {
            List<Task<Void>> tasks = start(N - 1, () -> {
                try {
                    barrier.await();
                } catch (BrokenBarrierException e) {
                    out.add("broken");
                }
            });
            yieldTurn();
            barrier.reset();
            gather(tasks).await();
            assertThat(barrier).hasToString("<Barrier [filling, waiters:0/5]>");
        });
        assertThat(out).containsExactly("broken", "broken", "broken", "broken");
    }

    @Test
    void reset_byTheThirdThatGoesOn_breaksTheTwoWhoHaveNot() {
        runAll(() -> {
            try {
                barrier.await();
                out.add("through");
                if (count("through") == 3) {
                    barrier.reset();
                }
            } catch (BrokenBarrierException e) {
                out.add("broken");
            }
        });
        assertThat(out).containsExactly("through", "through", "through", "broken", "broken");
        assertThat(barrier.broken()).isFalse();
    }

    /** Those who have gone on and come again are not in the round that is reset. */
    @Test
    void reset_byTheThirdThatGoesOn_letsThoseWaitOnWhoHaveComeAgain() {
        runAll(() -> {
            try {
                barrier.await();
            } catch (BrokenBarrierException e) {
                out.add("broken");
                barrier.await();
                return;
            }
            out.add("through");
            if (count("through") == 3) {
                barrier.reset();
            }
            barrier.await(); // would throw if it were broken, too
            out.add("again");
        });
        assertThat(out).hasSize(N + 3);
        assertThat(count("broken")).isEqualTo(2);
        assertThat(count("again")).isEqualTo(3);
        assertThat(barrier.broken()).isFalse();
    }

    @Test
    void reset_thoseWhoWereBroken_canComeAgainAtOnce() {
        runMain(() -> {
            List<Task<Void>> tasks = start(N - 1, () -> {
                try {
                    barrier.await();
                } catch (BrokenBarrierException e) {
                    out.add("broken");
                }
                barrier.await();
                out.add("through");
            });
            createTask(barrier::reset); // runs when they all wait
            yieldTurn();
            createTask(() -> {
                barrier.await();
                out.add("through");
            });
            gather(tasks).await();
        });
        assertThat(count("broken")).isEqualTo(N - 1);
        assertThat(count("through")).isEqualTo(N);
        assertThat(barrier.broken()).isFalse();
    }

    @Test
    void reset_byTheLastThatGoesOn_breaksNobody() {
        int[] through = {0};
        runAll(() -> {
            barrier.await();
            through[0]++;
            if (through[0] == N) {
                barrier.reset();
                barrier.await();
            } else {
                barrier.await();
                out.add("second");
            }
            barrier.await();
            out.add("third");
        });
        assertThat(count("second")).isEqualTo(N - 1);
        assertThat(count("third")).isEqualTo(N);
        assertThat(barrier.broken()).isFalse();
    }

    // ---- abort ----

    @Test
    void abort_whenNobodyWaits_breaksTheBarrier() {
        runMain(() -> {
            barrier.abort();
            yieldTurn();
            assertThat(barrier.broken()).isTrue();
            assertThat(barrier.nWaiting()).isZero();
        });
    }

    @Test
    void abort_byTheThirdThatGoesOn_breaksTheOthers_inAndAfterTheRound() {
        runAll(() -> {
            try {
                barrier.await();
            } catch (BrokenBarrierException e) {
                out.add("in the round");
                return;
            }
            out.add("through");
            if (count("through") == 3) {
                barrier.abort();
                return;
            }
            try {
                barrier.await();
                out.add("not reached");
            } catch (BrokenBarrierException e) {
                out.add("after it");
            }
        });
        assertThat(out).hasSize(3 + 2 + 2);
        assertThat(count("in the round")).isEqualTo(2);
        assertThat(count("after it")).isEqualTo(2);
        assertThat(barrier.broken()).isTrue();
    }

    @Test
    void abort_afterAnException_breaksAllOthers() {
        runAll(() -> {
            try {
                if (barrier.await() == N / 2) {
                    throw new ArithmeticException("in the block");
                }
                barrier.await();
                out.add("not reached");
            } catch (BrokenBarrierException e) {
                out.add("broken");
            } catch (ArithmeticException e) {
                barrier.abort();
            }
        });
        assertThat(out).containsExactly("broken", "broken", "broken", "broken");
        assertThat(barrier.broken()).isTrue();
    }

    /** A second barrier keeps them apart from each other: before the reset all have left, after it nobody has come. */
    @Test
    void abort_thenReset_isUsableAgain() {
        Barrier meeting = new Barrier(N);
        runAll(() -> {
            try {
                if (barrier.await() == N / 2) {
                    throw new ArithmeticException("in the block");
                }
                barrier.await();
                out.add("not reached");
            } catch (BrokenBarrierException e) {
                out.add("broken");
            } catch (ArithmeticException e) {
                barrier.abort();
            }
            if (meeting.await() == N / 2) {
                barrier.reset();
            }
            meeting.await();
            barrier.await();
            out.add("through");
        });
        assertThat(out.subList(0, 4)).containsOnly("broken");
        assertThat(out.subList(4, 9)).containsOnly("through");
        assertThat(barrier.broken()).isFalse();
    }
}
