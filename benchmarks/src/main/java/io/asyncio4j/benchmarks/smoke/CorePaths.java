package io.asyncio4j.benchmarks.smoke;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.queue.Queue;
import java.time.Duration;

/** The paths through the core. */
final class CorePaths {

    private CorePaths() {}

    /** One {@code sleep(0)}. */
    static void switches(int operations) {
        int each = operations / HotPath.BATCH;
        spawn(() -> {
            for (int i = 0; i < each; i++) {
                sleep(Duration.ZERO);
            }
        });
    }

    /** A task that has nothing to do, made and awaited. */
    static void spawns(int operations) {
        for (int i = 0; i < operations; i += HotPath.BATCH) {
            spawn(() -> {});
        }
    }

    private static void spawn(Coroutine.OfVoid body) {
        EventLoop loop = Asyncio.getRunningLoop();
        Task<?>[] tasks = new Task<?>[HotPath.BATCH];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = loop.createTask(body);
        }
        for (Task<?> task : tasks) {
            task.await();
        }
    }

    /** A callback, scheduled and run. */
    static void callbacks(int operations) {
        EventLoop loop = Asyncio.getRunningLoop();
        Runnable nothing = () -> {};
        for (int i = 0; i < operations; i += HotPath.BATCH) {
            for (int j = 0; j < HotPath.BATCH; j++) {
                loop.callSoon(nothing);
            }
            sleep(Duration.ZERO); // now they have run
        }
    }

    /** A timer, scheduled and cancelled. */
    static void timers(int operations) {
        EventLoop loop = Asyncio.getRunningLoop();
        TimerHandle[] handles = new TimerHandle[HotPath.BATCH];
        Runnable nothing = () -> {};
        for (int i = 0; i < operations; i += HotPath.BATCH) {
            for (int j = 0; j < HotPath.BATCH; j++) {
                handles[j] = loop.callLater(Duration.ofSeconds(60 + 31 * j % HotPath.BATCH), nothing);
            }
            for (TimerHandle handle : handles) {
                handle.cancel();
            }
            sleep(Duration.ZERO); // the loop looks at its timers
        }
    }

    /** An item through one queue of size 1 to another task, and through a second one back. */
    static void queues(int operations) {
        Queue<Integer> there = new Queue<>(1);
        Queue<Integer> back = new Queue<>(1);
        Task<Void> answering = Asyncio.getRunningLoop().createTask(() -> {
            for (int i = 0; i < operations; i++) {
                back.put(there.get());
            }
        });
        for (int i = 0; i < operations; i++) {
            there.put(1);
            back.get();
        }
        answering.await();
    }
}
