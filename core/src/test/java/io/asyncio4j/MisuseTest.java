package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What tests of misuse share: a loop that must still work after each of them, unless it was closed. */
public abstract class MisuseTest {

    protected final EventLoop loop = VirtualTime.loop();
    protected final List<ExceptionContext> reports = new ArrayList<>();

    protected MisuseTest() {
        loop.setExceptionHandler((where, context) -> reports.add(context));
    }

    @AfterEach
    public final void loopStillWorks() {
        if (!loop.isClosed()) {
            String result = loop.runUntilComplete(() -> {
                Task<String> task = createTask(() -> sleep(Duration.ofSeconds(1), "works"));
                return task.await();
            });
            assertThat(result).isEqualTo("works");
            loop.close();
        }
    }
}
