package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.asyncio4j.CancelledError;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** {@link Barrier} (R12). */
final class BarrierTest extends SemanticsTest {

    private final Barrier barrier = new Barrier(3);

    /** Notes its name and its index, or how it fails. */
    private Task<?> coming(String name) {
        return createTask(() -> {
            try {
                out.add(name + barrier.await());
            } catch (BrokenBarrierException e) {
                out.add(name + " broken");
            } catch (CancelledError e) {
                out.add(name + " cancelled");
                throw e;
            }
        });
    }

    @Test
    void sG90_lastOneFreesAll_resetAndAbortBreakTheWaiters() {
        runMain(() -> {
            assertThat(gather(barrier::await, barrier::await, barrier::await).await())
                    .containsExactly(0, 1, 2);
            assertThat(barrier.nWaiting()).isZero();
            assertThat(barrier.broken()).isFalse();

            Task<?> a = coming("a");
            yieldTurn();
            assertThat(barrier.nWaiting()).isOne();
            barrier.reset();
            a.await();
            assertThat(out).containsExactly("a broken");
            assertThat(barrier.broken()).isFalse();

            Task<?> b = coming("b");
            yieldTurn();
            barrier.abort();
            b.await();
            assertThat(barrier.broken()).isTrue();
            coming("c").await();
            assertThat(out).containsExactly("a broken", "b broken", "c broken");
        });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Barrier(0))
                .withMessage("parties = 0 (expected: > 0)");
    }

    @Test
    void await_lastOneGoesOnAtOnce_theOthersInTheNextTurn() {
        runMain(() -> {
            coming("a");
            coming("b");
            yieldTurn();
            int index = barrier.await();
            assertThat(index).isEqualTo(2);
            assertThat(out).isEmpty();
            assertThat(barrier).hasToString("<Barrier [draining, waiters:0/3]>");
            yieldTurn();
            assertThat(out).containsExactly("a0", "b1");
            assertThat(barrier).hasToString("<Barrier [filling, waiters:0/3]>");
        });
    }

    @Test
    void await_whileItDrains_waitsForTheNextRound() {
        runMain(() -> {
            coming("a");
            coming("b");
            yieldTurn();
            assertThat(barrier.await()).isEqualTo(2);
            coming("c");
            coming("d");
            assertThat(barrier.await())
                    .as("behind those who came when it was drained")
                    .isEqualTo(2);
            assertThat(out).containsExactly("a0", "b1");
            yieldTurn();
            assertThat(out).containsExactly("a0", "b1", "c0", "d1");
        });
    }

    /** CPython gives the index 1 twice, which is an open bug there. */
    @Test
    void await_afterACancelledOne_indicesAreStillDistinct() {
        runMain(() -> {
            Task<?> a = coming("a");
            Task<?> b = coming("b");
            yieldTurn();
            a.cancel();
            yieldTurn();
            assertThat(barrier.nWaiting()).isOne();
            assertThat(barrier.broken()).isFalse();
            Task<?> c = coming("c");
            Task<?> d = coming("d");
            b.await();
            c.await();
            d.await();
        });
        assertThat(out).containsExactly("a cancelled", "d2", "b1", "c0");
    }

    @Test
    void await_cancelledAfterTheBarrierWasFull_othersGoOn_andTheNextRoundWorks() {
        runMain(() -> {
            Task<?> a = coming("a");
            Task<?> b = coming("b");
            yieldTurn();
            coming("c");
            yieldTurn();
            a.cancel();
            b.await();
            assertThat(a.cancelled()).isTrue();
            assertThat(barrier).hasToString("<Barrier [filling, waiters:0/3]>");
            gather(barrier::await, barrier::await, barrier::await).await();
        });
        assertThat(out).containsExactly("c2", "a cancelled", "b1");
    }

    @Test
    void reset_whileItDrains_breaksThoseWhoHaveNotGoneOn() {
        runMain(() -> {
            coming("a");
            coming("b");
            yieldTurn();
            barrier.await();
            barrier.reset();
            assertThat(barrier).hasToString("<Barrier [resetting, waiters:0/3]>");
            Task<?> next = coming("next");
            yieldTurn();
            assertThat(out).containsExactly("a broken", "b broken");
            yieldTurn();
            assertThat(barrier).hasToString("<Barrier [filling, waiters:1/3]>");
            next.cancel();
        });
    }

    @Test
    void reset_ofABrokenBarrier_makesItUsable() {
        runMain(() -> {
            barrier.abort();
            assertThat(barrier).hasToString("<Barrier [broken]>");
            barrier.reset();
            assertThat(barrier).hasToString("<Barrier [filling, waiters:0/3]>");
            gather(barrier::await, barrier::await, barrier::await).await();
        });
    }

    @Test
    void abort_reachesThoseWhoWaitForTheNextRound() {
        runMain(() -> {
            coming("a");
            coming("b");
            yieldTurn();
            coming("c");
            coming("d");
            loop.callSoon(barrier::abort);
            sleep(ms(1));
        });
        assertThat(out).containsExactly("c2", "a broken", "b broken", "d broken");
        assertThat(barrier.broken()).isTrue();
    }

    @Test
    void brokenBarrier_inATask_isTheCauseOfWhatAwaitThrows() {
        runMain(() -> {
            barrier.abort();
            Task<Integer> task = createTask(barrier::await);
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(task::await)
                    .havingCause()
                    .isInstanceOf(BrokenBarrierException.class)
                    .withMessage("Barrier aborted: <Barrier [broken]>");
        });
    }

    @Test
    void oneParty_neverWaits() {
        runMain(() -> {
            Barrier one = new Barrier(1);
            for (int i = 0; i < 3; i++) {
                assertThat(one.await()).isZero();
            }
            assertThat(one.parties()).isOne();
        });
    }
}
