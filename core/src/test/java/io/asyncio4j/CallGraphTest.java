package io.asyncio4j;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.captureCallGraph;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.formatCallGraph;
import static io.asyncio4j.Asyncio.futureAddToAwaitedBy;
import static io.asyncio4j.Asyncio.futureDiscardFromAwaitedBy;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.printCallGraph;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.staggeredRace;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.sync.Lock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for whom, and where (T01), and combinators of others in it (T02). */
class CallGraphTest extends SemanticsTest {

    private final EventLoop other = VirtualTime.loop();

    @AfterEach
    void closeOther() {
        other.close();
    }

    /** A node as {@code name(frames of this class)}, then who waits for it in braces. */
    private static String shape(FutureCallGraph graph) {
        String name = graph.future() instanceof Task<?> task ? task.getName() : "F";
        String node = name + "(" + String.join(" ", methods(graph)) + ")";
        return graph.awaitedBy().isEmpty()
                ? node
                : graph.awaitedBy().stream()
                        .map(CallGraphTest::shape)
                        .collect(Collectors.joining(", ", node + " {", "}"));
    }

    private static List<String> methods(FutureCallGraph graph) {
        return graph.callStack().stream()
                .filter(frame -> frame.getClassName().equals(CallGraphTest.class.getName()))
                .map(StackTraceElement::getMethodName)
                .filter(name -> !name.startsWith("lambda$"))
                .toList();
    }

    private void capture() {
        out.add(shape(captureCallGraph()));
    }

    private void runNamedMain(Coroutine.OfVoid main) {
        runMain(() -> {
            currentTask().setName("main");
            main.run();
        });
    }

    private void deep() {
        yieldTurn();
        capture();
    }

    private void c1() {
        yieldTurn();
        deep();
    }

    private void root() {
        c1();
    }

    private void awaits(Future<?> future) {
        future.await();
    }

    // ---- the cases of CPython's tests ----

    @Test
    void capture_inATaskOfAGroup_showsTheParentAndWhoAwaitsTheTask() {
        runNamedMain(() -> groupMain());
        assertThat(out)
                .containsExactly("c2_root(capture deep c1 root) {main(groupMain),"
                        + " sub_main_1(awaits) {main(groupMain)}, sub_main_2(awaits) {main(groupMain)}}");
    }

    private void groupMain() {
        TaskGroup.run(group -> {
            Task<?> task = group.createTask(this::root, "c2_root");
            group.createTask(() -> awaits(task), "sub_main_1");
            group.createTask(() -> awaits(task), "sub_main_2");
        });
    }

    @Test
    void capture_inNestedGroups_leadsToTheOutermostTask() {
        runNamedMain(() -> nestedMain());
        assertThat(out).containsExactly("leaf(capture deep c1 root) {middle(inner) {main(nestedMain)}}");
    }

    private void nestedMain() {
        TaskGroup.run(group -> {
            group.createTask(this::inner, "middle");
        });
    }

    private void inner() {
        TaskGroup.run(group -> {
            group.createTask(this::root, "leaf");
        });
    }

    @Test
    void capture_underGather_showsWhoAwaitsIt() {
        runNamedMain(() -> gatherMain());
        assertThat(out).containsExactly("leaf(capture deep c1 root) {main(gatherMain)}");
    }

    private void gatherMain() {
        gather(createTask(this::root, "leaf"), createTask(VirtualTime::yieldTurn, "other"))
                .await();
    }

    @Test
    void capture_underShield_showsWhoAwaitsIt() {
        runNamedMain(() -> shieldMain(this::root));
        assertThat(out).containsExactly("leaf(capture deep c1 root) {main(shieldMain)}");
    }

    private void shieldMain(Coroutine.OfVoid coroutine) {
        shield(createTask(coroutine, "leaf")).await();
    }

    @Test
    void capture_inATimeout_isTheSame() {
        runNamedMain(() -> shieldMain(() -> timeout(ms(1_000), (Body.OfVoid<RuntimeException>) this::root)));
        assertThat(out).containsExactly("leaf(capture deep c1 root) {main(shieldMain)}");
    }

    @Test
    void capture_underWaitUntil_showsWhoWaits() {
        for (ReturnWhen when : ReturnWhen.values()) {
            out.clear();
            Asyncio.run(
                    () -> {
                        currentTask().setName("main");
                        Task<?> leaf = createTask(this::root, "leaf");
                        waitMain(when, leaf);
                    },
                    VirtualTime::loop);
            assertThat(out).containsExactly("leaf(capture deep c1 root) {main(waitMain)}");
        }
    }

    private void waitMain(ReturnWhen when, Task<?> task) {
        waitUntil(when, List.of(task));
    }

    @Test
    void capture_inATaskThatIsAwaited_showsWhoAwaits() {
        runNamedMain(() -> taskMain());
        assertThat(out).containsExactly("there there(capture deep c1 root) {main(c2 taskMain)}");
    }

    private void taskMain() {
        c2();
    }

    private void c2() {
        createTask(this::root, "there there").await();
    }

    @Test
    void capture_ofAFuture_showsAllWhoAwaitIt() {
        runNamedMain(() -> {
            Future<Object> future = getRunningLoop().createFuture();
            TaskGroup.run(group -> {
                group.createTask(() -> awaits(future), "task A");
                group.createTask(() -> awaits(future), "task B");
                yieldTurn();
                out.add(shape(captureCallGraph(future)));
                assertThat(formatCallGraph(future)).startsWith("* Future(id=0x");
                future.setResult(null);
                assertThat(captureCallGraph(future).awaitedBy()).isEmpty();
            });
        });
        assertThat(out).containsExactly("F() {task A(awaits) {main()}, task B(awaits) {main()}}");
    }

    // ---- more edges ----

    @Test
    void capture_underAsCompleted_showsWhoWaitsForTheNextOne() {
        runNamedMain(() -> completedMain());
        assertThat(out).containsExactly("leaf(capture deep c1 root) {main(completedMain)}");
    }

    private void completedMain() {
        for (Future<?> done : asCompleted(List.of(createTask(this::root, "leaf")))) {
            assertThat(done.done()).isTrue();
        }
    }

    @Test
    void capture_underWaitFor_showsWhoAwaits() throws TimeoutException {
        runNamedMain(() -> waitForMain());
        assertThat(out).containsExactly("leaf(capture deep c1 root) {main(waitForMain)}");
    }

    private void waitForMain() throws TimeoutException {
        waitFor(createTask(this::root, "leaf"), ms(100));
    }

    @Test
    void capture_inARace_showsWhoRunsIt() {
        runNamedMain(() -> staggeredRace(null, () -> {
            currentTask().setName("attempt");
            root();
            return 1;
        }));
        assertThat(out).containsExactly("attempt(capture deep c1 root) {main()}");
    }

    @Test
    void capture_ofATaskThatWaitsForALock_showsWhere() {
        runMain(() -> {
            Lock lock = new Lock();
            lock.acquire();
            Task<?> waiter = createTask(() -> locks(lock), "waiter");
            yieldTurn();
            assertThat(methods(captureCallGraph(waiter))).containsExactly("locks");
            assertThat(captureCallGraph(waiter).callStack().getFirst().getClassName())
                    .startsWith("io.asyncio4j.sync.");
            lock.release();
            waiter.await();
        });
    }

    private static void locks(Lock lock) {
        lock.acquire();
        lock.release();
    }

    /** It is cancelled while it is waited for. */
    @Test
    void capture_whileWaitForCancels_showsWhoWaits() {
        runNamedMain(() -> {
            Task<?> leaf = createTask(
                    () -> {
                        try {
                            sleep(ms(10));
                        } finally {
                            capture();
                        }
                    },
                    "leaf");
            yieldTurn();
            assertThatThrownBy(() -> waitFor(leaf, ms(0))).isInstanceOf(TimeoutException.class);
        });
        assertThat(out).containsExactly("leaf(capture) {main()}");
    }

    @Test
    void capture_underGatherInAShieldInAGather_showsTheTaskInTheEnd() {
        runNamedMain(() ->
                gather(shield(gather(createTask(this::root, "leaf")))).await());
        assertThat(out).containsExactly("leaf(capture deep c1 root) {main()}");
    }

    @Test
    void capture_underAGatherThatNobodyAwaits_showsNobody() {
        runNamedMain(() -> {
            Future<?> all = gather(createTask(this::root, "leaf"));
            sleep(ms(1));
            all.await();
        });
        assertThat(out).containsExactly("leaf(capture deep c1 root)");
    }

    @Test
    void capture_underAGatherThatTwoAwait_showsBoth() {
        runNamedMain(() -> {
            Future<?> all = gather(createTask(this::root, "leaf"));
            gather(createTask(() -> awaits(all), "a"), createTask(() -> awaits(all), "b"))
                    .await();
        });
        assertThat(out).containsExactly("leaf(capture deep c1 root) {a(awaits) {main()}, b(awaits) {main()}}");
    }

    @Test
    void capture_afterTheWaiterWasCancelled_showsItNoMore() {
        runNamedMain(() -> {
            Task<?> leaf = createTask(() -> sleep(ms(100)), "leaf");
            Task<?> waiter = createTask(() -> shield(leaf).await(), "waiter");
            yieldTurn();
            yieldTurn();
            out.add(shape(captureCallGraph(leaf)));
            waiter.cancel();
            yieldTurn();
            yieldTurn();
            out.add(shape(captureCallGraph(leaf)));
            leaf.cancel();
        });
        assertThat(out).containsExactly("leaf() {waiter()}", "leaf()");
    }

    @Test
    void capture_inAnEagerTask_showsIt() {
        loop.setTaskFactory(TaskFactory.EAGER);
        runNamedMain(() -> gather(createTask(this::root, "leaf")).await());
        assertThat(out).containsExactly("leaf(capture deep c1 root) {main()}");
    }

    // ---- which future, which frames ----

    @Test
    void capture_inACallback_isNull_andTheTextIsEmpty() {
        loop.callSoon(() -> {
            out.add(captureCallGraph());
            out.add(captureCallGraph(null, 1, 5));
            out.add(formatCallGraph());
            printCallGraph();
            loop.stop();
        });
        loop.runForever();
        assertThat(out).containsExactly(null, null, "");
    }

    @Test
    void capture_withNeitherLoopNorFuture_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(Asyncio::captureCallGraph)
                .withMessageContaining("no event loop runs on thread \""
                        + Thread.currentThread().getName());
        assertThatIllegalStateException().isThrownBy(Asyncio::formatCallGraph);
        assertThatIllegalStateException().isThrownBy(Asyncio::printCallGraph);
    }

    @Test
    void capture_ofAFuture_whileNoLoopRuns_isFine() {
        Task<?> task = loop.createTask(this::root, "leaf");
        assertThat(shape(captureCallGraph(task))).isEqualTo("leaf()");
        runMain(task::await);
        assertThat(shape(captureCallGraph(task))).as("done").isEqualTo("leaf()");
    }

    @Test
    void capture_fromAForeignThread_isRefused() {
        runMain(() -> {
            Task<?> main = currentTask();
            toThread(() -> assertThatIllegalStateException()
                    .isThrownBy(() -> captureCallGraph(main))
                    .withMessageContaining("Non-thread-safe operation"));
        });
    }

    @Test
    void capture_null_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> captureCallGraph(null))
                .withMessage("future");
        assertThatNullPointerException().isThrownBy(() -> formatCallGraph(null));
        assertThatNullPointerException().isThrownBy(() -> printCallGraph(null));
    }

    @Test
    void capture_ofTheCallersTask_isTheSameWithAndWithoutNamingIt() {
        runMain(() -> {
            FutureCallGraph unnamed = captureCallGraph();
            FutureCallGraph named = captureCallGraph(currentTask());
            assertThat(unnamed.future()).isSameAs(currentTask());
            assertThat(named.future()).isSameAs(currentTask());
            assertThat(named.callStack()).hasSameSizeAs(unnamed.callStack());
        });
    }

    @Test
    void capture_depth_leavesTheCallersOwnFramesOut() {
        runMain(() -> {
            for (int depth = 0; depth <= 3; depth++) {
                first(depth);
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> captureCallGraph(null, -1, 5))
                    .withMessage("depth = -1 (expected: zero or more)");
        });
        assertThat(out).containsExactly("captureCallGraph second", "second first", "first lambda", "lambda");
    }

    private void first(int depth) {
        second(depth);
    }

    private void second(int depth) {
        out.add(captureCallGraph(null, depth, Integer.MAX_VALUE).callStack().stream()
                .limit(2)
                .map(frame -> frame.getMethodName().replaceAll("lambda\\$.*", "lambda"))
                .toList()
                .toString()
                .replaceAll("[\\[\\],]", ""));
    }

    @Test
    void capture_limit_positiveKeepsTheInnermost_negativeTheOutermost_zeroNone() {
        runNamedMain(() -> {
            Task<?> leaf = createTask(() -> nested(9), "leaf");
            Task<?> waiter = createTask(() -> awaits(leaf), "waiter");
            yieldTurn();
            yieldTurn();
            List<StackTraceElement> all = captureCallGraph(leaf).callStack();
            assertThat(methods(captureCallGraph(leaf))).hasSize(10).containsOnly("nested");
            assertThat(captureCallGraph(leaf, 1, 3).callStack()).isEqualTo(all.subList(0, 3));
            assertThat(captureCallGraph(leaf, 1, -3).callStack()).isEqualTo(all.subList(all.size() - 3, all.size()));
            assertThat(captureCallGraph(leaf, 1, Integer.MIN_VALUE).callStack()).isEqualTo(all);
            assertThat(captureCallGraph(leaf, 1, 1).awaitedBy().getFirst().callStack())
                    .hasSize(1);
            FutureCallGraph bare = captureCallGraph(leaf, 1, 0);
            assertThat(shape(bare)).isEqualTo("leaf() {waiter()}");
            assertThat(bare.awaitedBy().getFirst().future()).isSameAs(waiter);
            assertThat(captureCallGraph(null, 1, 2).callStack()).hasSize(2);
            leaf.cancel();
        });
    }

    private void nested(int depth) {
        if (depth == 0) {
            sleep(ms(1_000));
        } else {
            nested(depth - 1);
        }
    }

    @Test
    void graph_isImmutable() {
        runMain(() -> {
            FutureCallGraph graph = captureCallGraph();
            assertThatThrownBy(() -> graph.callStack().clear()).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> graph.awaitedBy().clear()).isInstanceOf(UnsupportedOperationException.class);
        });
    }

    // ---- text ----

    @Test
    void format_isCloseToPythons() {
        runNamedMain(() -> {
            Task<?> leaf = createTask(() -> awaits(getRunningLoop().createFuture()), "leaf");
            Task<?> waiter = createTask(() -> awaits(leaf), "waiter");
            yieldTurn();
            yieldTurn();
            List<String> lines = formatCallGraph(leaf).lines().toList();
            String frame = "  \\|   at .*CallGraphTest\\.awaits\\(CallGraphTest\\.java:\\d+\\)";
            assertThat(lines.get(0)).matches("\\* Task\\(name='leaf', id=0x[0-9a-f]+\\)");
            assertThat(lines.get(1)).isEqualTo("  + Call stack:");
            assertThat(lines.get(2)).matches(frame);
            assertThat(lines.get(4)).isEqualTo("  + Awaited by:");
            assertThat(lines.get(5)).matches("    \\* Task\\(name='waiter', id=0x[0-9a-f]+\\)");
            assertThat(lines.get(6)).isEqualTo("      + Call stack:");
            assertThat(lines.get(7)).matches("    " + frame);
            assertThat(lines).hasSize(9);

            assertThat(captureCallGraph(leaf)).hasToString(formatCallGraph(leaf));
            assertThat(formatCallGraph(leaf, 1, 0).lines()).hasSize(3);
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            printCallGraph(leaf, 1, Integer.MAX_VALUE, new PrintStream(printed, true));
            assertThat(printed).hasToString(formatCallGraph(leaf));
            waiter.cancel();
        });
    }

    @Test
    void format_ofTheCallersTask_beginsWithTheCaller() {
        runMain(() -> assertThat(formatCallGraph().lines().toList().get(2))
                .contains("CallGraphTest")
                .contains("format_ofTheCallersTask_beginsWithTheCaller"));
    }

    @Test
    void format_whatWasShownBefore_isNamedOnly() {
        Future<Object> leaf = loop.createFuture();
        Future<Object> left = loop.createFuture();
        Future<Object> right = loop.createFuture();
        Future<Object> top = loop.createFuture();
        futureAddToAwaitedBy(leaf, left);
        futureAddToAwaitedBy(leaf, right);
        futureAddToAwaitedBy(left, top);
        futureAddToAwaitedBy(right, top);
        assertThat(formatCallGraph(leaf).lines().filter(line -> line.endsWith("(see above)")))
                .hasSize(1);
        assertThat(shape(captureCallGraph(leaf))).isEqualTo("F() {F() {F()}, F() {F()}}");
    }

    // ---- large and strange graphs ----

    @Test
    void capture_ofTasksThatWaitForEachOther_ends() {
        loop.setExceptionHandler((l, context) -> {}); // they are destroyed while pending
        List<Task<?>> tasks = new ArrayList<>();
        tasks.add(loop.createTask(() -> awaits(tasks.get(1)), "a"));
        tasks.add(loop.createTask(() -> awaits(tasks.get(0)), "b"));
        loop.runUntilComplete(VirtualTime::yieldTurn);
        FutureCallGraph graph = captureCallGraph(tasks.get(0));
        assertThat(shape(graph)).isEqualTo("a(awaits) {b(awaits) {a(awaits)}}");
        assertThat(graph.toString()).contains("* Task(name='b'").contains("(see above)");
        loop.close();
    }

    @Test
    void capture_ofAFutureThatWaitsForItself_ends() {
        Future<Object> future = loop.createFuture();
        futureAddToAwaitedBy(future, future);
        assertThat(shape(captureCallGraph(future))).isEqualTo("F() {F()}");
    }

    /** A tree of all paths would have 2 to the 40th nodes. */
    @Test
    void capture_ofManyDiamonds_isQuick() {
        List<Future<Object>> layer = List.of(loop.createFuture(), loop.createFuture());
        Future<?> root = layer.getFirst();
        for (int i = 0; i < 40; i++) {
            List<Future<Object>> above = List.of(loop.createFuture(), loop.createFuture());
            layer.forEach(lower -> above.forEach(upper -> futureAddToAwaitedBy(lower, upper)));
            layer = above;
        }
        assertThat(captureCallGraph(root).toString().lines().filter(line -> line.contains("* Future")))
                .as("the root, and one for each edge")
                .hasSize(1 + 2 + 39 * 4);
    }

    @Test
    void capture_ofALongChain_doesNotOverflowTheStack() {
        int length = 100_000;
        List<Future<Object>> chain = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            chain.add(loop.createFuture());
            if (i > 0) {
                futureAddToAwaitedBy(chain.get(i - 1), chain.get(i));
            }
        }
        int count = 0;
        for (FutureCallGraph node = captureCallGraph(chain.getFirst());
                node != null;
                node = node.awaitedBy().isEmpty() ? null : node.awaitedBy().getFirst()) {
            count++;
        }
        assertThat(count).isEqualTo(length);
    }

    // ---- combinators of others ----

    /** Waits for a future by means of a callback. */
    private static void awaitByCallback(Future<?> future) {
        Future<Object> done = getRunningLoop().createFuture();
        future.addDoneCallback(f -> done.setResult(null));
        futureAddToAwaitedBy(future, currentTask());
        try {
            done.await();
        } finally {
            futureDiscardFromAwaitedBy(future, currentTask());
        }
    }

    @Test
    void addToAwaitedBy_showsTheWaiter_untilItIsDiscarded() {
        runNamedMain(() -> {
            Task<?> leaf = createTask(this::root, "leaf");
            awaitByCallback(leaf);
        });
        Future<Object> future = other.createFuture();
        Future<Object> waiter = other.createFuture();
        futureAddToAwaitedBy(future, waiter);
        futureAddToAwaitedBy(future, waiter);
        assertThat(captureCallGraph(future).awaitedBy()).hasSize(1);
        assertThat(future.toString()).contains("cb=[awaited by <Future pending>]");
        futureDiscardFromAwaitedBy(future, waiter);
        futureDiscardFromAwaitedBy(future, waiter);
        assertThat(captureCallGraph(future).awaitedBy()).isEmpty();
        assertThat(out).containsExactly("leaf(capture deep c1 root) {main(awaitByCallback)}");
    }

    @Test
    void addToAwaitedBy_doesNothingWhenTheFutureIsDone() {
        for (boolean marked : new boolean[] {false, true}) {
            List<Object> seen = new ArrayList<>();
            Asyncio.run(
                    () -> {
                        Future<Object> future = getRunningLoop().createFuture();
                        future.addDoneCallback(f -> seen.add("first"));
                        if (marked) {
                            futureAddToAwaitedBy(future, getRunningLoop().createFuture());
                        }
                        future.addDoneCallback(f -> seen.add("last"));
                        future.setResult(null);
                        yieldTurn();
                        futureAddToAwaitedBy(future, getRunningLoop().createFuture());
                        seen.add(captureCallGraph(future).awaitedBy().size());
                    },
                    VirtualTime::loop);
            assertThat(seen).containsExactly("first", "last", 0);
        }
    }

    @Test
    void addToAwaitedBy_acrossLoops_isRefused() {
        Future<Object> elsewhere = other.createFuture();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> futureAddToAwaitedBy(loop.createFuture(), elsewhere))
                .withMessageContaining("cannot wait for");
        futureDiscardFromAwaitedBy(loop.createFuture(), elsewhere);
    }
}
