package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** One of the two cores: what is measured has one, what it talks to has the other. */
enum Core {
    MEASURED,
    OTHER;

    /** What other programs may take of a core before they disturb. */
    static final double MOST_OTHERS = 0.1;

    private static final int LOOK_MILLIS = 300;
    private static final int MOST_LOOKS = 200;

    int number() {
        return ordinal();
    }

    /** How long it has been at work since the system's start, for whom ever. */
    double busySeconds() throws IOException {
        String line = Files.readAllLines(Path.of("/proc/stat")).get(1 + number());
        String[] ticks = line.split(" +"); // cpu0 user nice system idle iowait irq softirq steal
        return IntStream.of(1, 2, 3, 6, 7, 8)
                        .mapToLong(i -> Long.parseLong(ticks[i]))
                        .sum()
                / 100.0;
    }

    /** Waits for a moment in which both cores have next to nothing to do, but not for ever. */
    static void waitForQuiet() throws IOException, InterruptedException {
        for (int i = 0; i < MOST_LOOKS; i++) {
            double before = MEASURED.busySeconds() + OTHER.busySeconds();
            Thread.sleep(LOOK_MILLIS);
            if (MEASURED.busySeconds() + OTHER.busySeconds() - before < MOST_OTHERS * LOOK_MILLIS / 1_000) {
                return;
            }
        }
    }
}
