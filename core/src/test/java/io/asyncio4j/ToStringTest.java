package io.asyncio4j;

import static io.asyncio4j.Asyncio.asCompleted;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How tasks, futures, handles and loops look in a log (R19). */
class ToStringTest extends MisuseTest {

    private static final String LAMBDA = "<lambda in io.asyncio4j.ToStringTest>";

    private static void work() {
        yieldTurn();
        sleep(ms(10));
    }

    /** Without the place of the frame. */
    private static String shown(Object object) {
        return object.toString()
                .replaceAll("at [^ ]*ToStringTest\\.(\\w+)[^ ]*\\(ToStringTest\\.java:\\d+\\)", "at $1");
    }

    @Test
    void future_inEachState() {
        Future<Object> pending = loop.createFuture();
        assertThat(pending).hasToString("<Future pending>");
        Future<Object> done = loop.createFuture();
        done.setResult(42);
        assertThat(done).hasToString("<Future finished result=42>");
        Future<Object> failed = loop.createFuture();
        failed.setException(new IllegalArgumentException("v"));
        assertThat(failed).hasToString("<Future finished exception=java.lang.IllegalArgumentException: v>");
        assertThat(failed.exception()).isNotNull();
        Future<Object> cancelled = loop.createFuture();
        cancelled.cancel();
        assertThat(cancelled).hasToString("<Future cancelled>");
    }

    @Test
    void future_callbacks_areShown_theFirstAndTheLast_untilItIsDone() {
        Consumer<Future<Object>> named = new Consumer<>() {
            @Override
            public void accept(Future<Object> future) {}

            @Override
            public String toString() {
                return "named";
            }
        };
        Future<Object> future = loop.createFuture();
        future.addDoneCallback(named);
        assertThat(future).hasToString("<Future pending cb=[named]>");
        future.addDoneCallback(f -> {});
        assertThat(future).hasToString("<Future pending cb=[named, " + LAMBDA + "]>");
        future.addDoneCallback(f -> {});
        future.addDoneCallback(named);
        assertThat(future).hasToString("<Future pending cb=[named, <2 more>, named]>");
        future.cancel();
        assertThat(future).hasToString("<Future cancelled>");
    }

    @Test
    void task_thatResultsInTheSetOfAllTasks_canBeShown() {
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(() -> Asyncio.allTasks(), "T");
            Object all = task.await();
            assertThat(task.toString()).contains("name='T'").contains(" result=[<Task ");
            assertThat(all.toString())
                    .contains("name='T'")
                    .contains(" result=[<Task ")
                    .contains("...");
        });
    }

    @Test
    void future_result_isCutAndQuoted() {
        Future<Object> text = loop.createFuture();
        text.setResult("x".repeat(200));
        assertThat(text.toString()).isEqualTo("<Future finished result='" + "x".repeat(76) + "...>");
        Future<Object> nothing = loop.createFuture();
        nothing.setResult(null);
        assertThat(nothing).hasToString("<Future finished result=null>");
    }

    @Test
    void future_thatResultsInItself_orInAListOfIt_canBeShown() {
        Future<Object> self = loop.createFuture();
        self.setResult(self);
        assertThat(self).hasToString("<Future finished result=<Future finished>>");
        Future<Object> inList = loop.createFuture();
        List<Object> list = new ArrayList<>();
        list.add(inList);
        inList.setResult(list);
        assertThat(inList).hasToString("<Future finished result=[<Future finished result=...>]>");
        assertThat(inList).as("and again").hasToString("<Future finished result=[<Future finished result=...>]>");
    }

    @Test
    void future_whoseResultCannotBeShown_saysSo() {
        Object hostile = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        Future<Object> future = loop.createFuture();
        future.setResult(hostile);
        assertThat(future)
                .hasToString(
                        "<Future finished result=<io.asyncio4j.ToStringTest$2: toString() threw IllegalStateException>>");
    }

    @Test
    void task_inEachState() {
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(ToStringTest::work, "T");
            assertThat(task).hasToString("<Task pending name='T' coro=" + LAMBDA + ">");
            yieldTurn();
            assertThat(shown(task)).isEqualTo("<Task pending name='T' coro=" + LAMBDA + " at work>");
            yieldTurn();
            assertThat(shown(task))
                    .isEqualTo("<Task pending name='T' coro=" + LAMBDA
                            + " at work wait_for=<Future pending cb=[T.wakeup]>>");
            task.cancel();
            assertThat(task.toString()).startsWith("<Task cancelling name='T' coro=");
            yieldTurn();
            assertThat(task).hasToString("<Task cancelled name='T' coro=" + LAMBDA + ">");

            Task<?> value = createTask(() -> 7, "V");
            value.await();
            assertThat(value).hasToString("<Task finished name='V' coro=" + LAMBDA + " result=7>");

            currentTask().setName("me");
            assertThat(currentTask().toString()).startsWith("<Task pending name='me' coro=" + LAMBDA + " at ");
        });
    }

    /** A method reference does not know its name, but the stack does. */
    @Test
    void task_thatIsRequestedToCancel_isCancellingUntilItIsDone() {
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(() -> {
                try {
                    sleep(ms(100));
                } catch (CancelledError e) {
                    sleep(ms(100));
                }
            });
            yieldTurn();
            task.cancel();
            sleep(ms(1));
            assertThat(task.toString()).startsWith("<Task cancelling ");
            task.uncancel();
            assertThat(task.toString()).startsWith("<Task pending ");
        });
    }

    @Test
    void task_thatWaitsForATask_showsThatOneWithoutWhatItWaitsFor() {
        loop.runUntilComplete(() -> {
            Task<?> inner = createTask(ToStringTest::work, "inner");
            Task<?> outer = createTask(() -> inner.await(), "outer");
            yieldTurn();
            assertThat(outer.toString()).endsWith(" wait_for=<Task pending name='inner' coro=" + LAMBDA + ">>");
            assertThat(inner.toString()).endsWith(" cb=[outer.wakeup]>");
            outer.await();
        });
    }

    @Test
    void tasks_thatWaitForEachOther_canBeShown() {
        try (EventLoop stuck = VirtualTime.loop()) {
            stuck.setExceptionHandler((where, context) -> {});
            List<Task<?>> tasks = new ArrayList<>();
            tasks.add(stuck.createTask(() -> tasks.get(1).await(), "a"));
            tasks.add(stuck.createTask(() -> tasks.get(0).await(), "b"));
            stuck.runUntilComplete(VirtualTime::yieldTurn);
            assertThat(tasks.get(0).toString()).contains(" wait_for=<Task pending name='b'");
        }
    }

    /** Another thread may not look at the stack, which would disturb the loop. */
    @Test
    void task_fromAnotherThread_isShownWithoutItsPlace() {
        loop.runUntilComplete(() -> {
            Task<?> task = createTask(() -> sleep(Duration.ofDays(1)), "T");
            yieldTurn();
            List<String> seen = new ArrayList<>();
            toThread(() -> seen.add(task.toString()));
            assertThat(seen.getFirst())
                    .startsWith("<Task pending name='T' coro=" + LAMBDA)
                    .doesNotContain(" at ");
            task.cancel();
        });
    }

    @Test
    void combinators_areNamedAmongTheCallbacks() {
        loop.runUntilComplete(() -> {
            Future<Object> future = getRunningLoop().createFuture();
            Future<?> all = gather(future);
            shield(future);
            assertThat(future).hasToString("<Future pending cb=[gather, shield]>");
            assertThat(all).hasToString("<GatheringFuture pending>");
            future.setResult(1);
            all.await();
            assertThat(all).hasToString("<GatheringFuture finished result=[1]>");

            Future<Object> second = getRunningLoop().createFuture();
            asCompleted(List.of(second));
            Task<?> waiter = createTask(() -> waitUntil(ReturnWhen.ALL_COMPLETED, List.of(second)));
            yieldTurn();
            assertThat(second).hasToString("<Future pending cb=[asCompleted, waitUntil]>");
            second.setResult(1);
            waiter.await();

            TaskGroup.run(group -> {
                Task<?> member = group.createTask(() -> sleep(ms(1)));
                assertThat(member.toString()).endsWith(" cb=[TaskGroup]>");
            });
        });
    }

    @Test
    void handles_showTheirCallbackOrThatTheyAreCancelled() {
        Handle handle = loop.callSoon(() -> {});
        assertThat(handle).hasToString("<Handle " + LAMBDA + ">");
        handle.cancel();
        assertThat(handle).hasToString("<Handle cancelled>");
        TimerHandle timer = loop.callAt(ms(1_500), () -> {});
        assertThat(timer).hasToString("<TimerHandle when=PT1.5S " + LAMBDA + ">");
        timer.cancel();
        assertThat(timer).hasToString("<TimerHandle cancelled when=PT1.5S>");
    }

    @Test
    void loop_showsItsState() {
        assertThat(loop).hasToString("<EventLoop running=false closed=false debug=false>");
        loop.runUntilComplete(
                () -> assertThat(getRunningLoop()).hasToString("<EventLoop running=true closed=false debug=false>"));
        EventLoop closed = EventLoop.create();
        closed.close();
        assertThat(closed).hasToString("<EventLoop running=false closed=true debug=false>");
    }
}
