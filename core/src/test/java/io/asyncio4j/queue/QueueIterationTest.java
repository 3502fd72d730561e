package io.asyncio4j.queue;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.SemanticsTest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** A queue is iterated over until it is shut down. R14, row 12 of the most wanted. */
final class QueueIterationTest extends SemanticsTest {

    @Test
    void iteration_waitsForItems_andEndsAtShutdown() {
        runMain(() -> {
            var q = new Queue<Integer>(1);
            var consumer = createTask(() -> {
                for (int item : q) {
                    out.add(item);
                }
                out.add("over");
            });
            for (int i = 1; i <= 3; i++) {
                sleep(ms(10));
                q.put(i);
            }
            yieldTurn();
            assertThat(out).containsExactly(1, 2, 3);
            assertThat(consumer.done()).isFalse();
            q.shutdown();
            consumer.await();
        });
        assertThat(out).containsExactly(1, 2, 3, "over");
    }

    @Test
    void iteration_ofAQueueThatIsShutDown_takesTheRest() {
        runMain(() -> {
            var q = new Queue<Integer>();
            q.put(1);
            q.put(2);
            q.shutdown();
            q.forEach(out::add);
            q.forEach(out::add);
        });
        assertThat(out).containsExactly(1, 2);
    }

    @Test
    void iteration_shutDownImmediately_ends() {
        runMain(() -> {
            var q = new Queue<Integer>();
            q.put(1);
            q.put(2);
            var consumer = createTask(() -> {
                for (int item : q) {
                    out.add(item);
                    sleep(ms(10));
                }
            });
            yieldTurn();
            q.shutdown(true);
            consumer.await();
        });
        assertThat(out).containsExactly(1);
    }

    @Test
    void iteration_makesRoom() {
        runMain(() -> {
            var q = new Queue<Integer>(1);
            var producer = createTask(() -> {
                for (int i = 0; i < 5; i++) {
                    q.put(i);
                }
                q.shutdown();
            });
            q.forEach(out::add);
            producer.await();
        });
        assertThat(out).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void iterators_receiveItemsOfTheirOwn() {
        runMain(() -> {
            var q = new Queue<Integer>();
            var consumers = gather(List.of("a", "b", "c").stream()
                    .map(name -> createTask(() -> {
                        for (int item : q) {
                            out.add(name + item);
                        }
                    }))
                    .toList());
            yieldTurn();
            for (int i = 1; i <= 4; i++) {
                q.put(i);
            }
            yieldTurn();
            q.shutdown();
            consumers.await();
        });
        assertThat(out).containsExactly("a1", "a2", "a3", "a4");
    }

    @Test
    void loopLeftByBreak_holdsNothingBack() {
        runMain(() -> {
            var q = new Queue<Integer>();
            q.put(1);
            q.put(2);
            for (int item : q) {
                out.add(item);
                break;
            }
            assertThat(q.qsize()).isOne();
            out.add(q.get());
        });
        assertThat(out).containsExactly(1, 2);
    }

    @Test
    void loopLeftByAnException_holdsNothingBack() {
        runMain(() -> {
            var q = new Queue<Integer>();
            q.put(1);
            q.put(2);
            Throwable thrown = catchThrowable(() -> {
                for (int item : q) {
                    throw new IllegalArgumentException("item " + item);
                }
            });
            assertThat(thrown).hasMessage("item 1");
            assertThat(q.get()).isEqualTo(2);
        });
    }

    @Test
    void hasNext_cancelledWhileItWaits_takesNothing() {
        runMain(() -> {
            var q = new Queue<Integer>();
            Iterator<Integer> items = q.iterator();
            var consumer = createTask(items::hasNext);
            yieldTurn();
            q.putNowait(1); // it is woken, and cancelled before it has its turn
            consumer.cancel();
            yieldTurn();
            assertThat(consumer.cancelled()).isTrue();
            assertThat(q.qsize()).isOne();
            assertThat(items.next()).as("the iterator can still be used").isEqualTo(1);
        });
    }

    @Test
    void loopCancelledInItsBody_holdsNothingBack() {
        runMain(() -> {
            var q = new Queue<Integer>();
            q.put(1);
            q.put(2);
            var consumer = createTask(() -> {
                for (int item : q) {
                    out.add(item);
                    try {
                        sleep(ms(1000));
                    } catch (CancelledError e) {
                        out.add(item + " undone");
                        throw e;
                    }
                }
            });
            yieldTurn();
            consumer.cancel();
            yieldTurn();
            assertThat(q.get()).isEqualTo(2);
        });
        assertThat(out).containsExactly(1, "1 undone");
    }

    // ---- by hand ----

    @Test
    void hasNext_takesTheItem_andKeepsItForNext() {
        runMain(() -> {
            var q = new Queue<Integer>();
            q.put(1);
            q.put(2);
            Iterator<Integer> items = q.iterator();
            assertThat(q.qsize()).as("nothing is taken before it is asked for").isEqualTo(2);
            assertThat(items.hasNext()).isTrue();
            assertThat(items.hasNext()).isTrue();
            assertThat(q.qsize()).isOne();
            q.shutdown(true);
            assertThat(items.hasNext()).isTrue();
            assertThat(items.next()).isEqualTo(1);
            assertThat(items.hasNext()).isFalse();
            assertThat(items.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class)
                    .isThrownBy(items::next)
                    .withMessageContaining("shut down and empty");
        });
    }

    @Test
    void next_withoutHasNext_waits() {
        runMain(() -> {
            var q = new Queue<Integer>();
            Iterator<Integer> items = q.iterator();
            createTask(() -> {
                sleep(ms(10));
                q.put(1);
            });
            assertThat(items.next()).isEqualTo(1);
            createTask(() -> {
                sleep(ms(10));
                q.shutdown();
            });
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(items::next);
        });
    }

    @Test
    void iterator_sharedByTwoTasksThatWait_isRefused() {
        runMain(() -> {
            var q = new Queue<Integer>();
            Iterator<Integer> items = q.iterator();
            var first = createTask(items::next);
            yieldTurn();
            assertThatIllegalStateException()
                    .isThrownBy(items::hasNext)
                    .withMessageContaining("another task waits")
                    .withMessageContaining("<Queue maxsize=0 _getters[1]>")
                    .withMessageContaining("an iterator of its own");
            assertThatIllegalStateException().isThrownBy(items::next);
            q.put(1);
            assertThat(first.await()).isEqualTo(1);
            q.put(2);
            assertThat(items.next()).isEqualTo(2);
        });
    }

    @Test
    void remove_isNotSupported() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> new Queue<Integer>().iterator().remove());
    }

    @Test
    void stream_overTheQueue_waitsToo() {
        runMain(() -> {
            var q = new Queue<Integer>(1);
            createTask(() -> {
                for (int i = 0; i < 10; i++) {
                    q.put(i);
                }
                q.shutdown();
            });
            List<Integer> even = new ArrayList<>();
            StreamSupport.stream(q.spliterator(), false).filter(i -> i % 2 == 0).forEach(even::add);
            assertThat(even).containsExactly(0, 2, 4, 6, 8);
        });
    }
}
