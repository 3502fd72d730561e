package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.asyncio4j.CancelledError;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Event} (F02, R13). */
final class EventTest extends SemanticsTest {

    private final Event event = new Event();

    private List<Task<Boolean>> waiting(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> createTask(() -> {
                    event.await();
                    return out.add(i);
                }))
                .toList();
    }

    @Test
    void sG85_setAndCleared_stillWakesAllInOrder_andASetOneDoesNotSuspend() {
        runMain(() -> {
            List<Task<Boolean>> tasks = waiting(3);
            yieldTurn();
            event.set();
            event.clear();
            assertThat(out).isEmpty();
            assertThat(event.isSet()).isFalse();
            gather(tasks).await();
            assertThat(out).containsExactly(0, 1, 2);
            event.set();
            createTask(() -> out.add("not yet"));
            event.await();
            assertThat(out).hasSize(3);
        });
    }

    /** It has not begun to wait when the event is set, and its turn is before theirs. */
    @Test
    void set_taskThatHasNotBegunToWait_goesOnFirst() {
        runMain(() -> {
            List<Task<Boolean>> tasks = waiting(2);
            yieldTurn();
            createTask(() -> {
                event.await();
                out.add("late");
            });
            event.set();
            yieldTurn();
            assertThat(out).containsExactly("late", 0, 1);
            assertThat(tasks).allSatisfy(task -> assertThat(task.done()).isTrue());
        });
    }

    @Test
    void setClearedAndSetAgain_wakesOnce() {
        runMain(() -> {
            Task<Boolean> task = waiting(1).getFirst();
            yieldTurn();
            event.set();
            event.clear();
            event.set();
            event.set();
            assertThat(event).as("until it has had its turn").hasToString("<Event [set, waiters:1]>");
            yieldTurn();
            assertThat(event).hasToString("<Event [set]>");
            assertThat(task.done()).isTrue();
        });
        assertThat(out).containsExactly(0);
    }

    @Test
    void await_cancelled_leavesTheOthersWaiting() {
        runMain(() -> {
            List<Task<Boolean>> tasks = waiting(3);
            yieldTurn();
            tasks.get(1).cancel();
            assertThatExceptionOfType(CancelledError.class).isThrownBy(tasks.get(1)::await);
            assertThat(event).hasToString("<Event [unset, waiters:2]>");
            event.set();
            yieldTurn();
            assertThat(out).containsExactly(0, 2);
            assertThat(event).hasToString("<Event [set]>");
        });
    }

    @Test
    void await_cancelledInTheTurnOfSet_throws() {
        runMain(() -> {
            Task<Boolean> task = waiting(1).getFirst();
            yieldTurn();
            event.set();
            task.cancel();
            assertThatExceptionOfType(CancelledError.class).isThrownBy(task::await);
        });
        assertThat(out).isEmpty();
    }

    @Test
    void set_twice_andClear_afterwards_countOnce() {
        runMain(() -> {
            event.set();
            event.set();
            assertThat(event.isSet()).isTrue();
            event.clear();
            event.clear();
            assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> waitFor(event::await, ms(10)));
            assertThat(event).hasToString("<Event [unset]>");
        });
    }

    @Test
    void set_beforeTheLoopRuns_isSeenInIt() {
        event.set();
        runMain(event::await);
        assertThat(event).hasToString("<Event [set]>");
    }

    @Test
    void set_inACallback_wakes() {
        runMain(() -> {
            loop.callLater(ms(5), event::set);
            event.await();
        });
        assertThat(clock.now()).isEqualTo(ms(5));
    }
}
