package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.collectUntil;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.testing.VirtualClock;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In debug mode, futures, tasks, handles and loops remember where they were made (T06, T08, F09). */
class CreationTraceTest {

    private final EventLoop loop =
            EventLoop.builder().clock(new VirtualClock()).debug(true).build();
    private final List<ExceptionContext> reports = new ArrayList<>();

    CreationTraceTest() {
        loop.setExceptionHandler((where, context) -> reports.add(context));
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private static void bad() {
        throw new IllegalArgumentException("x");
    }

    private void makeHandle() {
        loop.callSoon(CreationTraceTest::bad);
    }

    private void makeTimer() {
        loop.callLater(ms(1), CreationTraceTest::bad);
    }

    private void makeThreadsafe() {
        loop.callSoonThreadsafe(CreationTraceTest::bad);
    }

    private void makeTask() {
        loop.createTask(CreationTraceTest::bad);
    }

    private void makeTaskInside() {
        createTask(CreationTraceTest::bad);
    }

    private void makeFuture() {
        loop.createFuture().setException(new IllegalArgumentException("x"));
    }

    private void makeGather() {
        gather(createTask(CreationTraceTest::bad));
    }

    private void makeCallback() {
        Future<Object> future = loop.createFuture();
        future.addDoneCallback(done -> bad());
        future.setResult(null);
    }

    private void makeGroupTask() {
        TaskGroup.run(group -> {
            group.createTask(() -> sleep(ms(1)));
            yieldTurn();
            getRunningLoop().stop();
            sleep(ms(2));
        });
    }

    private void turns() {
        loop.runUntilComplete(() -> sleep(ms(10)));
    }

    /** The only report there was says where its object was made. */
    private void assertMadeIn(String method) {
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.sourceTraceback()).hasSizeBetween(1, 10);
            assertThat(report.sourceTraceback().getFirst().getClassName()).isEqualTo(CreationTraceTest.class.getName());
            assertThat(report.sourceTraceback().getFirst().getMethodName()).isEqualTo(method);
            assertThat(report.handleTraceback()).isEmpty();
        });
    }

    @Test
    void handle_thatThrows_isReportedWithItsOrigin() {
        makeHandle();
        turns();
        assertMadeIn("makeHandle");
        assertThat(reports.getFirst().handle().toString())
                .matches("<Handle <lambda in io\\.asyncio4j\\.CreationTraceTest> created at "
                        + ".*CreationTraceTest\\.makeHandle\\(CreationTraceTest\\.java:\\d+\\)>");
    }

    @Test
    void timer_thatThrows_isReportedWithItsOrigin() {
        makeTimer();
        turns();
        assertMadeIn("makeTimer");
    }

    @Test
    void threadsafeHandle_thatThrows_isReportedWithItsOrigin() throws InterruptedException {
        Thread thread = new Thread(this::makeThreadsafe);
        thread.start();
        thread.join();
        turns();
        assertMadeIn("makeThreadsafe");
    }

    @Test
    void doneCallback_thatThrows_isReportedWithWhoMadeItRun() {
        makeCallback();
        turns();
        assertMadeIn("makeCallback");
    }

    @Test
    void lostTask_isReportedWithItsOrigin_byTheCollectorAndAtTheEnd() {
        makeTask();
        turns();
        collectUntil(loop, () -> !reports.isEmpty());
        assertMadeIn("makeTask");
        reports.clear();
        loop.runUntilComplete(this::makeTaskInside);
        loop.close();
        assertMadeIn("makeTaskInside");
    }

    @Test
    void lostFuture_isReportedWithItsOrigin() {
        makeFuture();
        loop.close();
        assertMadeIn("makeFuture");
    }

    @Test
    void lostGather_isReportedWithItsOrigin() {
        loop.runUntilComplete(() -> {
            makeGather();
            sleep(ms(1));
        });
        loop.close();
        assertMadeIn("makeGather");
    }

    @Test
    void destroyedTask_isReportedWithItsOrigin() {
        loop.createTask(this::makeGroupTask);
        loop.runForever();
        loop.close();
        assertThat(reports).hasSize(2);
        assertThat(reports).extracting(ExceptionContext::message).containsOnly("Task was destroyed but it is pending!");
        assertThat(reports.getLast().task().toString()).contains(" created at ", "makeGroupTask");
        assertThat(reports.getLast().sourceTraceback().getFirst().getMethodName())
                .contains("makeGroupTask");
    }

    /** As in CPython's log: what ran when the handler was called. */
    @Test
    void contextOfTheUsersOwn_isCompletedWithWhereTheRunningOneWasMade() {
        loop.callSoon(() -> loop.callExceptionHandler(new ExceptionContext("mine", null)));
        turns();
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.sourceTraceback()).isEmpty();
            assertThat(report.handleTraceback().getFirst().getMethodName())
                    .isEqualTo("contextOfTheUsersOwn_isCompletedWithWhereTheRunningOneWasMade");
        });
    }

    @Test
    void toString_tellsTheOrigin() {
        String origin = " created at .*CreationTraceTest\\.toString_tellsTheOrigin\\(CreationTraceTest\\.java:\\d+\\)>";
        assertThat(loop.createFuture().toString()).matches("<Future pending" + origin);
        Task<?> task = loop.createTask(VirtualTime::yieldTurn, "T");
        assertThat(task.toString()).matches("<Task pending name='T' coro=<lambda in .*>" + origin);
        turns();
        assertThat(task.toString()).matches("<Task finished name='T' coro=<lambda in .*> result=null" + origin);
    }

    /** The table holds them weakly. */
    @Test
    void trace_doesNotKeepTheFuture() {
        WeakReference<Object> future = new WeakReference<>(loop.createFuture());
        collectUntil(loop, () -> future.get() == null);
        assertThat(future.get()).isNull();
    }

    @Test
    void withoutDebugMode_nothingIsKept_andTurningItOffForgets() {
        Future<Object> kept = loop.createFuture();
        loop.setDebug(false);
        assertThat(kept).hasToString("<Future pending>");
        assertThat(loop.createFuture()).hasToString("<Future pending>");
        makeHandle();
        turns();
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.sourceTraceback()).isEmpty();
            assertThat(report.handleTraceback()).isEmpty();
        });
    }

    // ---- loops that are never closed ----

    private static void abandon() {
        EventLoop.builder().debug(true).build().runUntilComplete(VirtualTime::yieldTurn);
    }

    private static void abandonRunner() {
        Runner.create(() -> EventLoop.builder().debug(true).build()).run(VirtualTime::yieldTurn);
    }

    @Test
    void loop_thatIsNeverClosed_isWarnedOf_withItsOrigin() {
        try (LogCapture log = new LogCapture()) {
            abandon();
            collectUntil(loop, () -> log.unclosed().stream().anyMatch(line -> line.contains(".abandon(")));
            assertThat(log.unclosed())
                    .filteredOn(line -> line.contains(".abandon("))
                    .singleElement()
                    .asString()
                    .startsWith("WARNING unclosed event loop; call close() on it; it was made here:\n\tat ")
                    .contains("CreationTraceTest.abandon(CreationTraceTest.java:");
        }
    }

    @Test
    void runner_thatIsNeverClosed_isWarnedOf() {
        try (LogCapture log = new LogCapture()) {
            abandonRunner();
            collectUntil(loop, () -> log.unclosed().stream().anyMatch(line -> line.contains("abandonRunner(")));
            assertThat(log.unclosed())
                    .filteredOn(line -> line.contains("abandonRunner("))
                    .singleElement()
                    .asString()
                    .startsWith("WARNING unclosed event loop; call close() on it; it was made here:\n\tat ");
        }
    }

    @Test
    void loop_thatIsClosed_isNotWarnedOf() {
        try (LogCapture log = new LogCapture()) {
            WeakReference<EventLoop> closed = closedLoop();
            collectUntil(loop, () -> closed.get() == null);
            abandon(); // and when this one is told of, that one would have been
            collectUntil(loop, () -> log.unclosed().stream().anyMatch(line -> line.contains(".abandon(")));
            assertThat(log.unclosed()).noneMatch(line -> line.contains(".closedLoop("));
        }
    }

    private static WeakReference<EventLoop> closedLoop() {
        try (EventLoop closed = EventLoop.builder().debug(true).build()) {
            return new WeakReference<>(closed);
        }
    }
}
