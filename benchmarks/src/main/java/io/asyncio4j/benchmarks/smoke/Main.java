package io.asyncio4j.benchmarks.smoke;

import io.asyncio4j.EventLoop;
import io.asyncio4j.benchmarks.smoke.Costs.Counter;
import io.asyncio4j.net.IoBackend;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts what the hot paths cost and compares that with the baseline. Arguments: its file; {@code -accept} to write it. The exit status
 * is 1 if a path has become more expensive by more than a tenth. To be run with the agent {@link Bytecodes}, and without the compiler
 * that removes allocations where it can: what it can depends on what it has compiled already.
 */
final class Main {

    private static final double ALLOWED = 1.1;

    /** What does not count, per operation: the share of what happens once in a while. */
    private static final double SLACK = 1;

    private static final int FEW = 2_000;
    private static final int MANY = 6_000;
    private static final int ROUNDS = 3;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long loopThread = Thread.currentThread().threadId();

    private Main() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Costs now = new Main().measure();
        if (args.length > 1) {
            now.write(file);
            System.out.print(Files.readString(file));
            return;
        }
        Costs baseline = Costs.read(file);
        boolean good = true;
        for (String path : now.ofPaths().keySet()) {
            for (Counter counter : Counter.values()) {
                good &= isGood(path, counter, baseline.get(path, counter), now.get(path, counter));
            }
        }
        if (!good) {
            System.out.println("smoke: mend what has become more expensive, or accept it: benchmarks/smoke -accept");
            System.exit(1);
        }
    }

    private static Map<String, HotPath> paths() {
        Map<String, HotPath> paths = new LinkedHashMap<>();
        paths.put("switch", CorePaths::switches);
        paths.put("spawn", CorePaths::spawns);
        paths.put("callsoon", CorePaths::callbacks);
        paths.put("timers", CorePaths::timers);
        paths.put("queue", CorePaths::queues);
        paths.put("echo", NetPaths::echoes);
        paths.put("http", NetPaths::requests);
        return paths;
    }

    /** By the back end that every machine has. */
    private Costs measure() {
        Costs costs = new Costs();
        try (EventLoop loop = IoBackend.NIO.newLoop()) {
            loop.runUntilComplete(() -> {
                for (Map.Entry<String, HotPath> path : paths().entrySet()) {
                    measure(path.getKey(), path.getValue(), costs);
                }
            });
        }
        return costs;
    }

    /** The median of some rounds, since what happens once in a while falls into one of them. */
    private void measure(String name, HotPath path, Costs costs) throws Exception {
        path.run(MANY);
        double[] bytes = new double[ROUNDS];
        double[] bytecodes = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Counts few = Counts.of(path, FEW, loopThread);
            Counts many = Counts.of(path, MANY, loopThread);
            bytes[i] = (many.bytes - few.bytes) / (double) (MANY - FEW);
            bytecodes[i] = (many.bytecodes - few.bytecodes) / (double) (MANY - FEW);
        }
        costs.add(name, Counter.BYTES, median(bytes));
        costs.add(name, Counter.BYTECODES, median(bytecodes));
    }

    private static double median(double[] figures) {
        Arrays.sort(figures);
        return figures[figures.length / 2];
    }

    /** What some operations and what surrounds them cost; the difference of two such is without the surroundings. */
    private record Counts(long bytes, long bytecodes) {

        static Counts of(HotPath path, int operations, long thread) throws Exception {
            long bytes = THREADS.getThreadAllocatedBytes(thread);
            long bytecodes = Bytecodes.executed;
            path.run(operations);
            return new Counts(THREADS.getThreadAllocatedBytes(thread) - bytes, Bytecodes.executed - bytecodes);
        }
    }

    private static boolean isGood(String path, Counter counter, double baseline, double now) {
        if (Double.isNaN(baseline)) {
            System.out.printf("%-9s %-18s %10.1f, NOT IN THE BASELINE%n", path, counter, now);
            return false;
        }
        String line = "%-9s %-18s %10.1f, baseline %10.1f".formatted(path, counter, now, baseline);
        boolean worse = now > baseline * ALLOWED + SLACK;
        boolean better = now < baseline / ALLOWED - SLACK;
        if (worse || better) {
            line += ": %+.0f%%, %s"
                    .formatted(100 * (now / baseline - 1), worse ? "TOO MUCH" : "accept this, so that it stays");
        }
        System.out.println(line);
        return !worse;
    }
}
