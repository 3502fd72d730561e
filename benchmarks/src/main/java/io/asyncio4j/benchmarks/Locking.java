package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Task;
import io.asyncio4j.sync.Lock;
import io.asyncio4j.sync.Semaphore;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Acquiring and releasing: when nobody else wants it, and when two tasks hand it to each other. */
@State(Scope.Thread)
public class Locking extends Timed {

    private static final int ROUNDS = 20_000;

    private final Lock lock = new Lock();
    private final Lock contended = new Lock();
    private final Semaphore semaphore = new Semaphore(2);
    private int guarded;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void uncontendedLock(RealLoop real) {
        real.loop.runUntilComplete(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                try (var _ = lock.acquire()) {
                    guarded++;
                }
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void uncontendedSemaphore(RealLoop real) {
        real.loop.runUntilComplete(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                try (var _ = semaphore.acquire()) {
                    guarded++;
                }
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void handOver(RealLoop real) {
        real.loop.runUntilComplete(() -> {
            Task<Void> other = real.loop.createTask(this::takeTurns);
            takeTurns();
            other.await();
        });
    }

    private void takeTurns() {
        contended.acquire();
        sleep(Duration.ZERO); // lets the other one queue up
        for (int i = 0; i < ROUNDS; i++) {
            contended.release();
            contended.acquire();
        }
        contended.release();
    }
}
