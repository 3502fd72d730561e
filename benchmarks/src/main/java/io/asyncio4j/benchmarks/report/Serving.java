package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a server on the first core and a load on the second, and takes down what both say: {@code rate} (requests a second),
 * {@code p50}, {@code p99}, {@code p99.9} and {@code max} (µs), {@code load} and {@code busy} (the parts of the time in which the
 * load and the server were at work), {@code work} (requests in a second of the server's CPU time) and {@code others} (how much of
 * the two cores went to other programs); or for idle connections {@code heap}, {@code native} and {@code memory} (their sum), bytes
 * each.
 *
 * <p>Servers go on from one round to the next, each idle while the others have their turn: so they warm up once, and what is compared
 * was measured within seconds, while a machine's speed changes within minutes.
 */
final class Serving {

    static final String RATE = "rate";
    static final String WORK = "work";
    static final String MEMORY = "memory";

    private static final int JVM_WARMUP_SECONDS = 15;
    private static final int WARMUP_SECONDS = 1;
    /** Short, so that a round is: many rounds say more than long ones where the machine's speed changes from second to second. */
    private static final int SECONDS = 1;

    static final String OTHERS = "others";
    private static final int ATTEMPTS = 3;

    /** Connections that are there before those that are measured, so that what all share is there too. */
    private static final int FIRST_CONNECTIONS = 1_000;

    private final Results results;
    private final Programs programs;
    private final Map<Contender, Server> servers = new LinkedHashMap<>();

    Serving(Results results, Programs programs) {
        this.results = results;
        this.programs = programs;
    }

    void run(Source.Served source) throws IOException, InterruptedException {
        if (!programs.has(source.server())) {
            return;
        }
        if (source.load().mode().equals("idle")) {
            try (Server fresh = start(source.server())) {
                measureMemory(source, fresh);
            }
        } else {
            Server server = servers.get(source.server());
            if (server == null) {
                server = start(source.server());
                servers.put(source.server(), server);
            }
            measureRate(source, server);
        }
    }

    private Server start(Contender contender) throws IOException, InterruptedException {
        Child process = new Child(Core.MEASURED, programs.command(contender));
        return new Server(process, (int) process.read("port"), new HashSet<>());
    }

    /** Ends all servers. */
    void end() throws InterruptedException {
        for (Server server : servers.values()) {
            server.close();
        }
        servers.clear();
    }

    /** @param warm the kinds of load that it has had already */
    private record Server(Child process, int port, Set<String> warm) implements AutoCloseable {

        @Override
        public void close() throws InterruptedException {
            process.close();
        }
    }

    /** Measures again while other programs disturb, a few times, and takes what was disturbed least. */
    private void measureRate(Source.Served source, Server server) throws IOException, InterruptedException {
        boolean cold = server.warm().add(source.load().mode());
        int warmup = cold && source.server().onJvm() ? JVM_WARMUP_SECONDS : WARMUP_SECONDS;
        Core.waitForQuiet();
        Map<String, Double> best = rate(source.load(), server, warmup);
        for (int i = 1; i < ATTEMPTS && best.get(OTHERS) > Core.MOST_OTHERS; i++) {
            System.err.printf("%s: other programs took %.0f%% of a core, again%n", source, 100 * best.get(OTHERS));
            Core.waitForQuiet();
            Map<String, Double> again = rate(source.load(), server, WARMUP_SECONDS);
            best = again.get(OTHERS) < best.get(OTHERS) ? again : best;
        }
        best.forEach((metric, figure) -> results.add(source, metric, figure));
    }

    private Map<String, Double> rate(Load what, Server server, int warmup) throws IOException, InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (Child load = load(what, server, what.connections(), warmup)) {
            load.read("begin");
            long start = System.nanoTime();
            double serverBefore = server.process().cpuSeconds();
            double coreBefore = Core.MEASURED.busySeconds();
            figures.put(RATE, load.read(RATE));
            double seconds = (System.nanoTime() - start) / 1e9;
            double busy = (server.process().cpuSeconds() - serverBefore) / seconds;
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

    private void measureMemory(Source.Served source, Server server) throws IOException, InterruptedException {
        int connections = source.load().connections();
        // so that the stacks hold compiled frames
        rate(new Load("accept", 100, source.load().what()), server, JVM_WARMUP_SECONDS);
        try (Child first = load(source.load(), server, FIRST_CONNECTIONS, 0)) {
            first.read("idle");
            server.process().ask();
            double heapBefore = server.process().read("heap");
            double residentBefore = server.process().read("resident");
            try (Child measured = load(source.load(), server, connections, 0)) {
                measured.read("idle");
                server.process().ask();
                double heap = (server.process().read("heap") - heapBefore) / connections;
                double outside = (server.process().read("resident") - residentBefore) / connections;
                results.add(source, "heap", heap);
                results.add(source, "native", outside);
                results.add(source, MEMORY, heap + outside);
            }
        }
    }

    private Child load(Load load, Server server, int connections, int warmup) throws IOException, InterruptedException {
        return new Child(
                Core.OTHER,
                List.of(
                        programs.built("load").toString(),
                        load.mode(),
                        String.valueOf(server.port()),
                        String.valueOf(connections),
                        load.what(),
                        String.valueOf(warmup),
                        String.valueOf(SECONDS),
                        String.valueOf(load.perSecond())));
    }
}
