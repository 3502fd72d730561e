package io.asyncio4j.queue;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Queues do what CPython 3.13 does, fact by fact. R14. */
final class QueueSemanticsTest extends SemanticsTest {

    @Test
    void sH91_queue_orderBoundsNowaitErrorsTaskDoneOverflowJoin() {
        runMain(() -> {
            var q = new Queue<Integer>(2);
            assertThat(q.empty()).isTrue();
            assertThat(q.full()).isFalse();
            assertThat(q.maxsize()).isEqualTo(2);
            q.putNowait(1);
            q.putNowait(2);
            assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> q.putNowait(3));
            assertThat(List.of(q.get(), q.get())).containsExactly(1, 2);
            assertThatExceptionOfType(QueueEmptyException.class).isThrownBy(q::getNowait);

            var join = createTask(q::join);
            yieldTurn();
            q.taskDone();
            yieldTurn();
            assertThat(join.done()).isFalse();
            q.taskDone();
            yieldTurn();
            join.await();
            assertThatIllegalStateException()
                    .isThrownBy(q::taskDone)
                    .withMessageContaining("taskDone() called too many times");
            q.join();
        });
        assertThat(new Queue<Integer>(0).maxsize()).isZero();
    }

    /** CPython takes a negative size for no limit. */
    @Test
    void sH91_queue_negativeSizeIsRefusedHere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Queue<Integer>(-3))
                .withMessageContaining("maxsize = -3")
                .withMessageContaining("0 means no limit");
    }

    @Test
    void sH92_blockedGet_isFifo_andACancelledOneLosesNothing() {
        runMain(() -> {
            var q = new Queue<Integer>(1);
            List<Task<?>> getters = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                getters.add(createTask(() -> {
                    int item = q.get();
                    out.add(name + item);
                }));
            }
            yieldTurn();
            q.putNowait(1);
            getters.getFirst().cancel();
            yieldTurn();
            q.put(2);
            waitUntil(ALL_COMPLETED, getters);
            assertThat(getters.getFirst().cancelled()).isTrue();
        });
        assertThat(out).containsExactly("b1", "c2");
    }

    @Test
    void sH92_blockedPut_isFifo_andACancelledOneLosesNothing() {
        runMain(() -> {
            var q = new Queue<Integer>(1);
            q.putNowait(0);
            List<Task<?>> putters = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                int item = i;
                putters.add(createTask(() -> q.put(item)));
            }
            yieldTurn();
            putters.getFirst().cancel();
            assertThat(List.of(q.get(), q.get(), q.get())).containsExactly(0, 2, 3);
        });
    }

    @Test
    void sH93_shutdown_putsFail_getsDrainThenFail_blockedOnesAreWoken() {
        runMain(() -> {
            var q = new Queue<Integer>(1);
            q.putNowait(1);
            var put = createTask(() -> q.put(2));
            yieldTurn();
            q.shutdown();
            assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(() -> q.putNowait(3));
            assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(put::await);
            assertThat(q.get()).isEqualTo(1);
            assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(q::get);
            q.taskDone();
            q.join();

            var other = new Queue<Integer>();
            var get = createTask(() -> other.get());
            yieldTurn();
            other.shutdown();
            assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(get::await);
        });
    }

    @Test
    void sH93_shutdownImmediately_throwsItemsAwayAndFreesJoin() {
        runMain(() -> {
            var q = new Queue<Integer>();
            q.putNowait(1);
            var join = createTask(q::join);
            yieldTurn();
            q.shutdown(true);
            join.await();
            assertThat(q.empty()).isTrue();
        });
    }

    private record Job(int priority, String name) {}

    /** CPython compares tuples as a whole; here that is what the comparator says. */
    @Test
    void sH149_priorityQueue_smallestFirst_tiesByTheRest() {
        var q = new PriorityQueue<Job>(Comparator.comparing(Job::priority).thenComparing(Job::name));
        List.of(new Job(2, "b"), new Job(1, "z"), new Job(1, "a")).forEach(q::putNowait);
        assertThat(List.of(q.getNowait(), q.getNowait(), q.getNowait()))
                .containsExactly(new Job(1, "a"), new Job(1, "z"), new Job(2, "b"));
    }

    @Test
    void sH149_lifoQueue_newestFirst() {
        var q = new LifoQueue<Integer>();
        List.of(1, 2, 3).forEach(q::putNowait);
        assertThat(List.of(q.getNowait(), q.getNowait(), q.getNowait())).containsExactly(3, 2, 1);
    }
}
