package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.testing.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the exception handler is told and how the default one logs it (T07, T08, R20; sA10, sA12, sA110, sC31, sD49, sD131).
 */
class ExceptionHandlerTest {

    private final VirtualClock clock = new VirtualClock();
    private final List<ExceptionContext> reports = new ArrayList<>();

    private EventLoop reportingLoop() {
        EventLoop loop = EventLoop.builder().clock(clock).build();
        loop.setExceptionHandler((where, context) -> reports.add(context));
        return loop;
    }

    private ExceptionContext onlyReport() {
        assertThat(reports).hasSize(1);
        return reports.getFirst();
    }

    private static void bad() {
        throw new IllegalArgumentException("x");
    }

    // ---- what each report is about ----

    @Test
    void sD49_lostTask_atTheEndOfItsLoop_isThere() {
        Task<?> task;
        try (EventLoop loop = reportingLoop()) {
            task = loop.createTask(ExceptionHandlerTest::bad, "T");
            loop.runUntilComplete(VirtualTime::yieldTurn);
        }
        assertThat(onlyReport().message()).isEqualTo("Task 'T' exception was never retrieved");
        assertThat(onlyReport().future()).isSameAs(task);
        assertThat(onlyReport().exception()).hasMessage("x");
        assertThat(onlyReport().task()).isNull();
        assertThat(onlyReport().handle()).isNull();
    }

    @Test
    void sC31_lostFuture_atTheEndOfItsLoop_isThere() {
        Future<Object> future;
        try (EventLoop loop = reportingLoop()) {
            future = loop.createFuture();
            future.setException(new IllegalArgumentException("x"));
        }
        assertThat(onlyReport().future()).isSameAs(future);
        assertThat(onlyReport().sourceTraceback()).isEmpty();
    }

    @Test
    void sD131_destroyedTask_isThere() {
        Task<?> task;
        try (EventLoop loop = reportingLoop()) {
            task = loop.createTask(() -> sleep(ms(1)));
        }
        assertThat(onlyReport().message()).isEqualTo("Task was destroyed but it is pending!");
        assertThat(onlyReport().task()).isSameAs(task);
        assertThat(onlyReport().future()).isNull();
        assertThat(onlyReport().exception()).isNull();
    }

    @Test
    void taskThatFailsWhenItsRunEnds_isThere() {
        assertThatThrownBy(() -> Asyncio.run(
                        () -> {
                            createTask(() -> {
                                try {
                                    sleep(ms(1));
                                } finally {
                                    bad();
                                }
                            });
                            yieldTurn();
                            throw new IllegalStateException("main");
                        },
                        this::reportingLoop))
                .hasMessage("main");
        assertThat(onlyReport().message()).isEqualTo("unhandled exception during Asyncio.run() shutdown");
        assertThat(onlyReport().task()).isNotNull();
        assertThat(onlyReport().exception()).hasMessage("x");
    }

    @Test
    void with_replacesOnlyWhatItNames() {
        try (EventLoop loop = reportingLoop()) {
            Future<Object> future = loop.createFuture();
            Task<?> task = loop.createTask(VirtualTime::yieldTurn);
            Handle handle = loop.callSoon(() -> {});
            Throwable exception = new IllegalArgumentException();
            ExceptionContext context = new ExceptionContext("m", exception)
                    .withFuture(future)
                    .withTask(task)
                    .withHandle(handle);
            assertThat(context)
                    .isEqualTo(new ExceptionContext("m", exception, future, task, handle, List.of(), List.of()));
            loop.runUntilComplete(task);
        }
    }

    @Test
    void context_withoutAMessage_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new ExceptionContext(null, null))
                .withMessage("message");
    }

    // ---- the handlers ----

    @Test
    void sA110_handler_canEndWithTheDefaultOne() {
        List<String> seen = new ArrayList<>();
        try (LogCapture log = new LogCapture();
                EventLoop loop = EventLoop.builder().clock(clock).build()) {
            loop.setExceptionHandler((where, context) -> {
                seen.add(context.message());
                where.defaultExceptionHandler(context);
            });
            loop.callExceptionHandler(new ExceptionContext("mine", null));
            assertThat(log.lines()).containsExactly("SEVERE mine");
        }
        assertThat(seen).containsExactly("mine");
    }

    @Test
    void defaultHandler_showsAllThereIs() {
        try (LogCapture log = new LogCapture();
                EventLoop loop = EventLoop.builder().clock(clock).build()) {
            Future<Object> future = loop.createFuture();
            Task<?> task = loop.createTask(VirtualTime::yieldTurn, "T");
            Handle handle = loop.callSoon(() -> {});
            Throwable exception = new IllegalArgumentException("x");
            List<StackTraceElement> source = List.of(new StackTraceElement("A", "a", "A.java", 1));
            List<StackTraceElement> running = List.of(new StackTraceElement("B", "b", "B.java", 2));
            loop.defaultExceptionHandler(
                    new ExceptionContext("it broke {0}", exception, future, task, handle, source, running));
            assertThat(log.lines())
                    .containsExactly("SEVERE it broke {0}\nfuture: " + future + "\nhandle: " + handle
                            + "\nhandleTraceback: handle made here:\n\tat B.b(B.java:2)"
                            + "\nsourceTraceback: object made here:\n\tat A.a(A.java:1)" + "\ntask: " + task);
            assertThat(log.thrown()).containsExactly(exception);
            loop.runUntilComplete(task);
        }
    }

    @Test
    void defaultHandler_inDebugMode_tellsWhereTheTaskWasMade() {
        try (LogCapture log = new LogCapture()) {
            EventLoop loop = EventLoop.builder().clock(clock).debug(true).build();
            loop.createTask(ExceptionHandlerTest::bad, "T");
            loop.runUntilComplete(VirtualTime::yieldTurn);
            loop.close();
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("SEVERE"))
                    .singleElement()
                    .asString()
                    .startsWith("SEVERE Task 'T' exception was never retrieved\nfuture: <Task finished name='T' coro=")
                    .contains("\nsourceTraceback: object made here:\n\tat ")
                    .contains("defaultHandler_inDebugMode_tellsWhereTheTaskWasMade(ExceptionHandlerTest.java:");
        }
    }

    @Test
    void callExceptionHandler_fromATask_isNotSpecial() {
        Asyncio.run(
                () -> {
                    getRunningLoop().callExceptionHandler(new ExceptionContext("from a task", null));
                    yieldTurn();
                },
                this::reportingLoop);
        assertThat(onlyReport()).isEqualTo(new ExceptionContext("from a task", null));
    }
}
