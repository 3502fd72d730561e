package io.asyncio4j.benchmarks.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The JDK's client, called by virtual threads. Argument: the port. */
final class JdkClient {

    private JdkClient() {}

    public static void main(String[] args) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .executor(threads)
                        .build()) {
            URI url = URI.create(ClientProcess.url(args));
            ClientProcess.measure(() -> round(threads, client, url));
        }
    }

    private static int round(ExecutorService threads, HttpClient client, URI url) throws Exception {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger right = new AtomicInteger();
        Callable<Void> caller = () -> {
            while (begun.getAndIncrement() < ClientProcess.CALLS) {
                HttpRequest request = HttpRequest.newBuilder(url).build();
                if (client.send(request, BodyHandlers.ofString()).body().equals(Service.PLAINTEXT)) {
                    right.incrementAndGet();
                }
            }
            return null;
        };
        for (var future : threads.invokeAll(
                Stream.generate(() -> caller).limit(ClientProcess.AT_ONCE).toList())) {
            future.get();
        }
        return right.get();
    }
}
