package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.collectUntil;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The exception handler sees the context variables of the task or callback that has failed (F07). */
final class ExceptionHandlerContextTest {

    private final ContextVar<String> v = ContextVar.withDefault("v", "unset");
    private final EventLoop loop = VirtualTime.loop();

    /** The message and the value that the handler saw. */
    private final List<String> seen = new ArrayList<>();

    ExceptionHandlerContextTest() {
        loop.setExceptionHandler((where, context) -> {
            seen.add(context.message().replaceFirst(" <.*>", "") + ": " + v.get());
            v.set("changed by the handler");
        });
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private void fail() {
        v.set("mine");
        throw new IllegalArgumentException("x");
    }

    @Test
    void callback_thatFails() {
        Handle handle = loop.callSoon(this::fail);
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(seen).containsExactly("Exception in callback: mine");
        assertThat(handle.getContext().get(v)).isEqualTo("changed by the handler");
        assertThat(v.get()).isEqualTo("unset");
    }

    @Test
    void callback_inAGivenContext_thatFails() {
        Context given = new Context();
        loop.callLater(ms(1), this::fail, given);
        loop.runUntilComplete(() -> sleep(ms(2)));
        assertThat(seen).containsExactly("Exception in callback: mine");
        assertThat(given.get(v)).isEqualTo("changed by the handler");
    }

    @Test
    void callback_thatFailsWhileATaskBlocks_isSeenToo() {
        loop.runUntilComplete(() -> {
            loop.callSoon(this::fail);
            Thread.sleep(1);
            yieldTurn();
        });
        assertThat(seen).containsExactly("Exception in callback: mine");
    }

    @Test
    void doneCallback_thatFails() {
        loop.runUntilComplete(() -> {
            Future<String> future = loop.createFuture();
            future.addDoneCallback(done -> fail());
            future.setResult("value");
            yieldTurn();
            assertThat(v.get()).isEqualTo("unset");
        });
        assertThat(seen).containsExactly("Exception in callback: mine");
    }

    @Test
    void task_whoseExceptionNobodyHasFetched_untilTheLoopIsClosed() {
        Task<?> task = loop.createTask(this::fail, "T");
        loop.runUntilComplete(VirtualTime::yieldTurn);
        loop.close();
        assertThat(seen).containsExactly("Task 'T' exception was never retrieved: mine");
        assertThat(task.getContext().get(v)).isEqualTo("changed by the handler");
        assertThat(v.get()).isEqualTo("unset");
    }

    private void tick() {
        v.set("another callback's");
        loop.callSoon(this::tick);
    }

    /** Its context is collected, too. At least the handler does not see that of the callback before. */
    @Test
    void task_thatWasCollected_isReportedOutsideAnyContext() {
        loop.createTask(this::fail, "T");
        tick();
        v.set("outside the loop");
        loop.runUntilComplete(VirtualTime::yieldTurn);
        collectUntil(loop, () -> !seen.isEmpty());
        assertThat(seen).containsExactly("Task 'T' exception was never retrieved: unset");
        assertThat(v.get()).isEqualTo("outside the loop");
    }

    @Test
    void task_thatIsDestroyed() {
        Task<?> left = loop.runUntilComplete(() -> createTask(() -> {
            v.set("mine");
            sleep(ms(10));
        }));
        loop.close();
        assertThat(seen).containsExactly("Task was destroyed but it is pending!: mine");
        assertThat(left.done()).isFalse();
    }

    /** Its context is one that it has entered, and is suspended in. */
    @Test
    void task_insideAnotherContext_thatIsDestroyed() {
        Context entered = new Context();
        loop.runUntilComplete(() -> {
            v.set("main");
            createTask(() -> entered.run(() -> {
                v.set("entered");
                sleep(ms(10));
            }));
            yieldTurn();
        });
        loop.close();
        assertThat(seen).containsExactly("Task was destroyed but it is pending!: entered");
    }

    @Test
    void task_reportedByAnother_whichKeepsItsOwnContext() {
        loop.runUntilComplete(() -> {
            v.set("reporter");
            Task<?> task = createTask(() -> v.set("mine"));
            task.await();
            loop.callExceptionHandler(new ExceptionContext("about it", null).withTask(task));
            assertThat(v.get()).isEqualTo("reporter");
            loop.callExceptionHandler(new ExceptionContext("about it", null).withFuture(task));
            loop.callExceptionHandler(new ExceptionContext("about me", null).withTask(Asyncio.currentTask()));
            loop.callExceptionHandler(new ExceptionContext("about nothing", null));
        });
        assertThat(seen)
                .containsExactly(
                        "about it: mine",
                        "about it: changed by the handler",
                        "about me: reporter",
                        "about nothing: changed by the handler");
    }
}
