package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.Timeouts.REPLACED;

import io.asyncio4j.benchmarks.Timed;
import io.asyncio4j.benchmarks.Timeouts;
import io.asyncio4j.benchmarks.bare.BareTimers.Entry;
import java.util.PriorityQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The timers of {@link Timeouts} as entries of a {@link PriorityQueue}, from which cancelled ones are swept when they are most of it. */
@State(Scope.Thread)
public class BareTimeouts extends Timed {

    private static final int FEW = 100;

    @Param("10000")
    public int tasks;

    private final Runnable nothing = () -> {};
    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private Entry[] pending;
    private long sequence;
    private int cancelled;

    @Setup(Level.Trial)
    public void schedule() {
        pending = new Entry[tasks];
        for (int i = 0; i < tasks; i++) {
            add(i, i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(REPLACED)
    public void replace() {
        for (int done = 0; done < REPLACED; done += tasks) {
            for (int i = 0; i < tasks; i++) {
                pending[i].cancelled = true;
                cancelled++;
                add(i, done + i);
                if (cancelled > FEW && 2 * cancelled > queue.size()) {
                    queue.removeIf(entry -> entry.cancelled);
                    cancelled = 0;
                }
            }
        }
    }

    private void add(int i, int delay) {
        pending[i] = new Entry(System.nanoTime() + Timeouts.delayNanos(delay), sequence++, nothing);
        queue.add(pending[i]);
    }
}
