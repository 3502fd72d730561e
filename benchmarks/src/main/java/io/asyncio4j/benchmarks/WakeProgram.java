package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;

/**
 * Many tasks whose sleep ends at the same moment: from that moment until all of them are done and awaited. Arguments: how
 * many tasks, and how many in a smaller wave before them, or 0. Prints {@code wake1}, {@code wake2} and so on, for
 * consecutive waves, in nanoseconds per task, and {@code sleep1…}, for making them and letting them fall asleep; the same
 * as CPU time of the loop's thread as {@code wakecpu1…} and {@code sleepcpu1…}.
 */
final class WakeProgram {

    private WakeProgram() {}

    public static void main(String[] args) {
        int tasks = Integer.parseInt(args[0]);
        int before = Integer.parseInt(args[1]);
        LoopTime time = new LoopTime();
        try (EventLoop loop = EventLoop.builder().clock(new VirtualClock()).build()) {
            loop.runUntilComplete(() -> {
                if (before > 0) {
                    wave(loop, time, before, 0);
                }
                for (int i = 1; i <= 4; i++) {
                    wave(loop, time, tasks, i);
                }
            });
        }
    }

    private static void wave(EventLoop loop, LoopTime time, int count, int number) {
        Task<?>[] tasks = new Task<?>[count];
        time.restart();
        for (int i = 0; i < count; i++) {
            tasks[i] = loop.createTask(() -> sleep(Duration.ofHours(1)));
        }
        sleep(Duration.ZERO); // now all of them sleep
        time.lap("sleep", number, count);
        for (Task<?> task : tasks) {
            task.await(); // the first time, the clock jumps
        }
        time.lap("wake", number, count);
    }
}
