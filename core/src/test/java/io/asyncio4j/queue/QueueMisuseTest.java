package io.asyncio4j.queue;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.MisuseTest;
import io.asyncio4j.Task;
import io.asyncio4j.VirtualTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Queues in the wrong place, on the wrong loop or thread, or once too often; and how they look in messages. R14. */
final class QueueMisuseTest extends MisuseTest {

    // ---- waiting in the wrong place ----

    @Test
    void waiting_withoutALoop_isRefused() {
        var empty = new Queue<Integer>();
        var full = new Queue<Integer>(1);
        full.put(1); // need not wait
        for (Runnable call : List.<Runnable>of(empty::get, () -> full.put(2), full::join, empty.iterator()::next)) {
            assertThatIllegalStateException()
                    .isThrownBy(call::run)
                    .withMessageContaining("no running event loop")
                    .withMessageContaining("\"" + Thread.currentThread().getName() + "\"");
        }
        assertThat(empty).hasToString("<Queue maxsize=0>");
        assertThat(full).hasToString("<Queue maxsize=1 _queue=[1] tasks=1>");
    }

    @Test
    void waiting_inACallback_isRefused() {
        var empty = new Queue<Integer>();
        var full = new Queue<Integer>(1);
        full.putNowait(1);
        loop.callSoon(empty::get);
        loop.callSoon(() -> full.put(2));
        loop.callSoon(full::join);
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(reports)
                .hasSize(3)
                .allSatisfy(report -> assertThat(report.exception())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("outside a task"));
        assertThat(empty).hasToString("<Queue maxsize=0>");
        assertThat(full).hasToString("<Queue maxsize=1 _queue=[1] tasks=1>");
    }

    @Test
    void nowait_inACallback_works() {
        var q = new Queue<Integer>();
        loop.callSoon(() -> q.putNowait(1));
        assertThat(loop.<Integer>runUntilComplete(() -> q.get())).isEqualTo(1);
        assertThat(reports).isEmpty();
    }

    // ---- another loop ----

    @Test
    void waiting_inASecondLoop_isRefused_namingBoth() {
        var q = new Queue<Integer>();
        loop.runUntilComplete(() -> {
            Task<Integer> get = createTask(() -> q.get());
            yieldTurn();
            q.put(1);
            get.await();
        });
        try (EventLoop other = VirtualTime.loop()) {
            other.setDebug(true);
            other.runUntilComplete(() -> {
                q.put(2); // need not wait
                assertThat(q.get()).isEqualTo(2);
                for (Runnable call : List.<Runnable>of(q::get, q::join)) {
                    assertThatIllegalStateException()
                            .isThrownBy(call::run)
                            .withMessageContaining("<Queue maxsize=0 tasks=2> is bound to a different event loop")
                            .withMessageContaining(loop.toString())
                            .withMessageContaining(other.toString());
                }
                assertThat(q).hasToString("<Queue maxsize=0 tasks=2>");
            });
        }
    }

    // ---- another thread ----

    @Test
    void calls_fromAnotherThread_areRefused_andChangeNothing() {
        var q = new Queue<Integer>(1);
        loop.runUntilComplete(() -> {
            Task<Integer> get = createTask(() -> q.get());
            yieldTurn();
            assertRefusedElsewhere(q);
            assertThat(q).hasToString("<Queue maxsize=1 _getters[1]>");
            q.put(1);
            assertThat(get.await()).isEqualTo(1);

            assertRefusedElsewhere(q); // also when nobody waits
            assertThat(q).hasToString("<Queue maxsize=1 tasks=1>");

            q.put(2);
            Task<Void> put = createTask(() -> q.put(3));
            yieldTurn();
            assertRefusedElsewhere(q);
            assertThat(q).hasToString("<Queue maxsize=1 _queue=[2] _putters[1] tasks=2>");
            assertThat(List.of(q.get(), q.get())).containsExactly(2, 3);
            put.await();
        });
    }

    private void assertRefusedElsewhere(Queue<Integer> q) {
        Future<List<Throwable>> thrown = loop.runInExecutor(() -> List.of(
                catchThrowable(() -> q.put(9)),
                catchThrowable(() -> q.putNowait(9)),
                catchThrowable(q::get),
                catchThrowable(q::getNowait),
                catchThrowable(q.iterator()::hasNext),
                catchThrowable(q::taskDone),
                catchThrowable(q::join),
                catchThrowable(q::shutdown),
                catchThrowable(() -> q.shutdown(true))));
        assertThat(thrown.await())
                .hasSize(9)
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Non-thread-safe operation")
                        .hasMessageContaining("callSoonThreadsafe"));
    }

    /** The way that the documentation recommends. */
    @Test
    void putThroughCallSoonThreadsafe_wakesTheGetter() {
        var q = new Queue<String>();
        loop.runUntilComplete(() -> {
            Task<String> get = createTask(() -> q.get());
            yieldTurn();
            loop.runInExecutor(() -> loop.callSoonThreadsafe(() -> q.putNowait("from outside")))
                    .await();
            assertThat(get.await()).isEqualTo("from outside");
        });
    }

    // ---- once too often ----

    @Test
    void taskDone_onceTooOften_isRefused_andTheQueueGoesOn() {
        loop.runUntilComplete(() -> {
            var q = new Queue<String>();
            assertThatIllegalStateException()
                    .isThrownBy(q::taskDone)
                    .withMessage("taskDone() called too many times: no item is unfinished in <Queue maxsize=0>");
            q.put("a");
            q.get();
            q.taskDone();
            assertThatIllegalStateException().isThrownBy(q::taskDone);
            q.put("b");
            Task<Void> join = createTask(q::join);
            yieldTurn();
            assertThat(join.done()).isFalse();
            q.taskDone();
            join.await();
        });
    }

    // ---- toString ----

    @Test
    void toString_showsTheFirstItems() {
        var q = new Queue<Integer>();
        IntStream.range(0, 10).forEach(q::putNowait);
        assertThat(q).hasToString("<Queue maxsize=0 _queue=[0, 1, 2, 3, 4, 5, 6, 7, 8, 9] tasks=10>");
        q.putNowait(10);
        q.putNowait(11);
        assertThat(q).hasToString("<Queue maxsize=0 _queue=[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, <2 more>] tasks=12>");
    }

    @Test
    void toString_shortensItems_andShowsNullAndItself() {
        var q = new LifoQueue<Object>(3);
        q.putNowait("x".repeat(80));
        q.putNowait(null);
        q.putNowait(q);
        assertThat(q).hasToString("<LifoQueue maxsize=3 _queue=[" + "x".repeat(80) + ", null, (this queue)] tasks=3>");
        var longer = new PriorityQueue<String>();
        longer.putNowait("y".repeat(81));
        assertThat(longer).hasToString("<PriorityQueue maxsize=0 _queue=[" + "y".repeat(77) + "...] tasks=1>");
    }
}
