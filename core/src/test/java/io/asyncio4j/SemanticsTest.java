package io.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What tests of whole programs share: a loop in virtual time, a trace, and no error that nobody has seen. */
public abstract class SemanticsTest {

    protected final VirtualClock clock = new VirtualClock();
    protected final EventLoop loop = EventLoop.builder().clock(clock).build();
    protected final List<Object> out = new ArrayList<>();

    /** Messages that the exception handler was given; a test that expects some clears them. */
    protected final List<String> reports = new ArrayList<>();

    protected SemanticsTest() {
        loop.setExceptionHandler((where, context) -> reports.add(context.message()));
    }

    /** Runs a main task, and then ends the loop. */
    protected final void runMain(Coroutine.OfVoid main) {
        Asyncio.run(main, () -> loop);
    }

    protected static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @AfterEach
    public final void nothingWasReported() {
        assertThat(reports).isEmpty();
        loop.close();
    }
}
