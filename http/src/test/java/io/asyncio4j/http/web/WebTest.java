package io.asyncio4j.http.web;

import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Streams;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What tests of servers share: a server on a free port, raw bytes to it, and no error and no task that was left behind. */
abstract class WebTest {

    /** What the exception handler was given; a test that expects something clears it. */
    final List<String> reports = new ArrayList<>();

    /** What a test does with a server. */
    interface Conversation {
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

    void serve(Application app, Conversation conversation) {
        serve(app, WebOptions.DEFAULT, conversation);
    }

    void serve(Application app, WebOptions options, Conversation conversation) {
        serve(Asyncio.newEventLoop(), app, options, conversation);
    }

    void serve(EventLoop loop, Application app, WebOptions options, Conversation conversation) {
        loop.setExceptionHandler((_, context) -> reports.add(context.message() + ": " + context.exception()));
        Asyncio.run(
                () -> {
                    try (WebServer server = app.start("127.0.0.1", 0, options)) {
                        conversation.with(server);
                    }
                    for (int i = 0; i < 200 && loop.allTasks().size() > 1; i++) {
                        sleep(Duration.ofMillis(5));
                    }
                    assertThat(loop.allTasks()).as("tasks").hasSize(1);
                },
                () -> loop);
    }

    @AfterEach
    final void nothingWasReported() {
        assertThat(reports).isEmpty();
    }

    static Connection connect(WebServer server) throws IOException {
        return Streams.openConnection("127.0.0.1", server.port());
    }

    /** Sends bytes as they are, and reads until the server ends the connection. */
    static String exchange(WebServer server, String raw) throws IOException {
        try (Connection connection = connect(server)) {
            connection.writer().write(bytes(raw));
            return latin(connection.reader().read());
        }
    }

    /** The same with a head of usual lines before the end of the connection. */
    static String get(WebServer server, String path) throws IOException {
        return exchange(server, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    static String status(String response) {
        assertThat(response).startsWith("HTTP/1.1 ");
        return response.substring(9, 12);
    }

    static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    static byte[] bytes(String raw) {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String latin(byte[] raw) {
        return new String(raw, StandardCharsets.ISO_8859_1);
    }
}
