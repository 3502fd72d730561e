package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Task;
import java.time.Duration;

/** A small program whose start and end are measured: two tasks that sleep for a turn. */
final class Hello {

    private Hello() {}

    public static void main(String[] args) {
        run(() -> {
            Task<String> hello = createTask(() -> sleep(Duration.ZERO, "Hello"));
            Task<String> world = createTask(() -> sleep(Duration.ZERO, "world"));
            System.out.println(hello.await() + ", " + world.await());
        });
    }
}
