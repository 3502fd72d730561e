package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.NetTest;
import io.asyncio4j.net.Streams;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What tests of servers share: a server on a free port, and raw bytes to it. */
public abstract class WebTest extends NetTest {

    /** What a test does with a server. */
    protected interface Conversation {
        void with(WebServer server) throws Exception;
    }

    /** A handler that begins, and waits until it is told to go on. */
    static final class Held implements Handler {

        final Event begun = new Event();
        final Event goOn = new Event();

        @Override
        public Response handle(Request request) {
            begun.set();
            goOn.await();
            return Response.text("finished");
        }
    }

    protected void serve(Application app, Conversation conversation) {
        serve(app, WebOptions.DEFAULT, conversation);
    }

    protected void serve(Application app, WebOptions options, Conversation conversation) {
        serve(Asyncio.newEventLoop(), app, options, conversation);
    }

    protected void serve(EventLoop loop, Application app, WebOptions options, Conversation conversation) {
        run(loop, () -> {
            try (WebServer server = app.start("127.0.0.1", 0, options)) {
                conversation.with(server);
            }
        });
    }

    protected static Connection connect(WebServer server) throws IOException {
        return Streams.openConnection("127.0.0.1", server.port());
    }

    /** Sends bytes as they are, and reads until the server ends the connection. */
    protected static String exchange(WebServer server, String raw) throws IOException {
        try (Connection connection = connect(server)) {
            connection.writer().write(bytes(raw));
            return latin(connection.reader().read());
        }
    }

    /** The same with a head of usual lines before the end of the connection. */
    protected static String get(WebServer server, String path) throws IOException {
        return exchange(server, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    protected static String status(String response) {
        assertThat(response).startsWith("HTTP/1.1 ");
        return response.substring(9, 12);
    }

    protected static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    protected static byte[] bytes(String raw) {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    protected static String latin(byte[] raw) {
        return new String(raw, StandardCharsets.ISO_8859_1);
    }
}
