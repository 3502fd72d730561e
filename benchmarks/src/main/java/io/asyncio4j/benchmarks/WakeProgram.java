package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;

/**
 * Many tasks whose sleep ends at the same moment: from that moment until all of them are done and awaited. Arguments: how
 * many tasks, and how many in a smaller wave before them, or 0. Prints {@code wake1}, {@code wake2} and so on, for
 * consecutive waves, in nanoseconds per task, and {@code sleep1…}, for making them and letting them fall asleep.
 */
final class WakeProgram {

    private WakeProgram() {}

    public static void main(String[] args) {
        int tasks = Integer.parseInt(args[0]);
        int before = Integer.parseInt(args[1]);
        try (EventLoop loop = EventLoop.builder().clock(new VirtualClock()).build()) {
            loop.runUntilComplete(() -> {
                if (before > 0) {
                    wave(loop, before, "0");
                }
                for (int i = 1; i <= 4; i++) {
                    wave(loop, tasks, Integer.toString(i));
                }
            });
        }
    }

    private static void wave(EventLoop loop, int count, String label) {
        Task<?>[] tasks = new Task<?>[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            tasks[i] = loop.createTask(() -> sleep(Duration.ofHours(1)));
        }
        sleep(Duration.ZERO); // now all of them sleep
        long asleep = System.nanoTime();
        for (Task<?> task : tasks) {
            task.await(); // the first time, the clock jumps
        }
        long done = System.nanoTime();
        System.out.printf("sleep%s %.1f%n", label, (asleep - start) / (double) count);
        System.out.printf("wake%s %.1f%n", label, (done - asleep) / (double) count);
    }
}
