package io.asyncio4j.benchmarks.smoke;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What one operation of each path costs, as read from a file or as measured. */
record Costs(Map<String, Map<Counter, Double>> ofPaths) {

    /** What is counted. */
    enum Counter {
        BYTES("bytes allocated"),
        BYTECODES("bytecodes executed");

        private final String title;

        Counter(String title) {
            this.title = title;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    Costs() {
        this(new LinkedHashMap<>());
    }

    /** NaN if it is not known. */
    double get(String path, Counter counter) {
        return ofPaths.getOrDefault(path, Map.of()).getOrDefault(counter, Double.NaN);
    }

    void add(String path, Counter counter, double cost) {
        ofPaths.computeIfAbsent(path, _ -> new TreeMap<>()).put(counter, cost);
    }

    /** Reads lines of a path and its costs in the order of the counters; those that begin with # are comments. */
    static Costs read(Path file) throws IOException {
        Costs costs = new Costs();
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" +");
                for (Counter counter : Counter.values()) {
                    costs.add(words[0], counter, Double.parseDouble(words[1 + counter.ordinal()]));
                }
            }
        }
        return costs;
    }

    void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder("""
                # What one operation of each path costs, with its part of the tasks around it: bytes allocated, bytecodes executed.
                # Written by benchmarks/smoke -accept.
                """);
        ofPaths.forEach((path, costs) -> text.append(String.format(
                Locale.ROOT, "%-10s %10.1f %10.1f%n", path, costs.get(Counter.BYTES), costs.get(Counter.BYTECODES))));
        Files.writeString(file, text);
    }
}
