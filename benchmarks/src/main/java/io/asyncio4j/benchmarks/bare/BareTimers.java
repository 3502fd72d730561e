package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.Timers.TIMERS;

import io.asyncio4j.benchmarks.Timed;
import io.asyncio4j.benchmarks.Timers;
import java.util.Arrays;
import java.util.PriorityQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The timers of {@link Timers} as entries of a {@link PriorityQueue}; cancelled ones are skipped when their time comes. */
@State(Scope.Thread)
public class BareTimers extends Timed {

    private final Entry[] entries = new Entry[TIMERS];
    private int fired;

    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void priorityQueue() {
        fired = 0;
        PriorityQueue<Entry> queue = new PriorityQueue<>();
        Runnable count = () -> fired++;
        for (int i = 0; i < TIMERS; i++) {
            entries[i] = new Entry(Timers.delayNanos(i), i, count);
            queue.add(entries[i]);
        }
        for (int i = 0; i < TIMERS; i++) {
            if (!Timers.survives(i)) {
                entries[i].cancelled = true;
            }
        }
        Arrays.fill(entries, null);
        Entry next;
        while ((next = queue.poll()) != null) {
            if (!next.cancelled) {
                next.callback.run();
            }
        }
        Timers.checkFired(fired);
    }

    static final class Entry implements Comparable<Entry> {
        private final long deadline;
        private final long sequence;
        private final Runnable callback;
        boolean cancelled;

        Entry(long deadline, long sequence, Runnable callback) {
            this.deadline = deadline;
            this.sequence = sequence;
            this.callback = callback;
        }

        @Override
        public int compareTo(Entry other) {
            int byDeadline = Long.compare(deadline, other.deadline);
            return byDeadline != 0 ? byDeadline : Long.compare(sequence, other.sequence);
        }
    }
}
