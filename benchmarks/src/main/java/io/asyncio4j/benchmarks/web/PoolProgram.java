package io.asyncio4j.benchmarks.web;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.benchmarks.HeapMeter;
import io.asyncio4j.http.client.ClientResponse;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.net.IoBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls that wait for one of a session's 100 connections. Argument: how many. Prints {@code bytes}, the heap that a waiting
 * call holds with its task; {@code lost}, how many never got an answer; {@code overtaken}, how many of those that waited were
 * served before one that had come first; and {@code ns}, for each call, once the connections are there to be used.
 */
final class PoolProgram {

    private static final int CONNECTIONS = 100;

    /** So that the code is compiled, and with it what stacks look like. */
    private static final int WARMUPS = 40;

    private final List<Integer> served = new ArrayList<>();
    private final Future<Void> gate;
    private int answered;

    private PoolProgram(EventLoop loop) {
        gate = loop.createFuture();
    }

    public static void main(String[] args) {
        int calls = Integer.parseInt(args[0]);
        try (EventLoop loop = IoBackend.best().newLoop()) {
            for (int i = 0; i < WARMUPS; i++) {
                loop.runUntilComplete(() -> new PoolProgram(loop).run(loop, calls, false));
            }
            loop.runUntilComplete(() -> new PoolProgram(loop).run(loop, calls, true));
        }
    }

    private void run(EventLoop loop, int calls, boolean measured) throws Exception {
        Application app = new Application().get("/{number}", request -> {
            served.add(Integer.valueOf(request.matchInfo("number")));
            gate.await();
            return Response.text(Service.PLAINTEXT);
        });
        try (WebServer server = app.start(Service.HOST, 0);
                ClientSession session = new ClientSession(with -> with.baseUrl(server.url()))) {
            List<Task<Void>> tasks = new ArrayList<>();
            call(loop, session, tasks, CONNECTIONS);
            while (served.size() < CONNECTIONS) {
                Asyncio.sleep(Duration.ZERO);
            }
            HeapMeter meter = HeapMeter.start();
            call(loop, session, tasks, calls);
            while (session.statistics().waiting() < calls) {
                Asyncio.sleep(Duration.ZERO);
            }
            if (measured) {
                meter.report(calls, false);
            }
            long start = System.nanoTime();
            gate.setResult(null);
            for (Task<Void> task : tasks) {
                task.await();
            }
            if (measured) {
                System.out.println("ns " + (System.nanoTime() - start) / calls);
                System.out.println("lost " + (tasks.size() - answered));
                System.out.println("overtaken " + overtaken());
            }
        }
    }

    private void call(EventLoop loop, ClientSession session, List<Task<Void>> tasks, int calls) {
        for (int i = 0; i < calls; i++) {
            int number = tasks.size();
            tasks.add(loop.createTask(() -> {
                try (ClientResponse response = session.get("/" + number)) {
                    answered += response.text().equals(Service.PLAINTEXT) ? 1 : 0;
                }
            }));
        }
    }

    /** Requests on different connections reach the server in some order within a turn: only greater distances count. */
    private int overtaken() {
        int latest = 0;
        int count = 0;
        for (int number : served) {
            count += number < latest - CONNECTIONS ? 1 : 0;
            latest = Math.max(latest, number);
        }
        return count;
    }
}
