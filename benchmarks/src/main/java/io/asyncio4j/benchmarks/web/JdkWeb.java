package io.asyncio4j.benchmarks.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.asyncio4j.benchmarks.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import tools.jackson.databind.ObjectMapper;

/** The JDK's own server, with a virtual thread for each request. */
final class JdkWeb {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JdkWeb() {}

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(Service.HOST, 0), Service.BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/plaintext",
                exchange -> send(exchange, "text/plain", Service.PLAINTEXT.getBytes(StandardCharsets.UTF_8)));
        server.createContext("/users/", exchange -> {
            String[] path = exchange.getRequestURI().getPath().split("/");
            send(exchange, "application/json", JSON.writeValueAsBytes(Service.Order.of(path[2], path[4])));
        });
        server.start();
        ServerProcess.serving(server.getAddress().getPort());
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
