package io.asyncio4j.benchmarks.web;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.CompletableFuture;

/** Vert.x's client on one event loop. Arguments: {@code nio}, or what Vert.x prefers itself, {@code epoll}; the port. */
final class VertxClient {

    private final HttpClient client;
    private final int port;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private int begun;
    private int ended;
    private int right;

    private VertxClient(HttpClient client, int port) {
        this.client = client;
        this.port = port;
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(!args[0].equals("nio")));
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(ClientProcess.AT_ONCE));
        int port = ClientProcess.port(args);
        ClientProcess.measure(() -> {
            VertxClient round = new VertxClient(client, port);
            vertx.runOnContext(_ -> round.start());
            return round.done.get();
        });
        vertx.close();
    }

    private void start() {
        for (int i = 0; i < ClientProcess.AT_ONCE; i++) {
            call();
        }
    }

    private void call() {
        begun++;
        client.request(HttpMethod.GET, port, Service.HOST, "/plaintext")
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .onComplete(body -> {
                    if (body.succeeded() && body.result().toString().equals(Service.PLAINTEXT)) {
                        right++;
                    }
                    if (++ended == ClientProcess.CALLS) {
                        done.complete(right);
                    } else if (begun < ClientProcess.CALLS) {
                        call();
                    }
                });
    }
}
