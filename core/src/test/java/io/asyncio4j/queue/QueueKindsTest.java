package io.asyncio4j.queue;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.asyncio4j.CancelledError;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.TaskFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every kind of queue does. R14. */
final class QueueKindsTest extends SemanticsTest {

    enum Kind {
        FIFO(List.of(2, 3, 1)),
        PRIORITY(List.of(1, 2, 3)),
        LIFO(List.of(1, 3, 2));

        /** How 2, 3 and 1, put in this order, come out. */
        final List<Integer> order;

        Kind(List<Integer> order) {
            this.order = order;
        }

        <T extends @Nullable Comparable<T>> Queue<T> make(int maxsize) {
            return switch (this) {
                case FIFO -> new Queue<>(maxsize);
                case PRIORITY -> new PriorityQueue<>(maxsize, Comparator.nullsFirst(Comparator.naturalOrder()));
                case LIFO -> new LifoQueue<>(maxsize);
            };
        }

        <T> Queue<T> unlimited() {
            return switch (this) {
                case FIFO -> new Queue<>();
                case PRIORITY -> new PriorityQueue<>();
                case LIFO -> new LifoQueue<>();
            };
        }
    }

    private static List<Integer> drain(Queue<Integer> q) {
        List<Integer> items = new ArrayList<>();
        while (!q.empty()) {
            items.add(q.getNowait());
        }
        return items;
    }

    // ---- size and order ----

    @ParameterizedTest
    @EnumSource
    void newQueue_isEmpty(Kind kind) {
        var q = kind.<Integer>make(2);
        assertThat(q.maxsize()).isEqualTo(2);
        assertThat(q.qsize()).isZero();
        assertThat(q.empty()).isTrue();
        assertThat(q.full()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void queueWithoutALimit_isNeverFull(Kind kind) {
        for (Queue<Integer> q : List.of(kind.<Integer>make(0), kind.<Integer>unlimited())) {
            IntStream.range(0, 1000).forEach(q::putNowait);
            assertThat(q.maxsize()).isZero();
            assertThat(q.qsize()).isEqualTo(1000);
            assertThat(q.full()).isFalse();
            assertThat(drain(q)).hasSize(1000).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @EnumSource
    void negativeSize_isRefused(Kind kind) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kind.make(-1))
                .withMessage("maxsize = -1 (expected: 0 or more; 0 means no limit)");
    }

    @ParameterizedTest
    @EnumSource
    void items_comeInTheOrderOfTheKind(Kind kind) {
        var q = kind.<Integer>make(3);
        List.of(2, 3, 1).forEach(q::putNowait);
        assertThat(q.full()).isTrue();
        assertThat(q.qsize()).isEqualTo(3);
        assertThat(drain(q)).isEqualTo(kind.order);
    }

    @ParameterizedTest
    @EnumSource
    void nowait_noRoomOrNoItem_throwsAndChangesNothing(Kind kind) {
        var q = kind.<Integer>make(1);
        assertThatExceptionOfType(QueueEmptyException.class)
                .isThrownBy(q::getNowait)
                .withMessageContaining("get() waits");
        q.putNowait(1);
        assertThatExceptionOfType(QueueFullException.class)
                .isThrownBy(() -> q.putNowait(2))
                .withMessageContaining("maxsize = 1")
                .withMessageContaining("put() waits");
        assertThat(drain(q)).containsExactly(1);
        q.taskDone();
        assertThat(q.toString()).doesNotContain("tasks");
    }

    @ParameterizedTest
    @EnumSource
    void null_isAnItem(Kind kind) {
        runMain(() -> {
            var q = kind.<@Nullable Integer>make(2);
            var get = createTask(() -> q.get());
            yieldTurn();
            q.put(null);
            assertThat(q.qsize()).isOne();
            assertThat(get.await()).isNull();
            assertThat(q.empty()).isTrue();

            q.put(null);
            q.put(1);
            assertThat(q.full()).isTrue();
            q.shutdown();
            List<@Nullable Integer> items = new ArrayList<>();
            q.forEach(items::add);
            assertThat(items).containsExactlyInAnyOrder(null, 1);
        });
    }

    // ---- suspending ----

    @ParameterizedTest
    @EnumSource
    void putAndGet_withoutNeedToWait_doNotGiveUpTheTurn(Kind kind) {
        runMain(() -> {
            createTask(() -> out.add("other"));
            var q = kind.<Integer>make(1);
            q.put(1);
            out.add(q.get());
            q.taskDone();
            q.join();
            out.add("joined");
            yieldTurn();
        });
        assertThat(out).containsExactly(1, "joined", "other");
    }

    @ParameterizedTest
    @EnumSource
    void getFromAnEmptyQueue_waits(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(1);
            createTask(() -> {
                sleep(ms(10));
                q.put(7);
            });
            assertThat(q.get()).isEqualTo(7);
            assertThat(loop.time()).isEqualTo(ms(10));
        });
    }

    @ParameterizedTest
    @EnumSource
    void putIntoAFullQueue_waits(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(1);
            q.put(1);
            createTask(() -> {
                sleep(ms(10));
                out.add(q.get());
            });
            q.put(2);
            assertThat(loop.time()).isEqualTo(ms(10));
            assertThat(drain(q)).containsExactly(2);
        });
        assertThat(out).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void eagerTasks_waitAndAreServedAsWell(Kind kind) {
        loop.setTaskFactory(TaskFactory.EAGER);
        runMain(() -> {
            var q = kind.<Integer>make(1);
            var get = createTask(() -> q.get());
            q.put(1);
            var put = createTask(() -> q.put(2));
            assertThat(get.await()).isEqualTo(1);
            put.await();
            assertThat(drain(q)).containsExactly(2);
        });
    }

    @ParameterizedTest
    @EnumSource
    void queueMadeBeforeItsLoop_worksInIt(Kind kind) {
        var q = kind.<Integer>make(1);
        q.putNowait(1);
        runMain(() -> {
            createTask(() -> q.put(2));
            yieldTurn();
            assertThat(List.of(q.get(), q.get())).containsExactly(1, 2);
        });
    }

    // ---- cancelling ----

    @ParameterizedTest
    @EnumSource
    void cancelledGet_takesNothing(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(1);
            var get = createTask(() -> q.get());
            yieldTurn();
            q.putNowait(1);
            get.cancel();
            yieldTurn();
            assertThat(get.cancelled()).isTrue();
            assertThat(drain(q)).containsExactly(1);
        });
    }

    @ParameterizedTest
    @EnumSource
    void cancelledPut_putsNothing(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(1);
            q.putNowait(1);
            var put = createTask(() -> q.put(2));
            yieldTurn();
            assertThat(q.getNowait()).isEqualTo(1);
            put.cancel();
            yieldTurn();
            assertThat(put.cancelled()).isTrue();
            assertThat(q.empty()).isTrue();
            q.taskDone();
            q.join();
        });
    }

    @ParameterizedTest
    @EnumSource
    void cancelledJoin_leavesTheOthersWaiting(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(1);
            q.putNowait(q.qsize());
            var first = createTask(q::join);
            var second = createTask(q::join);
            yieldTurn();
            first.cancel();
            yieldTurn();
            assertThat(first.cancelled()).isTrue();
            assertThat(second.done()).isFalse();
            q.taskDone();
            second.await();
        });
    }

    /** However many have waited, nothing is left of them. */
    @ParameterizedTest
    @EnumSource
    void timeLimits_leaveNoWaitersBehind(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(1);
            for (int i = 0; i < 100; i++) {
                assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> timeout(ms(1), () -> q.get()));
            }
            assertThat(q).asString().endsWith("Queue maxsize=1>");
            q.put(1);
            for (int i = 0; i < 100; i++) {
                assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> timeout(ms(1), () -> q.put(2)));
                assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> timeout(ms(1), q::join));
            }
            assertThat(q).asString().endsWith("Queue maxsize=1 _queue=[1] tasks=1>");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    /** Many waiters at once, cancelled from the last to the first: none of the others loses its place. */
    @ParameterizedTest
    @EnumSource
    void cancelledWaiters_leaveTheOthersInTheirOrder(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(0);
            var tasks = IntStream.range(0, 100)
                    .mapToObj(i -> createTask(() -> {
                        q.get();
                        out.add(i);
                    }))
                    .toList();
            yieldTurn();
            for (int i = 99; i >= 0; i -= 1 + i % 2) {
                if (i % 3 != 0) {
                    tasks.get(i).cancel();
                }
            }
            yieldTurn();
            IntStream.range(0, 100).forEach(q::putNowait);
            yieldTurn();
            assertThat(out)
                    .isEqualTo(IntStream.range(0, 100)
                            .filter(i -> !tasks.get(i).cancelled())
                            .boxed()
                            .toList());
            assertThat(out.size()).isBetween(40, 90);
        });
    }

    // ---- finishing ----

    @ParameterizedTest
    @EnumSource
    void join_withoutItems_returnsAtOnce(Kind kind) {
        runMain(() -> kind.make(1).join());
    }

    @ParameterizedTest
    @EnumSource
    void join_waitsForTheWork_notOnlyForTheTaking(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(0);
            List.of(1, 2, 3).forEach(q::putNowait);
            var worker = createTask(() -> {
                for (int item : q) {
                    sleep(ms(10));
                    out.add(item);
                    q.taskDone();
                }
            });
            q.join();
            assertThat(out).hasSize(3);
            assertThat(loop.time()).isEqualTo(ms(30));
            assertThat(worker.done()).isFalse();
            q.shutdown();
            worker.await();
        });
    }

    @ParameterizedTest
    @EnumSource
    void shutdown_letsTheItemsBeTaken_thenRefuses(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(3);
            List.of(2, 3, 1).forEach(q::putNowait);
            q.shutdown();
            q.shutdown();
            assertThatExceptionOfType(QueueShutDownException.class)
                    .isThrownBy(() -> q.put(4))
                    .withMessageContaining("not put");
            assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(() -> q.putNowait(4));
            assertThat(List.of(q.get(), q.getNowait(), q.get())).isEqualTo(kind.order);
            assertThatExceptionOfType(QueueShutDownException.class)
                    .isThrownBy(q::get)
                    .withMessageContaining("shut down and empty");
            assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(q::getNowait);
        });
    }

    @ParameterizedTest
    @EnumSource
    void shutdown_freesAllWhoWait(Kind kind) {
        runMain(() -> {
            var empty = kind.<Integer>make(1);
            var full = kind.<Integer>make(1);
            full.putNowait(1);
            var waiting = List.of(
                    createTask(() -> empty.get()),
                    createTask(() -> empty.get()),
                    createTask(() -> {
                        full.put(2);
                        return 2;
                    }),
                    createTask(() -> {
                        full.put(3);
                        return 3;
                    }));
            yieldTurn();
            empty.shutdown();
            full.shutdown();
            yieldTurn();
            assertThat(waiting)
                    .allSatisfy(task -> assertThat(task.exception()).isInstanceOf(QueueShutDownException.class));
            assertThat(drain(full)).containsExactly(1);
        });
    }

    @ParameterizedTest
    @EnumSource
    void shutdownImmediately_throwsItemsAway_andStillWaitsForThoseThatWereTaken(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(3);
            List.of(2, 3, 1).forEach(q::putNowait);
            q.get();
            var join = createTask(q::join);
            yieldTurn();
            q.shutdown(true);
            assertThat(q.empty()).isTrue();
            assertThatExceptionOfType(QueueShutDownException.class).isThrownBy(q::get);
            yieldTurn();
            assertThat(join.done()).isFalse();
            q.taskDone();
            join.await();
        });
    }

    /** Python: {@code task_done()} may come before the item is taken. */
    @ParameterizedTest
    @EnumSource
    void shutdownImmediately_moreItemsThanUnfinished_countsNoneTwice(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(0);
            q.put(1);
            q.put(2);
            q.taskDone();
            q.shutdown(true);
            q.join();
            assertThat(q).asString().endsWith("Queue maxsize=0 shutdown>");
        });
    }

    @ParameterizedTest
    @EnumSource
    void shutdownLater_immediately_throwsTheRestAway(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(0);
            q.put(1);
            q.shutdown();
            q.shutdown(true);
            assertThat(q.empty()).isTrue();
            q.join();
        });
    }

    @ParameterizedTest
    @EnumSource
    void loopClosedWhileTasksWait_theyUnwindAndTheQueueIsFree(Kind kind) {
        var empty = kind.<Integer>make(1);
        var full = kind.<Integer>make(1);
        full.putNowait(1);
        loop.createTask(() -> {
            try {
                empty.get();
            } finally {
                out.add("get");
            }
        });
        loop.createTask(() -> {
            try {
                full.put(2);
            } finally {
                out.add("put");
            }
        });
        loop.createTask(() -> {
            try {
                full.join();
            } finally {
                out.add("join");
            }
        });
        loop.runUntilComplete(() -> yieldTurn());
        loop.close();
        assertThat(out).containsExactly("get", "put", "join");
        assertThat(empty).asString().endsWith("Queue maxsize=1>");
        assertThat(full).asString().endsWith("Queue maxsize=1 _queue=[1] tasks=1>");
        assertThat(reports).hasSize(3).allSatisfy(report -> assertThat(report).contains("destroyed"));
        reports.clear();
    }

    // ---- many ----

    @ParameterizedTest
    @EnumSource
    void severalProducersAndConsumers_shareTheWork(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(4);
            var producers = IntStream.range(0, 5)
                    .mapToObj(p -> createTask(() -> {
                        for (int i = 0; i < 20; i++) {
                            q.put(20 * p + i);
                        }
                    }))
                    .toList();
            var consumers = IntStream.range(0, 3)
                    .mapToObj(c -> createTask(() -> {
                        List<Integer> mine = new ArrayList<>();
                        for (int item : q) {
                            mine.add(item);
                            sleep(ms(1));
                        }
                        return mine;
                    }))
                    .toList();
            gather(producers).await();
            q.shutdown();
            List<Integer> all = new ArrayList<>();
            for (var consumer : consumers) {
                assertThat(consumer.await()).hasSizeGreaterThan(20);
                all.addAll(consumer.await());
            }
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 100).boxed().toList());
        });
    }

    /** A cancellation that a task has swallowed does not disturb its next wait. */
    @ParameterizedTest
    @EnumSource
    void taskThatRefusesItsCancellation_canWaitAgain(Kind kind) {
        runMain(() -> {
            var q = kind.<Integer>make(1);
            var stubborn = createTask(() -> {
                try {
                    return q.get();
                } catch (CancelledError e) {
                    return -q.get();
                }
            });
            yieldTurn();
            q.putNowait(1);
            stubborn.cancel();
            assertThat(stubborn.await()).isEqualTo(-1);
        });
    }
}
