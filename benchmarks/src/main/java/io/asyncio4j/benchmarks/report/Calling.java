package io.asyncio4j.benchmarks.report;

import java.io.IOException;

/**
 * Runs a client on the first core, and on the second the server in C that it calls, which never sleeps, so that the client does not
 * pay for waking it. Takes down the {@code rate} (calls a second), the part of the time in which the client was at work
 * ({@code busy}), and the calls in a second of its CPU time ({@code work}).
 */
final class Calling {

    private static final Contender SERVER = Contender.peer("C, epoll", "echo-c", "http", "awake");

    private final Results results;
    private final Programs programs;

    Calling(Results results, Programs programs) {
        this.results = results;
        this.programs = programs;
    }

    void run(Source.Called source) throws IOException, InterruptedException {
        if (!programs.has(source.client())) {
            return;
        }
        try (Child server = new Child(Core.OTHER, programs.command(SERVER))) {
            int port = (int) server.read("port");
            Core.waitForQuiet();
            try (Child client = new Child(Core.MEASURED, programs.command(source.client(), port))) {
                client.read("begin");
                long start = System.nanoTime();
                double clientBefore = client.cpuSeconds();
                double measuredBefore = Core.MEASURED.busySeconds();
                double rate = client.read(Serving.RATE);
                double seconds = (System.nanoTime() - start) / 1e9;
                double busy = (client.cpuSeconds() - clientBefore) / seconds;
                double all = (Core.MEASURED.busySeconds() - measuredBefore) / seconds;
                results.add(source, Serving.RATE, rate);
                results.add(source, "busy", busy);
                results.add(source, Serving.WORK, rate / busy);
                results.add(source, Serving.OTHERS, Math.max(0, all - busy));
            }
        }
    }
}
