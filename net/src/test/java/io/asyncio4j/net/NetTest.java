package io.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.NettyDriver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** What network tests share: a loop on a back end, and no error, no buffer and no task that nobody has taken care of. */
public abstract class NetTest {

    /** What the exception handler was given; a test that expects something clears it. */
    protected final List<String> reports = new ArrayList<>();

    static Stream<IoBackend> backends() {
        return Arrays.stream(IoBackend.values()).filter(IoBackend::isAvailable);
    }

    /** Runs a main task on a new loop. */
    protected void run(Coroutine.OfVoid main) {
        run(EventLoop.create(), main);
    }

    /** The same with that back end. */
    protected void run(IoBackend backend, Coroutine.OfVoid main) {
        run(backend.newLoop(), main);
    }

    /** Runs a main task on that loop, and closes it. */
    protected void run(EventLoop loop, Coroutine.OfVoid main) {
        loop.setExceptionHandler((_, context) -> reports.add(context.message() + ": " + context.exception()));
        Asyncio.run(
                () -> {
                    main.run();
                    settle(loop);
                },
                () -> loop);
    }

    /** Lets closing connections end, and looks for what was left behind. */
    private static void settle(EventLoop loop) {
        NettyDriver driver = Net.driver(loop);
        for (int i = 0;
                i < 200 && (driver.chunks().inUse() > 0 || loop.allTasks().size() > 1);
                i++) {
            Asyncio.sleep(Duration.ofMillis(5));
        }
        assertThat(driver.chunks().inUse()).as("buffers in use").isZero();
        assertThat(loop.allTasks()).as("tasks").hasSize(1);
    }

    @AfterEach
    final void nothingWasReported() {
        assertThat(reports).isEmpty();
    }

    protected static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
