package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs about the loop itself and its callbacks. */
final class LoopExamplesTest {

    @Test
    void eventLoops_areFound() {
        assertThat(Example.run("EventLoops").lines())
                .containsExactly(
                        "outside: getRunningLoop throws",
                        "outside: getEventLoop() == loop: true",
                        "inside: getRunningLoop() == loop: true",
                        "inside: getEventLoop() == loop: true",
                        "newEventLoop() != loop: true");
    }

    @Test
    void loopTour_showsEachState() {
        assertThat(Example.runVirtual("LoopTour").lines())
                .containsExactly(
                        "new: running false, closed false",
                        "run_until_complete: running true",
                        "stopped after 1 s: running false",
                        "closed: running false, closed true");
    }

    @Test
    void stopInCallback_ends() {
        assertThat(Example.run("StopInCallback", "0.01").lines()).containsExactly("get 32");
    }

    @Test
    void closeInCallback_isReported_andTheLoopRunsOn() {
        List<String> reports = new CopyOnWriteArrayList<>();
        List<String> later = new CopyOnWriteArrayList<>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord report) {
                reports.add(report.getMessage() + " " + report.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("asyncio");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            var output = Example.run(
                    "CloseInCallback",
                    (line, loop) -> loop.callLater(Duration.ofMillis(50), () -> {
                        later.add("ran on after " + line);
                        loop.stop();
                    }),
                    "0.01");

            assertThat(output.lines()).containsExactly("get 32");
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }
        assertThat(later).containsExactly("ran on after get 32");
        assertThat(reports)
                .singleElement()
                .asString()
                .contains("Exception in callback", "Cannot close a running event loop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CallLater", "CallAt"})
    void timers_areDelayedByABlockingCallback(String name) {
        var output = Example.run(
                name,
                (line, loop) -> {
                    if (line.equals("get 32")) {
                        loop.callLater(Duration.ofMillis(10), loop::stop); // it would run on
                    }
                },
                "0.02");

        assertThat(output.lines()).containsExactly("get 31", "get 32");
        // 1 of those seconds lies between the timers, but 3 are blocked
        assertThat(output.timeOf(1) - output.timeOf(0)).isGreaterThanOrEqualTo(0.059);
    }
}
