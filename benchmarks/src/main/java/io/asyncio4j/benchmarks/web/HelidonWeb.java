package io.asyncio4j.benchmarks.web;

import io.asyncio4j.benchmarks.ServerProcess;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import tools.jackson.databind.ObjectMapper;

/** Helidon: a virtual thread for each connection. */
final class HelidonWeb {

    private static final ObjectMapper JSON = new ObjectMapper();

    private HelidonWeb() {}

    public static void main(String[] args) {
        WebServer server = WebServer.builder()
                .host(Service.HOST)
                .port(0)
                .backlog(Service.BACKLOG)
                .routing(routing -> routing.get("/plaintext", (request, response) -> {
                            response.header(HeaderNames.CONTENT_TYPE, "text/plain");
                            response.send(Service.PLAINTEXT);
                        })
                        .get("/users/{user}/orders/{order}", (request, response) -> {
                            var path = request.path().pathParameters();
                            response.header(HeaderNames.CONTENT_TYPE, "application/json");
                            response.send(
                                    JSON.writeValueAsBytes(Service.Order.of(path.get("user"), path.get("order"))));
                        }))
                .build()
                .start();
        ServerProcess.serving(server.port());
    }
}
