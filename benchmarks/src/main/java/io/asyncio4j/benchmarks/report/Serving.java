package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a server on the first core and a load on the second, and takes down what both say: {@code rate} (requests a second),
 * {@code p50}, {@code p99}, {@code p99.9} and {@code max} (µs), {@code load} and {@code busy} (the parts of the time in which the
 * load and the server were at work), {@code work} (requests in a second of the server's CPU time) and {@code others} (how much of
 * the two cores went to other programs); or for idle connections {@code heap}, {@code native} and {@code memory} (their sum), bytes
 * each.
 */
final class Serving {

    static final String RATE = "rate";
    static final String WORK = "work";
    static final String MEMORY = "memory";

    private static final int JVM_WARMUP_SECONDS = 15;
    private static final int WARMUP_SECONDS = 1;
    private static final int SECONDS = 4;

    static final String OTHERS = "others";
    private static final int ATTEMPTS = 3;

    /** Connections that are there before those that are measured, so that what all share is there too. */
    private static final int FIRST_CONNECTIONS = 1_000;

    private final Results results;
    private final Programs programs;

    Serving(Results results, Programs programs) {
        this.results = results;
        this.programs = programs;
    }

    void run(Source.Served source) throws IOException, InterruptedException {
        if (!programs.has(source.server())) {
            return;
        }
        try (Child server = new Child(Core.MEASURED, programs.command(source.server()))) {
            int port = (int) server.read("port");
            if (source.load().mode().equals("idle")) {
                measureMemory(source, server, port);
            } else {
                measureRate(source, server, port);
            }
        }
    }

    /** Measures again while other programs disturb, a few times, and takes what was disturbed least. */
    private void measureRate(Source.Served source, Child server, int port) throws IOException, InterruptedException {
        int warmup = source.server().onJvm() ? JVM_WARMUP_SECONDS : WARMUP_SECONDS;
        Core.waitForQuiet();
        Map<String, Double> best = rate(source.load(), server, port, warmup);
        for (int i = 1; i < ATTEMPTS && best.get(OTHERS) > Core.MOST_OTHERS; i++) {
            System.err.printf("%s: other programs took %.0f%% of a core, again%n", source, 100 * best.get(OTHERS));
            Core.waitForQuiet();
            Map<String, Double> again = rate(source.load(), server, port, WARMUP_SECONDS);
            best = again.get(OTHERS) < best.get(OTHERS) ? again : best;
        }
        best.forEach((metric, figure) -> results.add(source, metric, figure));
    }

    private Map<String, Double> rate(Load what, Child server, int port, int warmup)
            throws IOException, InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (Child load = load(what, port, what.connections(), warmup)) {
            load.read("begin");
            long start = System.nanoTime();
            double serverBefore = server.cpuSeconds();
            double coreBefore = Core.MEASURED.busySeconds();
            figures.put(RATE, load.read(RATE));
            double seconds = (System.nanoTime() - start) / 1e9;
            double busy = (server.cpuSeconds() - serverBefore) / seconds;
            double coreBusy = (Core.MEASURED.busySeconds() - coreBefore) / seconds;
            for (String metric : List.of("p50", "p99", "p99.9", "max", "load", "core", "lost")) {
                figures.put(metric, load.read(metric));
            }
            figures.put("busy", busy);
            figures.put(WORK, figures.get(RATE) / busy);
            figures.put(OTHERS, Math.max(0, coreBusy - busy) + Math.max(0, 1 - figures.get("core")));
        }
        return figures;
    }

    private void measureMemory(Source.Served source, Child server, int port) throws IOException, InterruptedException {
        int connections = source.load().connections();
        // so that the stacks hold compiled frames
        rate(new Load("accept", 100, source.load().what()), server, port, JVM_WARMUP_SECONDS);
        try (Child first = load(source.load(), port, FIRST_CONNECTIONS, 0)) {
            first.read("idle");
            server.ask();
            double heapBefore = server.read("heap");
            double residentBefore = server.read("resident");
            try (Child measured = load(source.load(), port, connections, 0)) {
                measured.read("idle");
                server.ask();
                double heap = (server.read("heap") - heapBefore) / connections;
                double outside = (server.read("resident") - residentBefore) / connections;
                results.add(source, "heap", heap);
                results.add(source, "native", outside);
                results.add(source, MEMORY, heap + outside);
            }
        }
    }

    private Child load(Load load, int port, int connections, int warmup) throws IOException, InterruptedException {
        return new Child(
                Core.OTHER,
                List.of(
                        programs.built("load").toString(),
                        load.mode(),
                        String.valueOf(port),
                        String.valueOf(connections),
                        load.what(),
                        String.valueOf(warmup),
                        String.valueOf(SECONDS),
                        String.valueOf(load.perSecond())));
    }
}
