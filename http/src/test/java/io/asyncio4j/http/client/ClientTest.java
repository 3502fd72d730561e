package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** What tests of the client share: a loop, and no error and no task that nobody has taken care of. */
abstract class ClientTest {

    /** What the exception handler was given; a test that expects something clears it. */
    final List<String> reports = new ArrayList<>();

    /** Runs a main task on a new loop. */
    void run(Coroutine.OfVoid main) {
        run(EventLoop.create(), main);
    }

    /** The same in virtual time. */
    void runVirtually(Coroutine.OfVoid main) {
        run(EventLoop.builder().clock(new VirtualClock()).build(), main);
    }

    private void run(EventLoop loop, Coroutine.OfVoid main) {
        loop.setExceptionHandler((_, context) -> reports.add(context.message() + ": " + context.exception()));
        Asyncio.run(
                () -> {
                    main.run();
                    settle(loop);
                },
                () -> loop);
    }

    /** Lets closing connections end. */
    private static void settle(EventLoop loop) {
        for (int i = 0; i < 200 && loop.allTasks().size() > 1; i++) {
            Asyncio.sleep(Duration.ofMillis(5));
        }
        assertThat(loop.allTasks()).as("tasks").hasSize(1);
    }

    @AfterEach
    final void nothingWasReported() {
        assertThat(reports).isEmpty();
    }

    /** Lets others run until something is so. */
    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Asyncio.sleep(Duration.ZERO);
        }
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
