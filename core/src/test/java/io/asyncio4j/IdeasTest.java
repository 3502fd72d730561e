package io.asyncio4j;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.getEventLoop;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.setEventLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What asyncio is about, and how its parts go together, as the first chapter of any introduction tells it. */
final class IdeasTest extends SemanticsTest {

    private int counter;

    /** A01: between two suspension points nothing else runs, so a counter needs no lock. */
    @Test
    void tasks_betweenTwoSuspensions_areAlone() {
        runMain(() -> {
            List<Coroutine<Integer>> adders = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                adders.add(() -> {
                    for (int n = 0; n < 100; n++) {
                        int before = counter;
                        Thread.onSpinWait();
                        counter = before + 1; // read and write in two steps
                        sleep(Duration.ZERO);
                    }
                    return counter;
                });
            }
            gather(adders).await();
        });
        assertThat(counter).isEqualTo(100 * 100);
    }

    /** A02: to wait for a future by a callback or by awaiting it is the same: next turn, in order of registration. */
    @Test
    void future_awaitedAndCalledBack_resumesBothAlike() {
        runMain(() -> {
            Future<String> future = loop.createFuture();
            createTask(() -> out.add("task 1 " + future.await()));
            sleep(Duration.ZERO);
            future.addDoneCallback(done -> out.add("callback " + done.result()));
            createTask(() -> out.add("task 2 " + future.await()));
            sleep(Duration.ZERO);
            future.setResult("value");
            out.add("set");
            sleep(Duration.ZERO);
        });
        assertThat(out).containsExactly("set", "task 1 value", "callback value", "task 2 value");
    }

    /** An API of callbacks, as libraries have them. */
    private void fetch(String url, BiConsumer<String, Exception> callback) {
        loop.callLater(
                ms(10),
                () -> callback.accept(
                        url.isEmpty() ? null : "<" + url + ">",
                        url.isEmpty() ? new IllegalArgumentException("no url") : null));
    }

    /** A03: a future makes straight-line code of it. */
    private String fetch(String url) {
        Future<String> future = loop.createFuture();
        fetch(url, (page, failure) -> {
            if (failure == null) {
                future.setResult(page);
            } else {
                future.setException(failure);
            }
        });
        return future.await();
    }

    @Test
    void callbackApi_asStraightLineCode() {
        runMain(() -> {
            for (String url : List.of("a", "b")) {
                out.add(fetch(url));
            }
            assertThatThrownBy(() -> fetch("")).hasMessage("no url");
            assertThat(loop.time()).isEqualTo(ms(30));
        });
        assertThat(out).containsExactly("<a>", "<b>");
    }

    /** A04: a step that does not suspend holds every other task and timer up. */
    @Test
    void longStep_holdsOthersUp() {
        runMain(() -> {
            loop.callLater(ms(10), () -> out.add("timer at " + loop.time().toMillis()));
            createTask(() -> out.add("task at " + loop.time().toMillis()));
            clock.advance(ms(300)); // a long computation
            out.add("step ends");
            sleep(ms(1));
        });
        assertThat(out).containsExactly("step ends", "task at 300", "timer at 300");
    }

    /** A05, E11: three sleeps overlap in three tasks, and do not in one. */
    @Test
    void sleeps_inTasksOverlap_inOneTaskAddUp() {
        runMain(() -> {
            List<Task<Void>> tasks = List.of(
                    createTask(() -> sleep(ms(1000))),
                    createTask(() -> sleep(ms(2000))),
                    createTask(() -> sleep(ms(1500))));
            for (Task<Void> task : tasks) {
                task.await();
            }
            assertThat(loop.time()).as("the longest").isEqualTo(ms(2000));
            sleep(ms(1000));
            sleep(ms(2000));
            assertThat(loop.time()).as("and the sum").isEqualTo(ms(5000));
        });
    }

    /** A07, A08, D17, D18: make a loop, make a coroutine, hand it over, close the loop; both ways to run it. */
    @Test
    void loop_byHand_inFourSteps() {
        Coroutine<String> coroutine = () -> sleep(ms(10), "result");
        assertThat(loop.runUntilComplete(coroutine)).isEqualTo("result");

        Task<String> task = loop.createTask(coroutine);
        task.addDoneCallback(done -> {
            out.add(done.result());
            loop.stop();
        });
        loop.runForever();
        loop.close();
        assertThat(out).containsExactly("result");
        assertThat(loop.isClosed()).isTrue();
    }

    /** A09: scheduling gives a future, and awaiting that gives the result. */
    @Test
    void schedulingCoroutine_getsFuturesAndAwaitsThem() {
        runMain(() -> {
            Future<Integer> one = createTask(() -> sleep(ms(10), 1));
            Future<Integer> two = ensureFuture(() -> sleep(ms(10), 2));
            Future<List<Integer>> both = gather(one, two);
            assertThat(both.await()).containsExactly(1, 2);
        });
    }

    private int deep(int depth, String local) {
        if (depth == 0) {
            sleep(ms(10));
            return 0;
        }
        int below = deep(depth - 1, local);
        assertThat(local).isEqualTo("kept");
        return below + 1;
    }

    /** A11, A12: a coroutine suspends in any frame, the chain as a whole, and finds its locals as they were. */
    @Test
    void deepCalls_suspendAndGoOnAsAWhole() {
        runMain(() -> {
            Future<List<Integer>> depths = gather(() -> deep(100, "kept"), () -> deep(10, "kept"));
            assertThat(depths.await()).containsExactly(100, 10);
        });
    }

    /** A17: a loop on the calling thread, or on a thread of its own, which others hand work to. */
    @Test
    void loop_onAThreadOfItsOwn_takesWorkFromOthers() throws Exception {
        EventLoop background = EventLoop.create();
        Thread thread = new Thread(background::runForever, "loop");
        thread.start();
        try {
            Object[] seen = runCoroutineThreadsafe(
                            () -> new Object[] {getRunningLoop(), sleep(ms(1), "slept")}, background)
                    .get(20, TimeUnit.SECONDS);
            assertThat(seen).containsExactly(background, "slept");
        } finally {
            background.callSoonThreadsafe(background::stop);
            thread.join(20_000);
            background.close();
        }
        assertThat(thread.isAlive()).isFalse();
    }

    private static EventLoop loopThatALibraryFinds() {
        return getEventLoop();
    }

    /** A19, D01, D02: nobody passes the loop around; it is found where code runs. */
    @Test
    void runningLoop_isFoundInAnyFrameOfATaskAndInCallbacks() {
        EventLoop[] found = new EventLoop[3];
        runMain(() -> {
            found[0] = loopThatALibraryFinds();
            found[1] = getRunningLoop();
            loop.callSoon(() -> found[2] = getRunningLoop());
            sleep(ms(1));
        });
        assertThat(found).containsOnly(loop);
    }

    /** D03, D04: a new loop is nobody's; it becomes the thread's by being set, and a running one comes first. */
    @Test
    void newLoop_isCurrentOnceItIsSet() {
        try (EventLoop other = Asyncio.newEventLoop()) {
            assertThatThrownBy(Asyncio::getEventLoop).isInstanceOf(IllegalStateException.class);
            setEventLoop(other);
            assertThat(getEventLoop()).isSameAs(other);
            runMain(() -> assertThat(getEventLoop()).isSameAs(loop));
            assertThat(getEventLoop()).isSameAs(other);
        } finally {
            setEventLoop(null);
        }
    }

    /** A20, C22: a task needs no start; it runs in the next turn, in order of creation. */
    @Test
    void task_isScheduledByBeingMade() {
        runMain(() -> {
            createTask(() -> out.add(1));
            createTask(() -> out.add(2));
            assertThat(out).isEmpty();
            sleep(Duration.ZERO);
            assertThat(out).containsExactly(1, 2);
        });
        assertThat(Arrays.stream(Task.class.getMethods()).map(Method::getName)).doesNotContain("start");
    }

    /** A21: futures are values: each equals itself only, whatever becomes of it. */
    @Test
    void futures_inQueuesSetsAndMaps_areFoundAgain() {
        runMain(() -> {
            Future<Integer> a = loop.createFuture();
            Future<Integer> b = loop.createFuture();
            Queue<Future<Integer>> queue = new ArrayDeque<>(List.of(a, b));
            Set<Future<Integer>> set = new HashSet<>(List.of(a, b));
            Map<Future<Integer>, String> map = new HashMap<>(Map.of(a, "a", b, "b"));
            queue.remove().setResult(1);
            queue.remove().setResult(1);
            assertThat(set).containsExactlyInAnyOrder(a, b);
            assertThat(map).containsEntry(a, "a").containsEntry(b, "b");
            assertThat(a).isNotEqualTo(b);
        });
    }

    // ---- futures and tasks ----

    /** C01, C02, C13: a future belongs to the loop that made it. */
    @Test
    void future_knowsItsLoop() {
        runMain(() -> {
            assertThat(loop.createFuture().getLoop()).isSameAs(loop);
            assertThat(createTask(() -> "x").getLoop()).isSameAs(loop);
            assertThat(gather(createTask(() -> "x")).getLoop()).isSameAs(loop);
        });
    }

    /** C12, C14: a task is a future; a future is none of the JDK's, whose {@code get} would block the loop. */
    @Test
    void types_taskIsAFuture_andAFutureIsNotTheJdks() {
        assertThat(Future.class).isAssignableFrom(Task.class);
        assertThat(Awaitable.class).isAssignableFrom(Future.class);
        assertThat(java.util.concurrent.Future.class.isAssignableFrom(Future.class))
                .isFalse();
        assertThat(Arrays.stream(Future.class.getMethods()).map(Method::getName))
                .doesNotContain("get", "join")
                .contains("toCompletableFuture");
    }

    /** C33: three ways to a return value. */
    @Test
    void returnValue_byEnsureFuture_byCreateTask_byCallback() {
        Coroutine<String> page = () -> sleep(ms(10), "page");
        runMain(() -> {
            Future<String> future = ensureFuture(page);
            future.addDoneCallback(done -> out.add("callback: " + done.result()));
            Task<String> task = createTask(page);
            out.add("future: " + future.await());
            out.add("task: " + task.await());
        });
        assertThat(out).containsExactly("callback: page", "future: page", "task: page");
    }

    /** R07, R19: what a task and a future show of themselves. */
    @Test
    void toString_showsStateNameCodeAndWhatItWaitsFor() {
        runMain(() -> {
            Future<String> future = loop.createFuture();
            Coroutine<String> code = future::await;
            Task<String> task = createTask(code, "waiter");
            assertThat(task.getCoro()).isSameAs(code);
            assertThat(task.getContext()).isNotNull();
            String coro = " name='waiter' coro=<lambda in io.asyncio4j.IdeasTest>";
            assertThat(task).hasToString("<Task pending" + coro + ">");
            sleep(Duration.ZERO);
            assertThat(task).hasToString("<Task pending" + coro + " wait_for=<Future pending cb=[waiter.wakeup]>>");
            future.addDoneCallback(new Named("one"));
            future.addDoneCallback(new Named("two"));
            assertThat(future).hasToString("<Future pending cb=[waiter.wakeup, <1 more>, two]>");
            task.cancel();
            assertThat(future).hasToString("<Future cancelled>");
            waitUntil(ALL_COMPLETED, List.of(task));
            assertThat(task).hasToString("<Task cancelled" + coro + ">");

            Future<String> longResult = loop.createFuture();
            longResult.setResult("x".repeat(200));
            assertThat(longResult).hasToString("<Future finished result='" + "x".repeat(76) + "...>");
            Future<String> failed = loop.createFuture();
            failed.setException(new IllegalStateException("bad"));
            assertThat(failed).hasToString("<Future finished exception=java.lang.IllegalStateException: bad>");
            assertThat(failed.exception()).hasMessage("bad");
            Task<Void> cancelling = createTask(() -> {
                currentTask().cancel();
                out.add(currentTask().toString().startsWith("<Task cancelling name="));
            });
            waitUntil(ALL_COMPLETED, List.of(cancelling));
        });
        assertThat(out).contains(true);
    }

    /** A done callback with a description. */
    private record Named(String name) implements Consumer<Future<?>> {
        @Override
        public void accept(Future<?> future) {}

        @Override
        public String toString() {
            return name;
        }
    }

    // ---- several at once ----

    private Coroutine<String> sleeper(String name, long millis) {
        return () -> {
            out.add(name + " starts");
            return sleep(ms(millis), name);
        };
    }

    private List<Coroutine<String>> three() {
        return List.of(sleeper("a", 30), sleeper("b", 10), sleeper("c", 20));
    }

    /** E12: the same three coroutines in three ways: what docs/waiting.md says of them. */
    @Test
    void gatherWaitAndAsCompleted_sideBySide() {
        runMain(() -> {
            out.add(gather(three()).await());
            WaitResult<String> result = waitUntil(ALL_COMPLETED, three());
            out.add(result.done().stream().map(Future::result).toList());
            for (Future<String> next : asCompleted(three())) {
                out.add(next.result());
            }
            assertThat(loop.time()).isEqualTo(ms(3 * 30));
        });
        assertThat(out)
                .containsExactly(
                        "a starts",
                        "b starts",
                        "c starts",
                        List.of("a", "b", "c"), // results, in the order given
                        "a starts",
                        "b starts",
                        "c starts",
                        List.of("a", "b", "c"), // futures, in the order given
                        "a starts",
                        "b starts",
                        "c starts",
                        "b",
                        "c",
                        "a"); // futures, as they finish
    }

    /** E13: every pending task can be cancelled, and says so. */
    @Test
    void cancelAll_returnsTrueForEachPendingTask() {
        runMain(() -> {
            for (int i = 0; i < 10; i++) {
                createTask(() -> sleep(ms(1000)));
            }
            createTask(() -> "done before");
            sleep(ms(1));
            for (Task<?> task : Asyncio.allTasks()) {
                if (task != currentTask()) {
                    out.add(task.cancel());
                }
            }
        });
        assertThat(out).hasSize(10).containsOnly(true);
    }

    /** E14: no function takes a loop, but where it is the point. */
    @Test
    void functions_doNotTakeALoop() {
        assertThat(Arrays.stream(Asyncio.class.getMethods())
                        .filter(method -> List.of(method.getParameterTypes()).contains(EventLoop.class))
                        .map(Method::getName))
                .containsOnly("runCoroutineThreadsafe", "setEventLoop", "allTasks");
    }
}
