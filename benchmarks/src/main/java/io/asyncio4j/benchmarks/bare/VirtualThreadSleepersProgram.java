package io.asyncio4j.benchmarks.bare;

import io.asyncio4j.benchmarks.HeapMeter;
import java.time.Duration;
import java.util.Locale;

/**
 * Sleeping virtual threads as they come with the JDK, on its own scheduler with one carrier. Arguments: {@code memory} or
 * {@code wake}, and how many. Prints the {@code bytes} of heap that one holds; or what it costs to wake one, in nanoseconds from the
 * moment at which all are due until they have ended, the first time ({@code cold}) and the fourth ({@code warm}).
 */
final class VirtualThreadSleepersProgram {

    private VirtualThreadSleepersProgram() {}

    public static void main(String[] args) throws InterruptedException {
        System.setProperty("jdk.virtualThreadScheduler.parallelism", "1");
        System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
        int count = Integer.parseInt(args[1]);
        switch (args[0]) {
            case "memory" -> measureMemory(count);
            case "wake" -> measureWaking(count);
            default -> throw new IllegalArgumentException("no kind " + args[0]);
        }
        System.exit(0);
    }

    private static void measureMemory(int count) throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            // so that the stacks hold compiled frames
            for (Thread thread :
                    start(50_000, System.nanoTime() + Duration.ofSeconds(1).toNanos())) {
                thread.join();
            }
        }
        HeapMeter meter = HeapMeter.start();
        Thread[] threads = start(count, System.nanoTime() + Duration.ofHours(1).toNanos());
        meter.report(threads.length, false);
    }

    private static void measureWaking(int count) throws InterruptedException {
        for (int i = 1; i <= 4; i++) {
            long deadline = System.nanoTime() + 20_000L * count;
            Thread[] threads = start(count, deadline);
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("it took too long to make them");
            }
            for (Thread thread : threads) {
                thread.join();
            }
            double nanos = (double) (System.nanoTime() - deadline) / count;
            switch (i) {
                case 1 -> System.out.printf(Locale.ROOT, "cold %.1f%n", nanos);
                case 4 -> System.out.printf(Locale.ROOT, "warm %.1f%n", nanos);
                default -> {}
            }
        }
    }

    /** Makes them, and returns when all of them sleep. */
    private static Thread[] start(int count, long deadline) throws InterruptedException {
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            threads[i] = Thread.startVirtualThread(() -> sleepUntil(deadline));
        }
        Thread.startVirtualThread(() -> {}).join(); // its turn comes after theirs
        return threads;
    }

    private static void sleepUntil(long deadline) {
        try {
            Thread.sleep(Duration.ofNanos(deadline - System.nanoTime()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
