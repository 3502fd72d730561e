package io.asyncio4j.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Runs a server on the first core and a load on the second, and takes down what both say: {@code rate} (requests a second),
 * {@code p50} and {@code p99} (µs), {@code load} and {@code busy} (the parts of the time in which the load and the server
 * were at work), {@code work} (requests in a second of the server's CPU time) and {@code others} (how much of the two cores
 * went to other programs); or for idle connections {@code heap}, {@code native} and {@code memory} (their sum), bytes each.
 */
final class Serving {

    static final String RATE = "rate";
    static final String WORK = "work";
    static final String MEMORY = "memory";

    /** The collector suits one core, and the heap's pages are there from the start: all that is resident later is native. */
    private static final List<String> JVM_OPTIONS =
            List.of("-XX:+UseSerialGC", "-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");

    private static final int JVM_WARMUP_SECONDS = 6;
    private static final int WARMUP_SECONDS = 1;
    private static final int SECONDS = 4;

    /** By when idle connections have to be there. */
    private static final int IDLE_SECONDS = 60;

    private static final String OTHERS = "others";
    private static final double MOST_OTHERS = 0.1;
    private static final int ATTEMPTS = 3;
    private static final int MOST_QUIET_SECONDS = 60;

    private static final int SERVER_CORE = 0;
    private static final int LOAD_CORE = 1;

    /** Connections that are there before those that are measured, so that what all share is there too. */
    private static final int FIRST_CONNECTIONS = 1_000;

    private final Results results;
    private final Path home;
    private boolean built;

    /** @param home the folder of this module */
    Serving(Results results, Path home) {
        this.results = results;
        this.home = home;
    }

    void run(Source.Served source) throws IOException, InterruptedException {
        buildPeers();
        List<String> command = source.server().onJvm() ? javaCommand(source.server()) : peerCommand(source.server());
        if (!Files.exists(Path.of(command.getFirst()))) {
            return; // build-peers has said why
        }
        try (Child server = new Child(SERVER_CORE, command)) {
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
        waitForQuiet();
        Map<String, Double> best = rate(source.load(), server, port, warmup);
        for (int i = 1; i < ATTEMPTS && best.get(OTHERS) > MOST_OTHERS; i++) {
            System.err.printf("%s: other programs took %.0f%% of a core, again%n", source, 100 * best.get(OTHERS));
            waitForQuiet();
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
            double coreBefore = busySeconds(SERVER_CORE);
            figures.put(RATE, load.read(RATE));
            double seconds = (System.nanoTime() - start) / 1e9;
            double busy = (server.cpuSeconds() - serverBefore) / seconds;
            double coreBusy = (busySeconds(SERVER_CORE) - coreBefore) / seconds;
            for (String metric : List.of("p50", "p99", "load", "core", "lost")) {
                figures.put(metric, load.read(metric));
            }
            figures.put("busy", busy);
            figures.put(WORK, figures.get(RATE) / busy);
            figures.put(OTHERS, Math.max(0, coreBusy - busy) + Math.max(0, 1 - figures.get("core")));
        }
        return figures;
    }

    /** Waits for a second in which both cores have next to nothing to do, but not for ever. */
    private static void waitForQuiet() throws IOException, InterruptedException {
        for (int i = 0; i < MOST_QUIET_SECONDS; i++) {
            double before = busySeconds(SERVER_CORE) + busySeconds(LOAD_CORE);
            Thread.sleep(1_000);
            if (busySeconds(SERVER_CORE) + busySeconds(LOAD_CORE) - before < MOST_OTHERS) {
                return;
            }
        }
    }

    /** How long a core has been at work since the system's start, for whom ever. */
    private static double busySeconds(int core) throws IOException {
        String line = Files.readAllLines(Path.of("/proc/stat")).get(1 + core);
        String[] ticks = line.split(" +"); // cpu0 user nice system idle iowait irq softirq steal
        return IntStream.of(1, 2, 3, 6, 7, 8)
                        .mapToLong(i -> Long.parseLong(ticks[i]))
                        .sum()
                / 100.0;
    }

    private void measureMemory(Source.Served source, Child server, int port) throws IOException, InterruptedException {
        int connections = source.load().connections();
        // so that the stacks hold compiled frames
        rate(new Load("accept", 100, source.load().size()), server, port, JVM_WARMUP_SECONDS);
        try (Child first = load(source.load(), port, FIRST_CONNECTIONS, IDLE_SECONDS)) {
            first.read("idle");
            server.ask();
            double heapBefore = server.read("heap");
            double residentBefore = server.read("resident");
            try (Child measured = load(source.load(), port, connections, IDLE_SECONDS)) {
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

    private Child load(Load load, int port, int connections, int warmup) throws IOException {
        return new Child(
                LOAD_CORE,
                List.of(
                        peers().resolve("load").toString(),
                        load.mode(),
                        String.valueOf(port),
                        String.valueOf(connections),
                        String.valueOf(load.size()),
                        String.valueOf(warmup),
                        String.valueOf(SECONDS)));
    }

    private List<String> javaCommand(Server server) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(JVM_OPTIONS);
        command.add("-Dbenchmarks.keys=" + peers().resolve("server.p12"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Execution.PACKAGE + server.program()));
        command.addAll(server.arguments());
        return command;
    }

    private List<String> peerCommand(Server server) {
        List<String> command =
                new ArrayList<>(List.of(peers().resolve(server.program()).toString()));
        command.addAll(server.arguments());
        return command;
    }

    private Path peers() {
        return home.resolve("target/peers");
    }

    private void buildPeers() throws IOException, InterruptedException {
        if (built) {
            return;
        }
        Process build = new ProcessBuilder(
                        home.resolve("build-peers").toString(), System.getProperty("java.home"), peers().toString())
                .inheritIO()
                .start();
        if (build.waitFor() != 0) {
            throw new IllegalStateException("build-peers failed with exit status " + build.exitValue());
        }
        built = true;
    }

    /** A process on one core, which ends with this object. */
    private static final class Child implements AutoCloseable {

        private final List<String> command;
        private final Process process;
        private final BufferedReader output;
        private final Thread hook;

        Child(int core, List<String> command) throws IOException {
            this.command = command;
            List<String> pinned = new ArrayList<>(List.of("taskset", "-c", String.valueOf(core)));
            pinned.addAll(command);
            process = new ProcessBuilder(pinned)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            output = process.inputReader();
            hook = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(hook);
        }

        /** Reads the next line, which is the word alone or the word and a number. */
        double read(String word) throws IOException {
            String line = output.readLine();
            if (line == null || !line.startsWith(word)) {
                throw new IllegalStateException(
                        "%s said \"%s\" instead of \"%s\"".formatted(String.join(" ", command), line, word));
            }
            return line.equals(word) ? 0 : Double.parseDouble(line.substring(word.length() + 1));
        }

        void ask() throws IOException {
            process.outputWriter().write("\n");
            process.outputWriter().flush();
        }

        double cpuSeconds() {
            return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
