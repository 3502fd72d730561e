package io.asyncio4j.benchmarks;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** How much more the heap holds than at the start, garbage not counted. */
public final class HeapMeter {

    private final long before = used();

    private HeapMeter() {}

    public static HeapMeter start() {
        return new HeapMeter();
    }

    /** Prints {@code bytes}, for each of {@code count} things, and what they are made of if {@code histogram} is true. */
    public void report(int count, boolean histogram) {
        System.out.printf("bytes %.1f%n", (used() - before) / (double) count);
        if (histogram) {
            printHistogram(count);
        }
    }

    static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void printHistogram(int count) {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            System.out.printf("%12s %12s  class%n", "objects/task", "bytes/task");
            histogram
                    .lines()
                    .skip(2)
                    .limit(20)
                    .map(line -> line.trim().split("\\s+"))
                    .forEach(column -> {
                        double objects = Long.parseLong(column[1]) / (double) count;
                        double bytes = Long.parseLong(column[2]) / (double) count;
                        System.out.printf("%12.2f %12.1f  %s%n", objects, bytes, column[3]);
                    });
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }
}
