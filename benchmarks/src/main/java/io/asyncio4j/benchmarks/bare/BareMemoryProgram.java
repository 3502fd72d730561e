package io.asyncio4j.benchmarks.bare;

import io.asyncio4j.benchmarks.HeapMeter;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The heap that one parked loop-scheduled virtual thread holds, with its entry in a {@link PriorityQueue}. Arguments: how
 * many threads, and optionally {@code histogram}. Prints {@code bytes}, per thread.
 */
final class BareMemoryProgram {

    private BareMemoryProgram() {}

    public static void main(String[] args) {
        int threads = Integer.parseInt(args[0]);
        for (int i = 0; i < 4; i++) {
            holdSleepers(50_000, false, false); // so that the stacks hold compiled frames
        }
        holdSleepers(threads, true, args.length > 1);
    }

    private static void holdSleepers(int count, boolean measure, boolean histogram) {
        HeapMeter meter = measure ? HeapMeter.start() : null;
        BareLoop loop = new BareLoop();
        PriorityQueue<Sleeper> timers = new PriorityQueue<>();
        for (int i = 0; i < count; i++) {
            loop.newThread(() -> {
                        timers.add(new Sleeper(1_000, timers.size(), Thread.currentThread()));
                        LockSupport.park();
                    })
                    .start();
        }
        loop.run();
        if (meter != null) {
            meter.report(count, histogram);
            Runtime.getRuntime().halt(0);
        }
        Sleeper next;
        while ((next = timers.poll()) != null) {
            LockSupport.unpark(next.thread);
        }
        loop.run();
    }

    private record Sleeper(long deadline, long sequence, Thread thread) implements Comparable<Sleeper> {
        @Override
        public int compareTo(Sleeper other) {
            int byDeadline = Long.compare(deadline, other.deadline);
            return byDeadline != 0 ? byDeadline : Long.compare(sequence, other.sequence);
        }
    }
}
