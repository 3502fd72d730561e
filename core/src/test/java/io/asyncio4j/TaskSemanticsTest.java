package io.asyncio4j;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.collectUntil;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.run;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tasks, program by program as CPython behaves. */
final class TaskSemanticsTest {

    private static void waitFor(Task<?> task) {
        waitUntil(ReturnWhen.ALL_COMPLETED, List.of(task));
    }

    /** C21, C22. */
    @Test
    void sD37_tasks_startInCreationOrderInTheNextTurn() {
        run(() -> {
            List<Integer> out = new ArrayList<>();
            List<Task<?>> ts = new ArrayList<>();
            IntStream.range(0, 4).forEach(i -> ts.add(createTask(() -> out.add(i))));
            assertThat(out).isEmpty();
            yieldTurn();
            assertThat(out).containsExactly(0, 1, 2, 3);
            assertThat(ts).allMatch(Future::done);
        });
    }

    @Test
    void sD49_unreadTaskException_isReportedOnCollection() {
        List<ExceptionContext> out = new ArrayList<>();
        try (EventLoop loop = VirtualTime.loop()) {
            loop.setExceptionHandler((l, c) -> out.add(c));
            loop.runUntilComplete(() -> {
                createTask(TaskSemanticsTest::bad, "doomed");
                yieldTurn();
            });
            collectUntil(loop, () -> !out.isEmpty());
            assertThat(out).hasSize(1);
            assertThat(out.getFirst().message()).isEqualTo("Task 'doomed' exception was never retrieved");
            assertThat(out.getFirst().exception())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("x");
        }
        assertThat(out).hasSize(1);
    }

    private static void bad() {
        throw new IllegalArgumentException("x");
    }

    @Test
    void sD50_keyboardInterrupt_isStoredInTheTask_andLeavesTheLoopAtOnce() {
        try (EventLoop loop = VirtualTime.loop()) {
            List<String> out = new ArrayList<>();
            KeyboardInterruptError interrupt = new KeyboardInterruptError("3");
            Task<?> t = loop.createTask(() -> {
                throw interrupt;
            });
            loop.callSoon(() -> out.add("next run"));
            assertThat(catchThrowable(loop::runForever)).isSameAs(interrupt);
            assertThat(t.done()).isTrue();
            assertThat(t.exception()).isSameAs(interrupt);
            assertThat(out).isEmpty();
            loop.runUntilComplete(VirtualTime::yieldTurn);
            assertThat(out).containsExactly("next run");
        }
    }

    /** C27: Difference: a suspended task shows its whole chain. */
    @Test
    void sD51_getStack_suspendedChain_finishedNone_failedOldestFirst() {
        run(() -> {
            Task<?> t = createTask(TaskSemanticsTest::outer);
            yieldTurn();
            assertThat(methods(t.getStack())).containsSubsequence("outer", "inner", "sleep");
            t.cancel();
            waitFor(t);
            assertThat(t.getStack()).isEmpty();

            Task<?> e = createTask(TaskSemanticsTest::f1);
            waitFor(e);
            assertThat(methods(e.getStack())).containsExactly("f1", "f2", "f3");
            assertThat(methods(e.getStack(2))).containsExactly("f1", "f2");
            assertThat(e.exception()).isInstanceOf(IllegalArgumentException.class);
        });
    }

    private static List<String> methods(List<StackTraceElement> frames) {
        return frames.stream().map(StackTraceElement::getMethodName).toList();
    }

    private static void inner() {
        sleep(Duration.ofSeconds(5));
    }

    private static void outer() {
        inner();
    }

    private static void f3() {
        throw new IllegalArgumentException();
    }

    private static void f2() {
        f3();
    }

    private static void f1() {
        f2();
    }

    /** C31. */
    @Test
    void sD52_context_isCopiedAtCreation_orSharedIfGiven() {
        ContextVar<Integer> v = ContextVar.withDefault("v", 0);
        Coroutine<Void> child = () -> {
            v.set(v.get() + 10);
            return null;
        };
        run(() -> {
            v.set(1);
            Task<Void> t = createTask(child);
            v.set(2);
            t.await();
            assertThat(v.get()).isEqualTo(2);
            assertThat(t.getContext().get(v)).isEqualTo(11);

            Context c = Context.copy();
            createTask(child, TaskOptions.DEFAULT.withContext(c)).await();
            assertThat(v.get()).isEqualTo(2);
            assertThat(c.get(v)).isEqualTo(12);

            child.await();
            assertThat(v.get()).isEqualTo(12);
        });
    }

    @Test
    void sD130_callbacksAndAwaiters_wakeInOrderOfRegistration() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> sleep(ms(10)));
            t.addDoneCallback(x -> out.add("cb1"));
            Task<?> a = createTask(() -> awaitThenAdd(t, "w1", out));
            yieldTurn();
            t.addDoneCallback(x -> out.add("cb2"));
            Task<?> b = createTask(() -> awaitThenAdd(t, "w2", out));
            gather(a, b).await();
            assertThat(out).containsExactly("cb1", "w1", "cb2", "w2");
        });
    }

    private static void awaitThenAdd(Task<?> task, String name, List<String> out) {
        task.await();
        out.add(name);
    }

    /** The loop holds its tasks, so a task is thrown away when its loop is closed. */
    @Test
    void sD131_pendingTaskThatIsThrownAway_isReported() {
        List<String> out = new ArrayList<>();
        EventLoop loop = VirtualTime.loop();
        loop.setExceptionHandler((l, c) -> out.add(c.message()));
        Future<Object> f = loop.createFuture();
        loop.createTask(() -> f.await());
        loop.callSoon(loop::stop);
        loop.runForever();
        assertThat(out).isEmpty();
        loop.close();
        assertThat(out).containsExactly("Task was destroyed but it is pending!");
    }

    /** C28. */
    @Test
    void sD132_printStack_text() {
        run(() -> {
            Task<?> t = createTask(TaskSemanticsTest::outer, "N");
            yieldTurn();
            assertThat(firstLine(t)).startsWith("Stack for <Task pending name='N'");
            t.cancel();
            waitFor(t);
            assertThat(firstLine(t)).startsWith("No stack for <Task cancelled name='N'");

            Task<?> e = createTask(TaskSemanticsTest::bad);
            waitFor(e);
            assertThat(firstLine(e)).startsWith("Traceback for <Task finished name='Task-");
            assertThat(printed(e).getLast()).isEqualTo("java.lang.IllegalArgumentException: x");
            assertThat(e.exception()).isNotNull();
        });
    }

    private static String firstLine(Task<?> task) {
        return printed(task).getFirst();
    }

    private static List<String> printed(Task<?> task) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        task.printStack(Integer.MAX_VALUE, new PrintStream(text, true));
        return text.toString().lines().toList();
    }

    /** C29, C30. */
    @Test
    void sD133_currentTask_isNullInCallbacks_allTasksHoldsTheUnfinished() {
        run(() -> {
            Task<?> me = currentTask();
            List<@Nullable Task<?>> out = new ArrayList<>();
            getRunningLoop().callSoon(() -> out.add(currentTask()));
            Task<?> a = createTask(() -> sleep(Duration.ZERO));
            Task<?> b = createTask(() -> sleep(Duration.ofSeconds(5)), "b");
            assertThat(allTasks()).containsExactly(me, a, b);
            sleep(ms(10));
            assertThat(out).hasSize(1).containsOnlyNulls();
            assertThat(allTasks()).containsExactly(me, b);
            b.cancel();
        });
    }

    /** R07. */
    @Test
    void sD134_names_countUp_andCanBeSet() {
        run(() -> {
            Task<?> a = createTask(() -> sleep(Duration.ZERO));
            Task<?> b = createTask(() -> sleep(Duration.ZERO));
            assertThat(a.getName()).startsWith("Task-");
            assertThat(number(b) - number(a)).isOne();
            b.setName("12");
            assertThat(b.getName()).isEqualTo("12");
            gather(a, b).await();
        });
    }

    private static long number(Task<?> task) {
        return Long.parseLong(task.getName().substring("Task-".length()));
    }

    /** R09. */
    @Test
    void sD135_taskFactory_isUsedByCreateTaskEnsureFutureAndGather() {
        run(() -> {
            EventLoop loop = getRunningLoop();
            List<Coroutine<?>> made = new ArrayList<>();
            TaskFactory factory = new TaskFactory() {
                @Override
                public <T extends @Nullable Object> Task<T> createTask(
                        EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
                    made.add(coroutine);
                    return Task.of(loop, coroutine, options);
                }
            };
            assertThat(loop.getTaskFactory()).isNull();
            loop.setTaskFactory(factory);
            assertThat(loop.getTaskFactory()).isSameAs(factory);
            createTask(() -> sleep(Duration.ZERO)).await();
            ensureFuture(() -> sleep(Duration.ZERO)).await();
            gather(() -> sleep(Duration.ZERO), () -> sleep(Duration.ZERO)).await();
            assertThat(made).hasSize(4);

            loop.setTaskFactory(null);
            createTask(() -> sleep(Duration.ZERO)).await();
            assertThat(made).hasSize(4);
        });
    }

    @Test
    void sD136_forgottenTask_survivesACollection() {
        run(() -> {
            List<String> out = new ArrayList<>();
            createTask(() -> {
                sleep(ms(10));
                out.add("done");
            });
            System.gc();
            sleep(ms(30));
            assertThat(out).containsExactly("done");
        });
    }

    /** C23. */
    @Test
    void state_followsTheTaskThroughItsLife() {
        run(() -> {
            List<Task.State> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                out.add(currentTask().state());
                yieldTurn();
            });
            out.add(t.state());
            yieldTurn();
            out.add(t.state());
            t.await();
            out.add(t.state());
            Task<?> cancelled = createTask(() -> sleep(ms(1)));
            cancelled.cancel();
            waitFor(cancelled);
            out.add(cancelled.state());
            assertThat(out)
                    .containsExactly(
                            Task.State.PENDING,
                            Task.State.RUNNING,
                            Task.State.PENDING,
                            Task.State.DONE,
                            Task.State.CANCELLED);
        });
    }
}
