package io.asyncio4j.queue;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.CancelledError;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How putters, getters and joiners get along, and what a shutdown does in each state of a queue. R14. */
final class QueueStoriesTest extends SemanticsTest {

    @ParameterizedTest
    @EnumSource
    void emptyAndFull_followTheItems(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(1);
            assertThat(List.of(q.empty(), q.full())).containsExactly(true, false);
            q.put(1);
            assertThat(List.of(q.empty(), q.full())).containsExactly(false, true);
            assertThat(q.get()).isEqualTo(1);
            assertThat(List.of(q.empty(), q.full())).containsExactly(true, false);
        });
    }

    @ParameterizedTest
    @EnumSource
    void itemsThatTasksPut_comeInTheOrderOfTheKind(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>unlimited();
            for (int item : List.of(2, 3, 1)) {
                q.put(item);
            }
            assertThat(List.of(q.get(), q.get(), q.get())).isEqualTo(kind.order);
        });
    }

    // ---- putters ----

    @ParameterizedTest
    @EnumSource
    void putter_goesOnUntilTheQueueIsFull_andAgainWhenThereIsRoom(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(2);
            Task<Void> putter = createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    q.put(i);
                    out.add(i);
                }
            });
            yieldTurn();
            yieldTurn();
            assertThat(out).containsExactly(0, 1);
            List<Integer> taken = new ArrayList<>();
            taken.add(q.get());
            yieldTurn();
            assertThat(out).containsExactly(0, 1, 2);
            assertThat(putter.done()).isTrue();
            taken.add(q.get());
            taken.add(q.get());
            assertThat(taken).containsExactlyInAnyOrder(0, 1, 2);
        });
    }

    @ParameterizedTest
    @EnumSource
    void puttersThatHaveNotStarted_areWaitedFor(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<String>make(1);
            createTask(() -> q.put("a"));
            createTask(() -> q.put("b"));
            assertThat(List.of(q.get(), q.get())).containsExactly("a", "b");
        });
    }

    @ParameterizedTest
    @EnumSource
    void lastPutterCancelled_theOneBeforeItStillPuts(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<String>make(1);
            Task<Void> a = createTask(() -> q.put("a"));
            Task<Void> b = createTask(() -> q.put("b"));
            Task<Void> c = createTask(() -> q.put("c"));
            yieldTurn();
            assertThat(List.of(a.done(), b.done(), c.done())).containsExactly(true, false, false);
            c.cancel();
            yieldTurn();
            assertThat(c.cancelled()).isTrue();
            assertThat(q.getNowait()).isEqualTo("a");
            yieldTurn();
            assertThat(q.getNowait()).isEqualTo("b");
            assertThat(b.done()).isTrue();
        });
    }

    /** Room for two becomes free at once: both who wait for it are woken. */
    @ParameterizedTest
    @EnumSource
    void queueThatIsEmptiedInOneTurn_letsAsManyPuttersIn(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(2);
            TaskGroup.run(g -> {
                g.createTask(() -> {
                    yieldTurn();
                    assertThat(q.full()).isTrue();
                    while (!q.empty()) {
                        out.add(q.getNowait());
                    }
                });
                for (int i = 0; i < 4; i++) {
                    int item = i;
                    g.createTask(() -> q.put(item));
                }
            });
            assertThat(out).containsExactlyInAnyOrder(0, 1);
            assertThat(List.of(q.getNowait(), q.getNowait())).containsExactlyInAnyOrder(2, 3);
        });
    }

    // ---- getters ----

    /** Two of three readers are woken; the first one's place goes to the third. */
    @ParameterizedTest
    @EnumSource
    void wokenReaderCancelled_othersGetAllItems(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>unlimited();
            List<Task<Integer>> readers = IntStream.range(0, 3)
                    .mapToObj(_ -> createTask(() -> q.get()))
                    .toList();
            yieldTurn();
            q.putNowait(1);
            q.putNowait(2);
            readers.getFirst().cancel();
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(() -> readers.getFirst().await());
            assertThat(List.of(readers.get(1).await(), readers.get(2).await())).containsExactlyInAnyOrder(1, 2);
        });
    }

    // ---- finishing ----

    @ParameterizedTest
    @EnumSource
    void join_withTwoWorkers_returnsWhenAllItemsAreWorkedOff(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>unlimited();
            IntStream.range(0, 100).forEach(q::putNowait);
            TaskGroup.run(g -> {
                for (int i = 0; i < 2; i++) {
                    g.createTask(() -> {
                        while (true) {
                            int item = q.get();
                            yieldTurn();
                            out.add(item);
                            q.taskDone();
                        }
                    });
                }
                q.join();
                assertThat(out)
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, 100).<Object>mapToObj(i -> i).toList());
                g.cancel();
            });
        });
    }

    private static void assertNothingIsUnfinished(Queue<?> q) {
        assertThatIllegalStateException()
                .isThrownBy(q::taskDone)
                .withMessageContaining("taskDone() called too many times");
    }

    private static void assertNeitherTakesNorGives(Queue<String> q) {
        assertThat(q.qsize()).isZero();
        assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(() -> q.put("late"));
        assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(() -> q.putNowait("late"));
        assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(q::get);
        assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(q::getNowait);
    }

    @ParameterizedTest
    @EnumSource
    void newQueue_hasNothingUnfinished(QueueKindsTest.Kind kind) {
        assertNothingIsUnfinished(kind.unlimited());
    }

    @ParameterizedTest
    @EnumSource
    void shutdown_emptyQueue_freesGettersAndJoiners(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<String>unlimited();
            Task<String> get = createTask(() -> q.get());
            yieldTurn();
            q.shutdown();
            q.join();
            yieldTurn();
            assertThat(get.exception()).isInstanceOf(QueueShutDownException.class);
            assertNeitherTakesNorGives(q);
            assertThat(q).asString().endsWith("Queue maxsize=0 shutdown>");
        });
    }

    @ParameterizedTest
    @EnumSource
    void shutdown_fullQueue_letsTheItemBeTakenAndWaitsForItsWork(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<String>make(1);
            q.putNowait("first");
            Task<Void> join = createTask(q::join);
            Task<Void> put = createTask(() -> q.put("second"));
            yieldTurn();
            assertThat(put.done()).isFalse();
            q.shutdown();
            assertThat(q.qsize()).isEqualTo(1);
            yieldTurn();
            assertThat(put.exception()).isInstanceOf(QueueShutDownException.class);
            assertThat(q.get()).isEqualTo("first");
            assertNeitherTakesNorGives(q);
            yieldTurn();
            assertThat(join.done()).isFalse();
            q.taskDone();
            yieldTurn();
            assertThat(join.done()).isTrue();
            assertNothingIsUnfinished(q);
        });
    }

    @ParameterizedTest
    @EnumSource
    void shutdownImmediately_itemNotTaken_countsAsDone(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<String>unlimited();
            q.putNowait("thrown away");
            Task<Void> join = createTask(q::join);
            yieldTurn();
            q.shutdown(true);
            yieldTurn();
            assertThat(join.done()).isTrue();
            assertNeitherTakesNorGives(q);
            assertNothingIsUnfinished(q);
        });
    }

    @ParameterizedTest
    @EnumSource
    void shutdownImmediately_oneItemTaken_isStillWaitedFor(QueueKindsTest.Kind kind) {
        runMain(() -> {
            var q = kind.<String>unlimited();
            q.putNowait("item");
            q.putNowait("item");
            Task<Void> join = createTask(q::join);
            assertThat(q.get()).isEqualTo("item");
            yieldTurn();
            q.shutdown(true);
            yieldTurn();
            assertThat(join.done()).isFalse();
            assertNeitherTakesNorGives(q);
            q.taskDone();
            assertNothingIsUnfinished(q);
            yieldTurn();
            assertThat(join.done()).isTrue();
        });
    }
}
