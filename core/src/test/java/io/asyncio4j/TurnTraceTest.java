package io.asyncio4j;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * What happens in which turn of the loop, when tasks wait for each other: the expected texts are what the same programs
 * print on CPython 3.13.0, where a callback that reschedules itself counts the turns.
 */
final class TurnTraceTest {

    private final EventLoop loop = EventLoop.builder().clock(new VirtualClock()).build();
    private final StringBuilder trace = new StringBuilder();
    private final List<String> thisTurn = new ArrayList<>();
    private int turn;
    private boolean stopped;

    /** Runs a program and returns one line for each turn in which something was noted. */
    private String traceOf(Coroutine.OfVoid program) {
        run(
                () -> {
                    loop.callSoon(this::tick);
                    program.run();
                    stopped = true;
                    endTurn();
                },
                () -> loop);
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

    private void note(String event) {
        thisTurn.add(event);
    }

    private static void turns(int n) {
        for (int i = 0; i < n; i++) {
            sleep(Duration.ZERO);
        }
    }

    /** Suspends for some turns; needs more turns to clean up when it is cancelled. */
    private Coroutine<String> child(String name, int turns, int cleanupTurns) {
        return () -> {
            note(name + " starts");
            try {
                turns(turns);
                note(name + " returns");
                return name;
            } catch (CancelledError e) {
                note(name + " cancelled");
                turns(cleanupTurns);
                note(name + " leaves");
                throw e;
            }
        };
    }

    private Coroutine<String> failing(String name, int turns) {
        return () -> {
            note(name + " starts");
            turns(turns);
            note(name + " fails");
            throw new IllegalArgumentException(name);
        };
    }

    private void cancelGather(Future<?> g) {
        g.addDoneCallback(done -> note("gather done"));
        createTask(() -> {
            note("waiter starts");
            try {
                g.await();
            } catch (CancelledError e) {
                note("waiter cancelled");
            }
        });
        turns(4);
        note("cancel " + g.cancel());
        turns(6);
        note("end cancelled=" + g.cancelled());
    }

    @Test
    void gather_cancelled() {
        assertThat(traceOf(() -> cancelGather(gather(child("a", 1, 0), child("b", 9, 2), child("c", 9, 1)))))
                .isEqualTo("""
                        1: a starts, b starts, c starts, waiter starts
                        2: a returns
                        4: cancel true
                        5: b cancelled, c cancelled
                        6: c leaves
                        7: b leaves
                        8: gather done, waiter cancelled
                        10: end cancelled=false
                        """);
    }

    @Test
    void gatherOutcomes_cancelled() {
        assertThat(traceOf(() -> cancelGather(gatherOutcomes(child("a", 1, 0), child("b", 9, 2), child("c", 9, 1)))))
                .isEqualTo("""
                        1: a starts, b starts, c starts, waiter starts
                        2: a returns
                        4: cancel true
                        5: b cancelled, c cancelled
                        6: c leaves
                        7: b leaves
                        9: gather done, waiter cancelled
                        10: end cancelled=false
                        """);
    }

    private void noteFailure(String name, Future<?> future) {
        createTask(() -> {
            try {
                future.await();
                note(name + " got a result");
            } catch (IllegalArgumentException e) {
                note(name + " got the failure");
            }
        });
    }

    @Test
    void gather_nestedAndFailing() {
        assertThat(traceOf(() -> {
                    Future<List<String>> inner = gather(child("a", 1, 0), failing("b", 2));
                    Future<List<Object>> outer = gather(inner, child("c", 4, 0));
                    inner.addDoneCallback(done -> note("inner done"));
                    outer.addDoneCallback(done -> note("outer done"));
                    noteFailure("w1", inner);
                    noteFailure("w2", outer);
                    turns(9);
                }))
                .isEqualTo("""
                        1: a starts, b starts, c starts
                        2: a returns
                        3: b fails
                        5: inner done, w1 got the failure, c returns
                        6: outer done, w2 got the failure
                        """);
    }

    @Test
    void taskGroup_childFails() {
        assertThat(traceOf(() -> {
                    Task<Void> parent = createTask(() -> {
                        try {
                            TaskGroup.run(g -> {
                                g.createTask(failing("a", 2));
                                g.createTask(child("b", 9, 2));
                                g.createTask(child("c", 2, 0));
                                try {
                                    turns(9);
                                } catch (CancelledError e) {
                                    note("body cancelled");
                                    throw e;
                                }
                            });
                        } catch (ExceptionGroup e) {
                            note("group over, cancelling=" + currentTask().cancelling());
                        }
                        sleep(Duration.ZERO);
                        note("parent goes on");
                    });
                    parent.addDoneCallback(done -> note("parent done"));
                    turns(12);
                }))
                .isEqualTo("""
                        2: a starts, b starts, c starts
                        4: a fails, c returns
                        5: b cancelled, body cancelled
                        7: b leaves
                        9: group over, cancelling=0
                        10: parent goes on
                        11: parent done
                        """);
    }

    @Test
    void taskGroup_cancelledTwiceFromOutside() {
        assertThat(traceOf(() -> {
                    Task<Void> parent = createTask(() -> {
                        try {
                            TaskGroup.run(g -> {
                                g.createTask(child("a", 9, 1));
                                g.createTask(child("b", 9, 3));
                                note("body ends");
                            });
                        } catch (CancelledError e) {
                            note("group cancelled, cancelling=" + currentTask().cancelling());
                            throw e;
                        }
                    });
                    parent.addDoneCallback(done -> note("parent done"));
                    turns(3);
                    note("cancel");
                    parent.cancel();
                    turns(2);
                    note("cancel");
                    parent.cancel();
                    turns(6);
                    note("cancelled=" + parent.cancelled());
                }))
                .isEqualTo("""
                        1: body ends
                        2: a starts, b starts
                        3: cancel
                        5: a cancelled, b cancelled, cancel
                        6: a leaves
                        8: b leaves
                        10: group cancelled, cancelling=2
                        11: parent done, cancelled=true
                        """);
    }

    private Task<Void> noteResult(String name, Future<String> future) {
        return createTask(() -> {
            try {
                note(name + " got " + future.await());
            } catch (CancelledError e) {
                note(name + " cancelled");
            }
        });
    }

    @Test
    void shield_waiterCancelledThenInnerCancelled() {
        assertThat(traceOf(() -> {
                    Task<String> i = createTask(child("i", 5, 0));
                    Future<String> outer = shield(i);
                    outer.addDoneCallback(done -> note("outer done"));
                    Task<Void> w1 = noteResult("w1", outer);
                    noteResult("w2", shield(i));
                    turns(2);
                    note("cancel");
                    w1.cancel();
                    turns(7);
                    Task<String> j = createTask(child("j", 5, 1));
                    outer = shield(j);
                    outer.addDoneCallback(done -> note("outer done"));
                    noteResult("w3", outer);
                    turns(2);
                    note("cancel");
                    j.cancel();
                    turns(6);
                }))
                .isEqualTo("""
                        1: i starts
                        2: cancel
                        3: outer done, w1 cancelled
                        6: i returns
                        8: w2 got i
                        10: j starts
                        11: cancel
                        12: j cancelled
                        13: j leaves
                        15: outer done, w3 cancelled
                        """);
    }

    @Test
    void timeoutAndWaitFor_withoutTime() {
        assertThat(traceOf(() -> {
                    Task<Void> limited = createTask(() -> {
                        try {
                            timeout(Duration.ZERO, () -> {
                                note("body starts");
                                child("a", 9, 1).run();
                            });
                        } catch (TimeoutException e) {
                            note("timeout, cancelling=" + currentTask().cancelling());
                        }
                        Future<String> f = loop.createFuture();
                        timeOut("future", f);
                        timeOut("coroutine", child("b", 1, 0));
                        Task<String> k = createTask(child("k", 9, 2));
                        sleep(Duration.ZERO);
                        timeOut("task", k);
                        note(waitFor(child("c", 1, 0), null));
                    });
                    limited.addDoneCallback(done -> note("limited done"));
                    turns(20);
                }))
                .isEqualTo("""
                        1: body starts, a starts
                        2: a cancelled
                        3: a leaves, timeout, cancelling=0
                        5: waitFor future
                        8: waitFor coroutine
                        9: k starts
                        10: k cancelled
                        12: k leaves
                        14: waitFor task, c starts
                        15: c returns, c
                        16: limited done
                        """);
    }

    private void timeOut(String what, Awaitable<String> awaitable) {
        try {
            note(waitFor(awaitable, Duration.ZERO));
        } catch (TimeoutException e) {
            note("waitFor " + what);
        }
    }

    @Test
    void waitUntilAndAsCompleted() {
        assertThat(traceOf(() -> {
                    Task<Void> w = createTask(() -> {
                        List<Task<String>> tasks = List.of(
                                createTask(child("a", 1, 0)),
                                createTask(failing("b", 3)),
                                createTask(child("c", 5, 0)));
                        noteCounts("first", waitUntil(ReturnWhen.FIRST_COMPLETED, tasks));
                        noteCounts("exception", waitUntil(ReturnWhen.FIRST_EXCEPTION, tasks));
                        noteCounts("all", waitUntil(ReturnWhen.ALL_COMPLETED, tasks));
                        noteCounts("done already", waitUntil(ReturnWhen.ALL_COMPLETED, tasks.subList(0, 2)));
                        Future<String> never = loop.createFuture();
                        noteCounts("timeout 0", waitUntil(ReturnWhen.ALL_COMPLETED, List.of(never), Duration.ZERO));
                        for (Future<String> f : asCompleted(List.of(
                                createTask(child("x", 3, 0)),
                                createTask(child("y", 1, 0)),
                                createTask(child("z", 1, 0))))) {
                            note("completed " + f.result());
                        }
                    });
                    w.addDoneCallback(done -> note("w done"));
                    turns(30);
                }))
                .isEqualTo("""
                        2: a starts, b starts, c starts
                        3: a returns
                        5: first 1 2, b fails
                        7: exception 2 1, c returns
                        9: all 3 0
                        11: done already 2 0
                        13: timeout 0 0 1
                        14: x starts, y starts, z starts
                        15: y returns, z returns
                        17: x returns, completed y, completed z
                        19: completed x
                        20: w done
                        """);
    }

    private void noteCounts(String name, WaitResult<String> result) {
        note(name + " " + result.done().size() + " " + result.pending().size());
    }
}
