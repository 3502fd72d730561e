package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** C24, C25, C26, R06: where a cancellation arrives, and how often it can be requested and taken back. */
final class TaskCancelTest extends SemanticsTest {

    private static final Duration LONG = Duration.ofSeconds(5000);

    private static void waitFor(Task<?> task) {
        waitUntil(ALL_COMPLETED, List.of(task));
    }

    /** What holds of every task that was cancelled. */
    private static void assertCancelled(Task<?> task) {
        assertThat(task.done()).isTrue();
        assertThat(task.cancelled()).isTrue();
        assertThat(task.cancel()).isFalse();
        assertThat(task.cancelled()).isTrue();
    }

    // ---- requests ----

    @Test
    void cancel_fromACallback_endsASleepingTaskAtOnce() {
        Task<Integer> t = loop.createTask(() -> sleep(LONG, 12));
        loop.callSoon(t::cancel);
        assertThatThrownBy(() -> loop.runUntilComplete(t)).isInstanceOf(CancelledError.class);
        assertCancelled(t);
        assertThat(loop.time()).isZero();
    }

    @Test
    void cancel_fromATimer_isFeltByTheAwaiterAtThatMoment() {
        runMain(() -> {
            Task<?> t = createTask(() -> sleep(LONG));
            loop.callLater(ms(100), t::cancel);
            assertThatThrownBy(t::await).isInstanceOf(CancelledError.class);
            assertThat(loop.time()).isEqualTo(ms(100));
        });
    }

    @Test
    void cancel_again_isTrueAndCounts() {
        Task<?> t = loop.createTask(() -> sleep(LONG));
        assertThat(t.cancelling()).isZero();
        assertThat(t.toString()).startsWith("<Task pending ");
        assertThat(t.cancel()).isTrue();
        assertThat(t.cancelling()).isOne();
        assertThat(t.toString()).startsWith("<Task cancelling ");
        assertThat(t.cancel()).isTrue();
        assertThat(t.cancelling()).isEqualTo(2);
        assertThatThrownBy(() -> loop.runUntilComplete(t)).isInstanceOf(CancelledError.class);
    }

    @Test
    void uncancel_inTheHandler_taskCanBeCancelledAnew() {
        runMain(() -> {
            Task<?> t = createTask(() -> {
                try {
                    sleep(LONG);
                } catch (CancelledError e) {
                    currentTask().uncancel();
                    sleep(LONG);
                }
            });
            sleep(ms(10));
            assertThat(t.cancel()).isTrue();
            assertThat(t.toString()).startsWith("<Task cancelling ");
            assertThat(t.cancelling()).isOne();
            assertThat(t.cancelled()).isFalse();

            sleep(ms(10));
            assertThat(t.toString()).startsWith("<Task pending ");
            assertThat(t.cancelling()).isZero();
            assertThat(t.cancelled()).isFalse();

            assertThat(t.cancel()).isTrue();
            assertThat(t.cancelling()).isOne();
            assertThat(t.cancelled()).isFalse();
            waitFor(t);
            assertThat(t.cancelled()).isTrue();

            assertThat(t.uncancel()).isZero();
            assertCancelled(t);
        });
    }

    @Test
    void uncancel_whileTheTaskIsReady_leavesItItsResult() {
        runMain(() -> {
            Future<Integer> f = loop.createFuture();
            Task<Integer> t = createTask(() -> f.await());
            yieldTurn();
            f.setResult(42);
            assertThat(t.cancel()).isTrue();
            assertThat(t.cancelling()).isOne();
            assertThat(t.uncancel()).isZero();
            assertThat(t.cancelling()).isZero();
            assertThat(t.await()).isEqualTo(42);
        });
    }

    /** A time limit as one would write it by hand. */
    private String limited(Duration work, Duration limit) {
        Task<?> me = currentTask();
        boolean[] struck = {false};
        TimerHandle timer = loop.callLater(limit, () -> {
            struck[0] = true;
            me.cancel();
        });
        String end = "in time";
        try {
            sleep(work);
        } catch (CancelledError e) {
            if (!struck[0] || me.uncancel() > 0) {
                throw e;
            }
            end = "late";
        } finally {
            timer.cancel();
        }
        sleep(Duration.ZERO); // what comes after the block is not cancelled
        return end;
    }

    @Test
    void uncancel_byWhoeverHasCancelled_keepsTheRestOfTheTaskFromIt() {
        runMain(() -> {
            Task<String> late = createTask(() -> limited(LONG, ms(100)));
            assertThat(late.await()).isEqualTo("late");
            assertThat(late.cancelling()).isZero();
            assertThat(loop.time()).isEqualTo(ms(100));

            Task<String> inTime = createTask(() -> limited(Duration.ZERO, LONG));
            assertThat(inTime.await()).isEqualTo("in time");
            assertThat(inTime.cancelling()).isZero();

            Task<String> cancelledToo = createTask(() -> limited(LONG, ms(50)));
            loop.callLater(ms(50), cancelledToo::cancel);
            waitFor(cancelledToo);
            assertCancelled(cancelledToo);
            assertThat(cancelledToo.cancelling()).isOne();
        });
    }

    // ---- where it arrives ----

    @Test
    void cancel_betweenTwoTurns_endsTheTask() {
        runMain(() -> {
            Task<Integer> t = createTask(() -> {
                yieldTurn();
                yieldTurn();
                return 12;
            });
            yieldTurn();
            t.cancel();
            waitFor(t);
            assertCancelled(t);
        });
    }

    @Test
    void cancelledFuture_cancelsTheTaskThatAwaitsIt() {
        runMain(() -> {
            Future<String> f = loop.createFuture();
            Task<String> t = createTask(() -> f.await());
            yieldTurn();
            f.cancel();
            waitFor(t);
            assertThat(f.cancelled()).isTrue();
            assertCancelled(t);
            assertThat(t.cancelling())
                    .as("nobody has cancelled the task itself")
                    .isZero();
        });
    }

    @Test
    void cancel_ofTheFutureAndOfItsWaiter_endsBoth() {
        runMain(() -> {
            Future<String> f = loop.createFuture();
            Task<String> t = createTask(() -> f.await());
            yieldTurn();
            assertThat(f.cancel()).isTrue();
            assertThat(t.cancel()).isTrue();
            waitFor(t);
            assertThat(f.cancelled()).isTrue();
            assertCancelled(t);
        });
    }

    @Test
    void cancel_caughtAtTheSecondAwait_returnsAndIsNotCancelled() {
        runMain(() -> {
            Future<String> first = loop.createFuture();
            Future<String> second = loop.createFuture();
            Task<Integer> t = createTask(() -> {
                var _ = first.await();
                try {
                    var _ = second.await();
                    return 0;
                } catch (CancelledError e) {
                    return 42;
                }
            });
            yieldTurn();
            assertThat(t.toString()).contains(" wait_for=" + first);
            first.setResult("go on");
            yieldTurn();
            assertThat(t.toString()).contains(" wait_for=" + second);
            t.cancel();
            assertThat(second.cancelled()).isTrue();
            assertThat(t.await()).isEqualTo(42);
            assertThat(t.cancelled()).isFalse();
        });
    }

    @Test
    void cancel_ignored_laterAwaitsAreNotCancelled() {
        runMain(() -> {
            Future<String> first = loop.createFuture();
            Future<Integer> second = loop.createFuture();
            Task<Integer> t = createTask(() -> {
                try {
                    var _ = first.await();
                } catch (CancelledError e) {
                    out.add("ignored");
                }
                return second.await();
            });
            yieldTurn();
            t.cancel();
            assertThat(first.cancelled()).isTrue();
            yieldTurn();
            assertThat(t.toString()).contains(" wait_for=" + second);
            second.setResult(42);
            assertThat(t.await()).isEqualTo(42);
            assertThat(second.cancelled()).isFalse();
            assertThat(t.cancelled()).isFalse();
        });
        assertThat(out).containsExactly("ignored");
    }

    /** An await that is some calls deep: the innermost caller gets it first, and any of them may stop it. */
    @Test
    void cancel_inACall_passesThroughTheCallersUntilOneCatchesIt() {
        runMain(() -> {
            Future<String> f = loop.createFuture();
            Task<?> t = createTask(() -> {
                try {
                    awaitAndNote(f);
                    out.add("outer: not reached");
                } catch (CancelledError e) {
                    out.add("outer");
                }
            });
            yieldTurn();
            t.cancel();
            t.await();
            assertThat(f.cancelled()).isTrue();
            assertThat(t.cancelled()).isFalse();
        });
        assertThat(out).containsExactly("inner", "outer");
    }

    private void awaitAndNote(Future<?> future) {
        try {
            var _ = future.await();
            out.add("inner: not reached");
        } catch (CancelledError e) {
            out.add("inner");
            throw e;
        }
    }

    // ---- a task that cancels itself ----

    @Test
    void cancelOfItself_nextSleepEndsAtOnce() {
        Task<Integer> t = loop.createTask(() -> {
            assertThat(currentTask().cancel()).isTrue();
            return sleep(LONG, 12);
        });
        assertThat(t.cancelled()).isFalse();
        assertThatThrownBy(() -> loop.runUntilComplete(t)).isInstanceOf(CancelledError.class);
        assertCancelled(t);
        assertThat(loop.time()).isZero();
    }

    @Test
    void cancelOfItself_thenReturn_isCancelled() {
        Task<Integer> t = loop.createTask(() -> {
            currentTask().cancel();
            return 12;
        });
        assertThatThrownBy(() -> loop.runUntilComplete(t)).isInstanceOf(CancelledError.class);
        assertCancelled(t);
    }

    @Test
    void cancelOfItself_thenAwaitOfAnotherTask_cancelsThatOneAndWhatItAwaits() {
        runMain(() -> {
            Future<String> f = loop.createFuture();
            Task<String> inner = createTask(() -> f.await());
            Task<String> outer = createTask(() -> {
                currentTask().cancel();
                return inner.await();
            });
            waitFor(outer);
            assertCancelled(outer);
            assertCancelled(inner);
            assertThat(f.cancelled()).isTrue();
        });
    }

    // ---- what it ends in ----

    @Test
    void cancel_keyboardInterruptInTheCleanup_leavesTheLoopAndIsTheTasksException() {
        KeyboardInterruptError interrupt = new KeyboardInterruptError("in the cleanup");
        Task<?> t = loop.createTask(() -> {
            try {
                sleep(LONG);
            } catch (CancelledError e) {
                throw interrupt;
            }
        });
        loop.runUntilComplete(VirtualTime::yieldTurn);
        t.cancel();
        assertThat(t.done()).isFalse();
        assertThat(catchThrowable(() -> loop.runUntilComplete(VirtualTime::yieldTurn)))
                .isSameAs(interrupt);
        assertThat(t.done()).isTrue();
        assertThat(t.cancelled()).isFalse();
        assertThat(t.exception()).isSameAs(interrupt);
    }
}
