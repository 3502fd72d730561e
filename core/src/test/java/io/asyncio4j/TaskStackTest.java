package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.run;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;

/** C27, C28: What {@link Task#getStack} and {@link Task#printStack} show. */
final class TaskStackTest {

    private static void waitFor(Task<?> task) {
        waitUntil(ReturnWhen.ALL_COMPLETED, List.of(task));
    }

    private static List<String> methods(List<StackTraceElement> frames) {
        return frames.stream().map(StackTraceElement::getMethodName).toList();
    }

    private static List<String> printed(Task<?> task, int limit) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        task.printStack(limit, new PrintStream(text, true));
        return text.toString().lines().toList();
    }

    private static void leaf() {
        sleep(Duration.ofSeconds(5));
    }

    private static void branch() {
        leaf();
    }

    private static void root() {
        branch();
    }

    private static void nested(int depth, Future<?> future) {
        if (depth == 0) {
            future.await();
        } else {
            nested(depth - 1, future);
        }
    }

    private static void failingLeaf() throws IOException {
        throw new IOException("broken");
    }

    private static void failingRoot() throws IOException {
        yieldTurn();
        failingLeaf();
    }

    /** A12. */
    @Test
    void getStack_suspended_isTheWholeChainAndNothingElse() {
        run(() -> {
            Task<?> t = createTask(TaskStackTest::root);
            yieldTurn();
            List<StackTraceElement> stack = t.getStack();
            assertThat(methods(stack.stream()
                            .filter(frame -> frame.getClassName().equals(TaskStackTest.class.getName()))
                            .toList()))
                    .containsExactly("root", "branch", "leaf");
            assertThat(stack.getFirst().getMethodName()).isEqualTo("root");
            assertThat(stack.getLast().getMethodName()).isEqualTo("sleep");
            assertThat(stack).allMatch(frame -> frame.getClassName().startsWith("io.asyncio4j."));
            t.cancel();
        });
    }

    @Test
    void getStack_suspendedInAwait_endsWithTheCaller() {
        run(() -> {
            Future<Object> future = getRunningLoop().createFuture();
            Task<?> t = createTask(() -> nested(3, future));
            yieldTurn();
            assertThat(methods(t.getStack())).endsWith("nested", "nested", "nested", "nested");
            t.cancel();
        });
    }

    @Test
    void getStack_deepChain_isComplete() {
        run(() -> {
            Future<Object> future = getRunningLoop().createFuture();
            Task<?> t = createTask(() -> nested(500, future));
            yieldTurn();
            assertThat(methods(t.getStack())).filteredOn("nested"::equals).hasSize(501);
            assertThat(t.getStack(7)).hasSize(7);
            t.cancel();
        });
    }

    @Test
    void getStack_doesNotDisturbTheTask() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    yieldTurn();
                    out.add("step " + i);
                }
            });
            while (!t.done()) {
                t.getStack();
                yieldTurn();
            }
            assertThat(out).containsExactly("step 0", "step 1", "step 2");
        });
    }

    @Test
    void getStack_limit_newestOfASuspendedTask() {
        run(() -> {
            Task<?> t = createTask(TaskStackTest::root);
            yieldTurn();
            assertThat(methods(t.getStack(2))).endsWith("sleep").hasSize(2).doesNotContain("root");
            assertThat(t.getStack(0)).isEmpty();
            t.cancel();
        });
    }

    @Test
    void getStack_limit_oldestOfAnException() {
        run(() -> {
            Task<?> t = createTask(TaskStackTest::failingRoot);
            waitFor(t);
            assertThat(methods(t.getStack())).containsExactly("failingRoot", "failingLeaf");
            assertThat(methods(t.getStack(1))).containsExactly("failingRoot");
            assertThat(t.exception()).isInstanceOf(IOException.class);
        });
    }

    @Test
    void getStack_negativeLimit_isRefusedWithTheValue() {
        run(() -> assertThatIllegalArgumentException()
                .isThrownBy(() -> currentTask().getStack(-3))
                .withMessageContaining("-3"));
    }

    @Test
    void getStack_notStartedOrReturnedOrCancelled_isEmpty() {
        run(() -> {
            Task<?> t = createTask(TaskStackTest::root);
            assertThat(t.getStack()).isEmpty();
            t.cancel();
            waitFor(t);
            assertThat(t.getStack()).isEmpty();
            Task<?> returned = createTask(() -> "value");
            returned.await();
            assertThat(returned.getStack()).isEmpty();
        });
    }

    @Test
    void getStack_ofTheCaller_showsTheCall() {
        run(() -> {
            Task<List<String>> t = createTask(TaskStackTest::lookAtMyself);
            assertThat(t.await()).endsWith("lookAtMyself");
        });
    }

    private static List<String> lookAtMyself() {
        return methods(currentTask().getStack());
    }

    @Test
    void getStack_blockedInACallOfTheJdk_showsWhere() {
        assumeTrue(
                CoroutineRuntime.get().name().equals("loop"),
                "under the hand-off runtime a blocking call holds the loop");
        run(() -> {
            SynchronousQueue<String> queue = new SynchronousQueue<>();
            Task<?> t = createTask(() -> takeFrom(queue));
            yieldTurn();
            assertThat(methods(t.getStack())).containsSubsequence("takeFrom", "take");
            queue.put("go on");
            t.await();
        });
    }

    private static String takeFrom(SynchronousQueue<String> queue) throws InterruptedException {
        return queue.take();
    }

    @Test
    void printStack_suspended_oneLineForEachFrame() {
        run(() -> {
            Task<?> t = createTask(TaskStackTest::root, "N");
            yieldTurn();
            List<String> lines = printed(t, Integer.MAX_VALUE);
            assertThat(lines.getFirst())
                    .startsWith("Stack for <Task pending name='N' coro=")
                    .endsWith(":");
            assertThat(lines).hasSize(1 + t.getStack().size());
            String text = String.join("\n", lines);
            assertThat(text).containsSubsequence("TaskStackTest.root(", "TaskStackTest.branch(", "TaskStackTest.leaf(");
            assertThat(text).contains("TaskStackTest.java:");
            assertThat(printed(t, 1)).hasSize(2);
            t.cancel();
        });
    }

    @Test
    void printStack_failed_endsWithTheException() {
        run(() -> {
            Task<?> t = createTask(TaskStackTest::failingRoot, "F");
            waitFor(t);
            List<String> lines = printed(t, Integer.MAX_VALUE);
            assertThat(lines.getFirst())
                    .startsWith("Traceback for <Task finished name='F' coro=")
                    .contains(" exception=java.io.IOException: broken>");
            assertThat(lines.get(1)).contains("TaskStackTest.failingRoot(");
            assertThat(lines.get(2)).contains("TaskStackTest.failingLeaf(");
            assertThat(lines.getLast()).isEqualTo("java.io.IOException: broken");
            assertThat(t.exception()).isNotNull();
        });
    }

    @Test
    void printStack_cancelled_saysSo() {
        run(() -> {
            Task<?> t = createTask(TaskStackTest::root, "C");
            t.cancel();
            waitFor(t);
            assertThat(printed(t, Integer.MAX_VALUE))
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("No stack for <Task cancelled name='C'");
        });
    }

    @Test
    void printStack_doesNotCountAsReading() {
        List<String> out = new ArrayList<>();
        try (EventLoop loop = VirtualTime.loop()) {
            loop.setExceptionHandler((l, c) -> out.add(c.message()));
            Task<?> t = loop.createTask(TaskStackTest::failingRoot, "F");
            loop.runUntilComplete(() -> waitFor(t));
            printed(t, Integer.MAX_VALUE);
            assertThat(t.getStack()).isNotEmpty();
        }
        assertThat(out).containsExactly("Task 'F' exception was never retrieved");
    }
}
