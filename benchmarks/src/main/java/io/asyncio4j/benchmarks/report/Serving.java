package io.asyncio4j.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a server on the first core and a load on the second, and takes down what both say: {@code rate} (requests a second),
 * {@code p50} and {@code p99} (µs), {@code load} and {@code busy} (the parts of the time in which the load and the server
 * were at work), or for idle connections {@code heap}, {@code native} and {@code memory} (their sum), bytes for each.
 */
final class Serving {

    static final String RATE = "rate";
    static final String MEMORY = "memory";

    /** The collector suits one core, and the heap's pages are there from the start: all that is resident later is native. */
    private static final List<String> JVM_OPTIONS =
            List.of("-XX:+UseSerialGC", "-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");

    private static final int JVM_WARMUP_SECONDS = 6;
    private static final int WARMUP_SECONDS = 1;
    private static final int SECONDS = 4;

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
        List<String> command = command(source.server());
        if (!Files.exists(Path.of(command.getFirst())) && source.server().kind() == Server.Kind.NATIVE) {
            return; // build-peers has said why
        }
        try (Child server = new Child(0, command)) {
            int port = (int) server.read("port");
            if (source.load().mode().equals("idle")) {
                measureMemory(source, server, port);
            } else {
                measureRate(source, server, port);
            }
        }
    }

    private void measureRate(Source.Served source, Child server, int port) throws IOException, InterruptedException {
        int warmup = source.server().kind() == Server.Kind.JVM ? JVM_WARMUP_SECONDS : WARMUP_SECONDS;
        try (Child load = load(source.load(), port, source.load().connections(), warmup)) {
            load.read("begin");
            long start = System.nanoTime();
            Duration before = server.cpuTime();
            double rate = load.read(RATE);
            double busy = (double) server.cpuTime().minus(before).toNanos() / (System.nanoTime() - start);
            results.add(source, RATE, rate);
            results.add(source, "busy", busy);
            for (String metric : List.of("p50", "p99", "load", "lost")) {
                results.add(source, metric, load.read(metric));
            }
        }
    }

    private void measureMemory(Source.Served source, Child server, int port) throws IOException, InterruptedException {
        int connections = source.load().connections();
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

    private Child load(Load load, int port, int connections, int warmup) throws IOException {
        return new Child(
                1,
                List.of(
                        peers().resolve("load").toString(),
                        load.mode(),
                        String.valueOf(port),
                        String.valueOf(connections),
                        String.valueOf(load.size()),
                        String.valueOf(warmup),
                        String.valueOf(SECONDS)));
    }

    private List<String> command(Server server) {
        List<String> command = new ArrayList<>();
        switch (server.kind()) {
            case JVM -> {
                command.add(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
                command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
                command.addAll(JVM_OPTIONS);
                command.add("-Dbenchmarks.keys=" + peers().resolve("server.p12"));
                command.addAll(
                        List.of("-cp", System.getProperty("java.class.path"), Execution.PACKAGE + server.program()));
            }
            case NATIVE -> command.add(peers().resolve(server.program()).toString());
            case PYTHON -> {
                command.add(System.getenv().getOrDefault("PYTHON", "python3"));
                command.add(home.resolve("src/main/python", server.program()).toString());
            }
        }
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

        Duration cpuTime() {
            return process.info().totalCpuDuration().orElseThrow();
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
