package io.asyncio4j.benchmarks.smoke;

import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.Streams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The paths through the network. The client is a task on the same loop, so that what happens, and how many turns it takes, is the same
 * each time; what it costs is counted too.
 */
final class NetPaths {

    private static final String HOST = "127.0.0.1";
    private static final int SIZE = 1_024;
    private static final byte[] REQUEST =
            "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private NetPaths() {}

    /** A kilobyte that one stream writes and another sends back. */
    static void echoes(int operations) throws IOException {
        try (Server server = Streams.startServer(NetPaths::echo, HOST, 0)) {
            exchange(server.port(), new byte[SIZE], SIZE, operations);
        }
    }

    private static void echo(StreamReader reader, StreamWriter writer) throws IOException {
        try (writer) {
            for (byte[] data = reader.read(SIZE); data.length > 0; data = reader.read(SIZE)) {
                writer.write(data);
                writer.drain();
            }
        }
    }

    /** A request that a stream writes and the web server answers. */
    static void requests(int operations) throws IOException {
        Application application = new Application().get("/plaintext", request -> Response.text("Hello, World!"));
        try (WebServer server = application.start(HOST, 0)) {
            exchange(server.port(), REQUEST, responseSize(server.port()), operations);
        }
    }

    private static int responseSize(int port) throws IOException {
        Connection connection = Streams.openConnection(HOST, port);
        try (StreamWriter writer = connection.writer()) {
            writer.write(REQUEST);
            return connection.reader().readUntil("\r\n\r\n".getBytes(StandardCharsets.US_ASCII)).length
                    + "Hello, World!".length();
        }
    }

    private static void exchange(int port, byte[] request, int responseSize, int operations) throws IOException {
        Connection connection = Streams.openConnection(HOST, port);
        try (StreamWriter writer = connection.writer()) {
            for (int i = 0; i < operations; i++) {
                writer.write(request);
                writer.drain();
                connection.reader().readExactly(responseSize);
            }
        }
    }
}
