package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Misuse inside and outside tasks: a defined exception that names the value, and a loop that goes on working. */
final class BadInputTest extends MisuseTest {

    // ---- awaiting in the wrong place ----

    /** Feature B12. */
    @Test
    void await_outsideATask_isRefused() {
        Future<String> future = loop.createFuture();
        assertThatIllegalStateException()
                .isThrownBy(future::await)
                .withMessageContaining("await() was called outside a task")
                .withMessageContaining("\"" + Thread.currentThread().getName() + "\"");
        assertThat(future.done()).isFalse();
    }

    @Test
    void sleep_outsideATask_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> sleep(Duration.ZERO))
                .withMessageContaining("sleep() was called outside a task");
    }

    @Test
    void await_inACallback_isRefusedAndReported() {
        Future<String> future = loop.createFuture();
        loop.callSoon(future::await);
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst().exception())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside a task");
    }

    @Test
    void await_doneFutureOutsideATask_returnsItsResult() {
        Future<String> future = loop.createFuture();
        future.setResult("there");
        assertThat(future.await()).isEqualTo("there");
    }

    @Test
    void await_futureOfAnotherLoop_isRefused_andTheTaskGoesOn() {
        try (EventLoop other = VirtualTime.loop()) {
            Future<String> foreign = other.createFuture();
            loop.runUntilComplete(() -> {
                assertThatIllegalStateException()
                        .isThrownBy(foreign::await)
                        .withMessageContaining("<Future pending>")
                        .withMessageContaining("attached to a different loop");
                yieldTurn();
            });
            assertThat(foreign.toString()).as("nobody waits for it").isEqualTo("<Future pending>");
        }
    }

    @Test
    void await_itself_isRefused_andTheTaskGoesOn() {
        String result = loop.runUntilComplete(() -> {
            Task<?> me = currentTask();
            me.setName("narcissus");
            assertThatIllegalStateException()
                    .isThrownBy(me::await)
                    .withMessageContaining("Task cannot await on itself")
                    .withMessageContaining("narcissus");
            yieldTurn();
            return "went on";
        });
        assertThat(result).isEqualTo("went on");
    }

    /** Loads a class whose initialiser suspends. */
    private static final class Pinned {
        static final String VALUE = sleep(Duration.ofMillis(1), "initialised");
    }

    /** The same with an await. */
    private static final class PinnedAwait {
        static final String VALUE = BadInputTest.<String>shared().await();
    }

    private static Future<?> sharedFuture;

    @SuppressWarnings("unchecked")
    private static <T> Future<T> shared() {
        return (Future<T>) sharedFuture;
    }

    @Test
    void sleep_inAClassInitialiser_isRefused_whereTheStackCannotBeLeft() {
        Throwable thrown = loop.runUntilComplete(() -> {
            Throwable caught = catchThrowable(() -> assertThat(Pinned.VALUE).isEqualTo("initialised"));
            yieldTurn();
            return caught;
        });
        if (CoroutineRuntime.get().name().equals("loop")) {
            assertThat(thrown)
                    .isInstanceOf(ExceptionInInitializerError.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot suspend")
                    .hasMessageContaining("class initialiser")
                    .hasMessageContaining("Task-");
        } else {
            assertThat(thrown).isNull();
        }
    }

    @Test
    void await_inAClassInitialiser_isRefused_andTheFutureForgetsTheTask() {
        Future<String> future = loop.createFuture();
        sharedFuture = future;
        loop.callLater(Duration.ofMillis(1), () -> future.setResult("value"));
        loop.runUntilComplete(() -> {
            Throwable thrown =
                    catchThrowable(() -> assertThat(PinnedAwait.VALUE).isEqualTo("value"));
            if (CoroutineRuntime.get().name().equals("loop")) {
                assertThat(thrown).hasRootCauseInstanceOf(IllegalStateException.class);
                assertThat(future.toString()).isEqualTo("<Future pending>");
            } else {
                assertThat(thrown).isNull();
            }
            assertThat(future.await()).isEqualTo("value");
        });
    }

    // ---- no loop, the wrong loop, a running loop ----

    @Test
    void run_insideARunningLoop_isRefused() {
        loop.runUntilComplete(() -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Asyncio.run(() -> "inner"))
                    .withMessageContaining("cannot be called from a running event loop");
            yieldTurn();
        });
    }

    @Test
    void runUntilComplete_insideALoop_isRefused() {
        try (EventLoop other = VirtualTime.loop()) {
            loop.runUntilComplete(() -> {
                assertThatIllegalStateException()
                        .isThrownBy(() -> loop.runUntilComplete(() -> "inner"))
                        .withMessageContaining("already running");
                assertThatIllegalStateException()
                        .isThrownBy(() -> other.runUntilComplete(() -> "inner"))
                        .withMessageContaining("another loop is running")
                        .withMessageContaining(loop.toString());
                yieldTurn();
            });
            assertThat(other.runUntilComplete(() -> "later")).isEqualTo("later");
        }
    }

    @Test
    void createTask_withoutALoop_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> createTask(() -> "task"))
                .withMessageContaining("no running event loop")
                .withMessageContaining("\"" + Thread.currentThread().getName() + "\"");
        assertThatIllegalStateException()
                .isThrownBy(Asyncio::currentTask)
                .withMessageContaining("no running event loop");
        assertThatIllegalStateException().isThrownBy(Asyncio::allTasks).withMessageContaining("no running event loop");
    }

    @Test
    void loopConfinedCalls_fromAnotherThread_areRefused() {
        loop.runUntilComplete(() -> {
            Future<String> future = getRunningLoop().createFuture();
            Task<?> task = currentTask();
            Future<List<Throwable>> thrown = loop.runInExecutor(() -> List.of(
                    catchThrowable(() -> loop.callSoon(() -> {})),
                    catchThrowable(() -> loop.createTask(() -> "task")),
                    catchThrowable(() -> future.setResult("x")),
                    catchThrowable(() -> future.addDoneCallback(done -> {})),
                    catchThrowable(task::cancel),
                    catchThrowable(loop::stop),
                    catchThrowable(loop::checkThread)));
            assertThat(thrown.await())
                    .hasSize(7)
                    .allSatisfy(e -> assertThat(e)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("callSoonThreadsafe"));
            assertThat(future.done()).isFalse();
            loop.checkThread();
        });
    }

    // ---- null ----

    @Test
    void nullCoroutine_isRefusedByName() {
        loop.runUntilComplete(() -> {
            expectNullRefused("coroutine", () -> createTask((Coroutine<?>) null));
            expectNullRefused("coroutine", () -> createTask((Coroutine.OfVoid) null));
            expectNullRefused("name", () -> createTask(() -> "x", (String) null));
            expectNullRefused("awaitable", () -> Asyncio.shield((Awaitable<?>) null));
            expectNullRefused("awaitable", () -> Asyncio.gather((Awaitable<?>) null, () -> "x"));
            expectNullRefused("awaitable", () -> Asyncio.waitFor((Awaitable<?>) null, Duration.ofSeconds(1)));
            expectNullRefused("code", () -> Asyncio.toThread((Callable<?>) null));
            expectNullRefused("stage", () -> Asyncio.wrapFuture((CompletionStage<?>) null));
            expectNullRefused("callback", () -> loop.callSoon(null));
            expectNullRefused("delay", () -> loop.callLater(null, () -> {}));
            expectNullRefused("when", () -> loop.callAt(null, () -> {}));
            assertThat(loop.allTasks()).containsExactly(currentTask());
        });
        expectNullRefused("main", () -> Asyncio.run((Coroutine<?>) null));
        expectNullRefused("coroutine", () -> Asyncio.run((Coroutine.OfVoid) null));
        expectNullRefused("awaitable", () -> loop.runUntilComplete((Awaitable<?>) null));
    }

    private static void expectNullRefused(String name, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(name);
    }

    // ---- completing twice ----

    @Test
    void setResult_twice_isRefused_firstResultStays_waitersAreWokenOnce() {
        List<String> out = new ArrayList<>();
        loop.runUntilComplete(() -> {
            Future<String> future = loop.createFuture();
            Task<?> waiter = createTask(() -> out.add(future.await()));
            yieldTurn();
            future.setResult("first");
            assertThatExceptionOfType(InvalidStateException.class)
                    .isThrownBy(() -> future.setResult("second"))
                    .withMessageContaining("second")
                    .withMessageContaining("first");
            InvalidStateException refused = catchThrowableOfType(
                    InvalidStateException.class, () -> future.setException(new IllegalArgumentException("third")));
            assertThat(refused).hasMessageContaining("third").hasMessageContaining("first");
            assertThat(future.cancel()).isFalse();
            waiter.await();
        });
        assertThat(out).containsExactly("first");
        assertThat(reports).isEmpty();
    }

    @Test
    void setResult_ofACancelledFuture_isRefused() {
        Future<String> future = loop.createFuture();
        future.cancel();
        assertThatExceptionOfType(InvalidStateException.class)
                .isThrownBy(() -> future.setResult("late"))
                .withMessageContaining("late")
                .withMessageContaining("<Future cancelled>");
    }
}
