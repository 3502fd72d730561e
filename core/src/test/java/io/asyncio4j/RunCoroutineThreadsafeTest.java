package io.asyncio4j;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** E10: tasks that another thread starts and gives up, or that cannot be made. */
final class RunCoroutineThreadsafeTest extends SemanticsTest {

    @Test
    void caller_thatDoesNotWaitLongEnoughAndCancels_leavesNoTask() {
        runMain(() -> {
            toThread(() -> {
                CompletableFuture<Integer> f = runCoroutineThreadsafe(() -> sleep(Duration.ofHours(1), 3), loop);
                assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> f.get(0, TimeUnit.SECONDS));
                assertThat(f.cancel(false)).isTrue();
            });
            yieldTurn();
            yieldTurn();
            assertThat(allTasks()).containsExactly(currentTask());
        });
    }

    @Test
    void cancelled_beforeTheLoopHasTakenIt_isNotStarted() {
        runMain(() -> {
            CompletableFuture<Boolean> f = runCoroutineThreadsafe(() -> out.add("started"), loop);
            assertThat(f.cancel(false)).isTrue();
            yieldTurn();
            yieldTurn();
            assertThat(allTasks()).containsExactly(currentTask());
        });
        assertThat(out).isEmpty();
    }

    @Test
    void taskFactory_thatThrows_isToldToTheCallerAndToTheExceptionHandler() {
        IllegalStateException broken = new IllegalStateException("broken factory");
        TaskFactory factory = new TaskFactory() {
            @Override
            public <T extends @Nullable Object> Task<T> createTask(
                    EventLoop where, Coroutine<T> coroutine, TaskOptions options) {
                throw broken;
            }
        };
        List<Throwable> reported = new ArrayList<>();
        loop.setExceptionHandler((where, context) -> reported.add(context.exception()));
        runMain(() -> {
            loop.setTaskFactory(factory);
            toThread(() -> assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> runCoroutineThreadsafe(() -> 3, loop).get(20, TimeUnit.SECONDS))
                    .withCause(broken));
            loop.setTaskFactory(null);
            assertThat(allTasks()).containsExactly(currentTask());
        });
        assertThat(reported).containsExactly(broken);
    }
}
