package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;

/**
 * The heap that one sleeping task holds, with its timer and its share of the loop's arrays. Arguments: how many tasks, and
 * optionally {@code histogram}. Prints {@code bytes}, per task.
 */
final class MemoryProgram {

    private MemoryProgram() {}

    public static void main(String[] args) {
        int tasks = Integer.parseInt(args[0]);
        for (int i = 0; i < 4; i++) {
            holdSleepers(50_000, false, false); // so that the stacks hold compiled frames
        }
        holdSleepers(tasks, true, args.length > 1);
        System.exit(0);
    }

    private static void holdSleepers(int count, boolean measure, boolean histogram) {
        try (EventLoop loop = EventLoop.builder().clock(new VirtualClock()).build()) {
            loop.runUntilComplete(() -> {
                HeapMeter meter = measure ? HeapMeter.start() : null;
                for (int i = 0; i < count; i++) {
                    loop.createTask(() -> sleep(Duration.ofHours(1)));
                }
                sleep(Duration.ZERO); // now all of them sleep
                if (meter != null) {
                    meter.report(count, histogram);
                    Runtime.getRuntime().halt(0);
                }
                sleep(Duration.ofHours(2)); // now all of them are done
            });
        }
    }
}
