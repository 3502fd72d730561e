package io.asyncio4j.queue;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Who is woken by what, and in which turn of the loop: the expected texts were observed on CPython 3.13.0, where the same
 * programs print them and a callback that reschedules itself counts the turns.
 */
final class QueueTraceTest extends SemanticsTest {

    private final StringBuilder trace = new StringBuilder();
    private final List<String> thisTurn = new ArrayList<>();
    private int turn;
    private boolean stopped;

    /** Runs a program and returns one line for each turn in which something was noted. */
    private String traceOf(Coroutine.OfVoid program) {
        runMain(() -> {
            loop.callSoon(this::tick);
            program.run();
            stopped = true;
            endTurn();
        });
        return trace.toString();
    }

    private void tick() {
        if (!stopped) {
            endTurn();
            loop.callSoon(this::tick);
        }
    }

    private void endTurn() {
        if (!thisTurn.isEmpty()) {
            trace.append(turn).append(": ").append(String.join(", ", thisTurn)).append('\n');
            thisTurn.clear();
        }
        turn++;
    }

    private void note(Object event) {
        thisTurn.add(event.toString());
    }

    private static void turns(int n) {
        for (int i = 0; i < n; i++) {
            sleep(Duration.ZERO);
        }
    }

    private Task<?> getter(Queue<Integer> q, String name) {
        return createTask(() -> {
            try {
                int item = q.get();
                note(name + " got " + item);
            } catch (CancelledError e) {
                note(name + " cancelled");
                throw e;
            } catch (QueueShutDownException e) {
                note(name + " shut down");
            }
        });
    }

    private Task<?> putter(Queue<Integer> q, String name, int item) {
        return createTask(() -> {
            try {
                q.put(item);
                note(name + " put " + item);
            } catch (CancelledError e) {
                note(name + " cancelled");
                throw e;
            } catch (QueueShutDownException e) {
                note(name + " shut down");
            }
        });
    }

    private Task<?> joiner(Queue<Integer> q, String name) {
        return createTask(() -> {
            q.join();
            note(name + " joined " + q.qsize());
        });
    }

    @Test
    void producerAndConsumer_ofABoundedQueue_alternate() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>(1);
                    createTask(() -> {
                        for (int i = 1; i < 5; i++) {
                            q.put(i);
                            note("put " + i);
                        }
                    });
                    createTask(() -> {
                        for (int i = 1; i < 5; i++) {
                            int item = q.get();
                            note("got " + item);
                        }
                    });
                    turns(9);
                }))
                .isEqualTo("""
                        1: put 1, got 1
                        2: put 2
                        3: got 2
                        4: put 3
                        5: got 3
                        6: put 4
                        7: got 4
                        """);
    }

    @Test
    void items_forWaitingGetters_wakeOneEach() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>();
                    List.of("a", "b", "c").forEach(name -> getter(q, name));
                    turns(2);
                    q.putNowait(1);
                    q.putNowait(2);
                    note(q);
                    turns(2);
                    note(q);
                    q.putNowait(3);
                    turns(2);
                }))
                .isEqualTo("""
                        2: <Queue maxsize=0 _queue=[1, 2] _getters[1] tasks=2>
                        3: a got 1, b got 2
                        4: <Queue maxsize=0 _getters[1] tasks=2>
                        5: c got 3
                        """);
    }

    @Test
    void wokenGetter_cancelled_nextOneGetsTheItem() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>();
                    var a = getter(q, "a");
                    List.of("b", "c").forEach(name -> getter(q, name));
                    turns(2);
                    q.putNowait(1);
                    a.cancel();
                    note(q);
                    turns(1);
                    note(q);
                    turns(2);
                    note(q);
                    q.putNowait(2);
                    turns(3);
                }))
                .isEqualTo("""
                        2: <Queue maxsize=0 _queue=[1] _getters[2] tasks=1>
                        3: a cancelled, <Queue maxsize=0 _queue=[1] _getters[1] tasks=1>
                        4: b got 1
                        5: <Queue maxsize=0 _getters[1] tasks=1>
                        6: c got 2
                        """);
    }

    @Test
    void getter_cancelledBeforeItIsWoken_isPassedOver() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>();
                    var a = getter(q, "a");
                    List.of("b", "c").forEach(name -> getter(q, name));
                    turns(2);
                    a.cancel();
                    q.putNowait(1);
                    note(q);
                    turns(3);
                    note(q);
                    q.putNowait(2);
                    turns(3);
                }))
                .isEqualTo("""
                        2: <Queue maxsize=0 _queue=[1] _getters[1] tasks=1>
                        3: a cancelled, b got 1
                        5: <Queue maxsize=0 _getters[1] tasks=1>
                        6: c got 2
                        """);
    }

    @Test
    void quickerGetter_sendsTheWokenOneToTheEndOfTheLine() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>();
                    List.of("a", "b").forEach(name -> getter(q, name));
                    turns(2);
                    q.putNowait(1);
                    note("main got " + q.get());
                    turns(2);
                    note(q);
                    q.putNowait(2);
                    q.putNowait(3);
                    turns(3);
                }))
                .isEqualTo("""
                        2: main got 1
                        4: <Queue maxsize=0 _getters[2] tasks=1>
                        5: b got 2, a got 3
                        """);
    }

    @Test
    void wokenPutter_cancelled_nextOnePuts() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>(1);
                    q.putNowait(0);
                    var a = putter(q, "a", 1);
                    putter(q, "b", 2);
                    putter(q, "c", 3);
                    turns(2);
                    note("main got " + q.getNowait());
                    a.cancel();
                    note(q);
                    turns(1);
                    note(q);
                    turns(2);
                    note(q);
                    note("main got " + q.getNowait());
                    turns(2);
                    note(q);
                }))
                .isEqualTo("""
                        2: main got 0, <Queue maxsize=1 _putters[2] tasks=1>
                        3: a cancelled, <Queue maxsize=1 _putters[1] tasks=1>
                        4: b put 2
                        5: <Queue maxsize=1 _queue=[2] _putters[1] tasks=2>, main got 2
                        6: c put 3
                        7: <Queue maxsize=1 _queue=[3] tasks=3>
                        """);
    }

    @Test
    void wokenPutter_cancelledAfterTheRoomWasTaken_wakesNobody() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>(1);
                    q.putNowait(0);
                    var a = putter(q, "a", 1);
                    putter(q, "b", 2);
                    turns(2);
                    note("main got " + q.getNowait());
                    q.putNowait(9);
                    a.cancel();
                    turns(3);
                    note(q);
                    note("main got " + q.getNowait());
                    turns(2);
                }))
                .isEqualTo("""
                        2: main got 0
                        3: a cancelled
                        5: <Queue maxsize=1 _queue=[9] _putters[1] tasks=2>, main got 9
                        6: b put 2
                        """);
    }

    @Test
    void quickerPutter_sendsTheWokenOneToTheEndOfTheLine() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>(1);
                    q.putNowait(0);
                    putter(q, "a", 1);
                    putter(q, "b", 2);
                    turns(2);
                    note("main got " + q.getNowait());
                    q.put(9);
                    turns(2);
                    note(q);
                    for (int i = 0; i < 3; i++) {
                        note("main got " + q.get());
                        turns(2);
                    }
                }))
                .isEqualTo("""
                        2: main got 0
                        4: <Queue maxsize=1 _queue=[9] _putters[2] tasks=2>, main got 9
                        5: b put 2
                        6: main got 2
                        7: a put 1
                        8: main got 1
                        """);
    }

    @Test
    void shutdown_wakesAllInTheNextTurn() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>(1);
                    List.of("a", "b").forEach(name -> getter(q, name));
                    turns(2);
                    q.shutdown();
                    note(q);
                    turns(2);
                    note(q);
                    var full = new Queue<Integer>(1);
                    full.putNowait(0);
                    List.of("c", "d").forEach(name -> putter(full, name, 1));
                    turns(2);
                    full.shutdown();
                    note(full);
                    turns(2);
                    note(full);
                    note("main got " + full.get());
                    getter(full, "e");
                    turns(2);
                    note(full);
                }))
                .isEqualTo("""
                        2: <Queue maxsize=1 shutdown>
                        3: a shut down, b shut down
                        4: <Queue maxsize=1 shutdown>
                        6: <Queue maxsize=1 _queue=[0] tasks=1 shutdown>
                        7: c shut down, d shut down
                        8: <Queue maxsize=1 _queue=[0] tasks=1 shutdown>, main got 0
                        9: e shut down
                        10: <Queue maxsize=1 tasks=1 shutdown>
                        """);
    }

    @Test
    void shutdown_whileAGetterIsWoken_itTakesTheItem() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>();
                    List.of("a", "b").forEach(name -> getter(q, name));
                    turns(2);
                    q.putNowait(1);
                    q.shutdown();
                    note(q);
                    turns(3);
                    note(q);
                }))
                .isEqualTo("""
                        2: <Queue maxsize=0 _queue=[1] tasks=1 shutdown>
                        3: a got 1, b shut down
                        5: <Queue maxsize=0 tasks=1 shutdown>
                        """);
    }

    @Test
    void shutdownImmediately_freesJoinersFirst_thenPutters() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>(1);
                    q.putNowait(0);
                    List.of("c", "d").forEach(name -> putter(q, name, 1));
                    List.of("j", "k").forEach(name -> joiner(q, name));
                    turns(2);
                    q.shutdown(true);
                    note(q);
                    turns(2);
                    note(q);
                }))
                .isEqualTo("""
                        2: <Queue maxsize=1 shutdown>
                        3: j joined 0, k joined 0, c shut down, d shut down
                        4: <Queue maxsize=1 shutdown>
                        """);
    }

    @Test
    void join_returnsInTheTurnAfterTheLastTaskDone_whateverWasPutMeanwhile() {
        assertThat(traceOf(() -> {
                    var q = new Queue<Integer>();
                    q.putNowait(1);
                    q.putNowait(2);
                    List.of("j", "k").forEach(name -> joiner(q, name));
                    turns(2);
                    q.getNowait();
                    q.taskDone();
                    turns(2);
                    note("one done");
                    q.getNowait();
                    q.taskDone();
                    q.putNowait(3);
                    note(q);
                    turns(2);
                    var l = joiner(q, "l");
                    turns(2);
                    l.cancel();
                    turns(2);
                    note(q);
                    q.taskDone();
                    q.join();
                    note("end");
                }))
                .isEqualTo("""
                        4: one done, <Queue maxsize=0 _queue=[3] tasks=1>
                        5: j joined 1, k joined 1
                        10: <Queue maxsize=0 _queue=[3] tasks=1>, end
                        """);
    }
}
