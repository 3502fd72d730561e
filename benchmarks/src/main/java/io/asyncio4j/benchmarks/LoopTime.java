package io.asyncio4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** A stopwatch for the thread that runs a loop: elapsed time and CPU time. It can be read on virtual threads too. */
public final class LoopTime {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long threadId;
    private long elapsedMark;
    private long cpuMark;

    /** A stopwatch for the calling thread. */
    public LoopTime() {
        threadId = Thread.currentThread().threadId();
        restart();
    }

    public void restart() {
        elapsedMark = System.nanoTime();
        cpuMark = THREADS.getThreadCpuTime(threadId);
    }

    /** Prints {@code name} and {@code namecpu}, followed by a number, in nanoseconds for each of {@code count} things; restarts. */
    public void lap(String name, int number, int count) {
        double elapsed = System.nanoTime() - elapsedMark;
        double cpu = THREADS.getThreadCpuTime(threadId) - cpuMark;
        System.out.printf("%s%d %.1f%n%scpu%d %.1f%n", name, number, elapsed / count, name, number, cpu / count);
        restart();
    }
}
