package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** C28, R07, R19: what a task knows and shows of itself: name, coroutine, context, callbacks, place. */
final class TaskDescriptionTest extends SemanticsTest {

    private static final String LAMBDA = "<lambda in io.asyncio4j.TaskDescriptionTest>";
    private static final Pattern UNNAMED = Pattern.compile("<Task pending name='Task-(\\d+)' .*");

    private static long numberIn(Task<?> task) {
        Matcher shown = UNNAMED.matcher(task.toString());
        assertThat(shown.matches()).as(task.toString()).isTrue();
        return Long.parseLong(shown.group(1));
    }

    @Test
    void tasksWithoutAName_areShownWithGrowingNumbers() {
        runMain(() -> {
            Task<?> one = createTask(() -> 123);
            Task<?> two = createTask(() -> 123);
            assertThat(numberIn(one)).isLessThan(numberIn(two));
        });
    }

    @Test
    void name_isKeptAsGiven_evenIfItIsANumber() {
        runMain(() -> {
            assertThat(createTask(() -> {}, "No-op").getName()).isEqualTo("No-op");
            Task<?> t = createTask(() -> {}, "987654321");
            assertThat(t.getName()).isEqualTo("987654321");
            t.setName("123456789");
            assertThat(t.getName()).isEqualTo("123456789");
            t.await();
            assertThat(t.getName()).isEqualTo("123456789");
        });
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

    @Test
    void callbacks_areShownUntilTheTaskIsDone() {
        runMain(() -> {
            Task<String> t = createTask(() -> "abc", "T");
            t.addDoneCallback(new Named("mine"));
            assertThat(t).hasToString("<Task pending name='T' coro=" + LAMBDA + " cb=[mine]>");
            t.cancel(); // has no immediate effect
            assertThat(t).hasToString("<Task cancelling name='T' coro=" + LAMBDA + " cb=[mine]>");
            yieldTurn();
            assertThat(t).hasToString("<Task cancelled name='T' coro=" + LAMBDA + ">");

            Task<String> value = createTask(() -> "abc", "V");
            value.addDoneCallback(new Named("mine"));
            value.await();
            assertThat(value).hasToString("<Task finished name='V' coro=" + LAMBDA + " result='abc'>");
        });
    }

    @Test
    void coroutineAndContext_areThoseGiven_alsoAfterTheEnd() {
        Coroutine<String> coroutine = () -> "x";
        Context context = new Context();
        runMain(() -> {
            Task<String> t = createTask(coroutine, TaskOptions.DEFAULT.withContext(context));
            assertThat(t.getContext()).isSameAs(context);
            t.await();
            assertThat(t.getCoro()).isSameAs(coroutine);
            assertThat(t.getContext()).isSameAs(context);
        });
    }

    /** Difference: Python shows the outermost frame only. */
    @Test
    void printStack_ofTheTaskThatRuns_endsWithTheOneThatAsks() {
        runMain(() -> {
            Task<List<String>> t = createTask(TaskDescriptionTest::outer, "T");
            List<String> lines = t.await();
            assertThat(lines.getFirst())
                    .startsWith("Stack for <Task pending name='T' coro=")
                    .contains("TaskDescriptionTest.outer(");
            assertThat(String.join("\n", lines))
                    .containsSubsequence("\n", "TaskDescriptionTest.outer(", "TaskDescriptionTest.inner(");
        });
    }

    private static List<String> outer() {
        return inner();
    }

    private static List<String> inner() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        currentTask().printStack(Integer.MAX_VALUE, new PrintStream(text, true));
        return text.toString().lines().toList();
    }
}
