package io.asyncio4j.queue;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.asyncio4j.SemanticsTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order of priority queues, and comparisons that fail. R14. */
final class PriorityQueueTest extends SemanticsTest {

    private record Job(int priority, int number) {}

    private static final Comparator<Job> BY_PRIORITY = Comparator.comparingInt(Job::priority);

    private static <T> List<T> drain(Queue<T> q) {
        List<T> items = new ArrayList<>();
        while (!q.empty()) {
            items.add(q.getNowait());
        }
        return items;
    }

    // ---- order ----

    @Test
    void equalItems_comeInTheirOrderOfArrival() {
        var q = new PriorityQueue<Job>(BY_PRIORITY);
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            jobs.add(new Job(i % 3, i));
        }
        jobs.forEach(q::putNowait);
        jobs.sort(BY_PRIORITY); // which is stable
        assertThat(drain(q)).isEqualTo(jobs);
    }

    /** Against a list that is kept sorted, with puts and gets mixed. */
    @Test
    void randomUse_givesTheSmallestAndOldestEachTime() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            var q = new PriorityQueue<Job>(BY_PRIORITY);
            List<Job> model = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                if (model.isEmpty() || random.nextInt(100) < 55) {
                    Job job = new Job(random.nextInt(20), i);
                    q.putNowait(job);
                    model.add(job);
                    model.sort(BY_PRIORITY);
                } else {
                    assertThat(q.getNowait()).as("seed %d", seed).isEqualTo(model.removeFirst());
                }
                assertThat(q.qsize()).as("seed %d", seed).isEqualTo(model.size());
            }
            assertThat(drain(q)).as("seed %d", seed).isEqualTo(model);
        }
    }

    @Test
    void reversedOrder_givesTheLargestFirst() {
        var q = new PriorityQueue<Integer>(3, Comparator.reverseOrder());
        List.of(2, 3, 1).forEach(q::putNowait);
        assertThat(q.full()).isTrue();
        assertThat(drain(q)).containsExactly(3, 2, 1);
    }

    /** As in CPython: who waits for room is not asked for his priority. */
    @Test
    void waitingPutters_areServedInTheirOrder_notByPriority() {
        runMain(() -> {
            var q = new PriorityQueue<Integer>(1);
            q.put(5);
            for (int item : List.of(9, 1)) {
                createTask(() -> {
                    q.put(item);
                    out.add(item);
                });
            }
            yieldTurn();
            out.add("got " + q.get());
            yieldTurn();
            out.add("got " + q.get());
            yieldTurn();
            out.add("got " + q.get());
        });
        assertThat(out).containsExactly("got 5", 9, "got 9", 1, "got 1");
    }

    // ---- what cannot be compared ----

    @Test
    void nullComparator_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new PriorityQueue<>((Comparator<Object>) null))
                .withMessage("comparator");
    }

    @Test
    void null_inNaturalOrder_isRefused_andIsNotInTheQueue() {
        var q = new PriorityQueue<Integer>();
        for (int size = 0; size < 3; size++) {
            assertThatNullPointerException()
                    .isThrownBy(() -> q.putNowait(null))
                    .withMessageContaining("item = null has no natural order")
                    .withMessageContaining("Comparator.nullsFirst");
            assertThat(q.qsize()).isEqualTo(size);
            q.putNowait(3 - size);
        }
        assertThat(drain(q)).containsExactly(1, 2, 3);
    }

    @Test
    void itemWithoutAnOrder_isRefused_evenAsTheFirstOne() {
        var q = new PriorityQueue<Object>();
        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> q.putNowait(new Object()))
                .withMessageContaining("Comparable");
        assertThat(q).hasToString("<PriorityQueue maxsize=0>");
        q.putNowait("text");
        assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> q.putNowait(1));
        assertThat(q).hasToString("<PriorityQueue maxsize=0 _queue=[text] tasks=1>");
    }

    /** Throws when it is asked about a number in the list. */
    private static Comparator<Integer> refusing(List<Integer> refused) {
        return (a, b) -> {
            if (refused.contains(a) || refused.contains(b)) {
                throw new IllegalStateException("cannot compare " + a + " and " + b);
            }
            return Integer.compare(a, b);
        };
    }

    @Test
    void failedComparison_leavesTheQueueAsItWas() {
        List<Integer> refused = new ArrayList<>();
        for (int bad = 0; bad < 20; bad++) {
            refused.clear();
            var q = new PriorityQueue<>(refusing(refused));
            for (int i = 0; i < 20; i++) {
                q.putNowait((7 * i) % 20);
            }
            refused.add(bad);
            int failures = 0;
            List<Integer> taken = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                try {
                    taken.add(q.getNowait());
                } catch (IllegalStateException e) {
                    failures++;
                }
            }
            assertThat(taken.size() + failures).isEqualTo(20);
            assertThat(q.qsize()).isEqualTo(failures);
            refused.clear();
            taken.addAll(drain(q));
            assertThat(taken).hasSize(20).isSorted();
        }
    }

    @Test
    void failedPut_leavesTheQueueAsItWas() {
        for (int bad = 0; bad < 20; bad++) {
            List<Integer> refused = new ArrayList<>();
            var q = new PriorityQueue<>(refusing(refused));
            List<Integer> put = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                if (i == 10) {
                    refused.add(put.get(bad % 10));
                }
                try {
                    q.putNowait((13 * i) % 20);
                    put.add((13 * i) % 20);
                } catch (IllegalStateException e) {
                    assertThat(q.qsize()).isEqualTo(put.size());
                }
            }
            refused.clear();
            assertThat(drain(q)).isSorted().containsExactlyInAnyOrderElementsOf(put);
        }
    }

    /** CPython keeps the room, and the second putter waits for ever. */
    @Test
    void wokenPutterWhoseItemIsRefused_passesTheRoomOn() {
        runMain(() -> {
            var q = new PriorityQueue<Integer>(1, refusing(List.of(13)));
            q.put(1);
            var bad = createTask(() -> q.put(13));
            var good = createTask(() -> q.put(2));
            yieldTurn();
            q.get();
            assertThatIllegalStateException().isThrownBy(bad::await).withMessageContaining("13");
            good.await();
            assertThat(q.getNowait()).isEqualTo(2);
            q.taskDone();
            q.taskDone();
            q.join();
        });
    }

    @Test
    void wokenGetterWhoseItemCannotBeTaken_passesItOn() {
        runMain(() -> {
            List<Integer> refused = new ArrayList<>();
            var q = new PriorityQueue<>(refusing(refused));
            var first = createTask(() -> q.get());
            var second = createTask(() -> q.get());
            yieldTurn();
            List.of(1, 2, 3).forEach(q::putNowait);
            q.getNowait();
            q.putNowait(1);
            refused.add(3);
            first.addDoneCallback(done -> refused.clear());
            yieldTurn();
            yieldTurn();
            assertThat(first.exception()).hasMessageContaining("cannot compare");
            yieldTurn();
            assertThat(second.exception()).hasMessageContaining("cannot compare");
            assertThat(drain(q)).containsExactly(1, 2, 3);
        });
    }

    /** A comparison can let other tasks run, since any code can; then the change that was under way is off. */
    @Test
    void comparatorThatLetsOthersChangeTheQueue_isFoundOut() {
        runMain(() -> {
            AtomicReference<Runnable> during = new AtomicReference<>(() -> {});
            var q = new PriorityQueue<Integer>((a, b) -> {
                during.getAndSet(() -> {}).run();
                return Integer.compare(a, b);
            });
            IntStream.range(1, 20).forEach(q::putNowait);

            createTask(() -> q.putNowait(0));
            during.set(() -> yieldTurn());
            assertThatExceptionOfType(ConcurrentModificationException.class)
                    .isThrownBy(() -> q.putNowait(20))
                    .withMessageContaining("comparator must neither suspend");

            during.set(() -> q.shutdown(true));
            assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(q::getNowait);
            assertThat(q.empty()).isTrue();

            var other = new PriorityQueue<Integer>((a, b) -> {
                during.getAndSet(() -> {}).run();
                return Integer.compare(a, b);
            });
            List.of(3, 1, 2, 4).forEach(other::putNowait);
            during.set(other::getNowait);
            assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(other::getNowait);
            assertThat(drain(other)).containsExactly(2, 3, 4);
        });
    }
}
