package io.asyncio4j.http.web;

import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.http.ServerSentEvent;
import io.asyncio4j.net.Connection;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** X35: events that a server sends. */
class EventsTest extends WebTest {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private static String chunk(Connection connection) throws IOException {
        int length = Integer.parseInt(
                latin(connection.reader().readUntil(bytes("\r\n"))).strip(), 16);
        String chunk = latin(connection.reader().readExactly(length));
        connection.reader().readExactly(2);
        return chunk;
    }

    @Test
    void event_isSentAtOnce() {
        Event goOn = new Event();
        Application app = new Application()
                .get(
                        "/",
                        request -> Response.events(sender -> {
                            sender.send("one");
                            goOn.await();
                            sender.send(ServerSentEvent.of("two\nlines")
                                    .withEvent("kind")
                                    .withId("7"));
                        }));
        serve(app, server -> {
            try (Connection connection = connect(server)) {
                connection.writer().write(REQUEST);
                assertThat(latin(connection.reader().readUntil(bytes("\r\n\r\n"))))
                        .contains("content-type: text/event-stream\r\n")
                        .contains("cache-control: no-store\r\n")
                        .contains("x-accel-buffering: no\r\n");
                assertThat(chunk(connection)).isEqualTo("data: one\n\n");
                goOn.set();
                assertThat(chunk(connection)).isEqualTo("event: kind\nid: 7\ndata: two\ndata: lines\n\n");
                assertThat(chunk(connection)).isEmpty();
            }
        });
    }

    @Test
    void silence_isFilledWithComments() {
        Event goOn = new Event();
        Application app = new Application()
                .get(
                        "/",
                        request -> Response.events(
                                sender -> {
                                    goOn.await();
                                    sender.send("end");
                                },
                                Duration.ofMillis(20)));
        serve(app, server -> {
            try (Connection connection = connect(server)) {
                connection.writer().write(REQUEST);
                connection.reader().readUntil(bytes("\r\n\r\n"));
                assertThat(chunk(connection)).isEqualTo(": ping\n\n");
                assertThat(chunk(connection)).isEqualTo(": ping\n\n");
                goOn.set();
                String chunk = chunk(connection);
                while (chunk.startsWith(":")) {
                    chunk = chunk(connection);
                }
                assertThat(chunk).isEqualTo("data: end\n\n");
                assertThat(chunk(connection)).isEmpty();
            }
        });
    }

    @Test
    void clientThatHasGone_endsTheSending() {
        StringBuilder seen = new StringBuilder();
        Application app = new Application()
                .get(
                        "/",
                        request -> Response.events(sender -> {
                            try {
                                while (true) {
                                    sender.send("x".repeat(10_000));
                                    sleep(Duration.ofMillis(1));
                                }
                            } catch (IOException e) {
                                seen.append("gone");
                                throw e;
                            }
                        }));
        serve(app, server -> {
            Connection connection = connect(server);
            connection.writer().write(REQUEST);
            connection.reader().readUntil(bytes("\r\n\r\n"));
            connection.writer().transport().abort();
            for (int i = 0; i < 400 && seen.isEmpty(); i++) {
                sleep(Duration.ofMillis(5));
            }
            assertThat(seen.toString()).isEqualTo("gone");
        });
    }

    @Test
    void clientThatHasGone_isNoticedInSilence() {
        StringBuilder seen = new StringBuilder();
        Application app = new Application()
                .get(
                        "/",
                        request -> Response.events(
                                sender -> {
                                    Future<String> never =
                                            Asyncio.getRunningLoop().createFuture();
                                    try {
                                        never.await();
                                    } catch (CancelledError e) {
                                        seen.append("cancelled");
                                        throw e;
                                    }
                                },
                                Duration.ofMillis(10)));
        serve(app, server -> {
            Connection connection = connect(server);
            connection.writer().write(REQUEST);
            assertThat(latin(connection.reader().readUntil(bytes("ping")))).startsWith("HTTP/1.1 200");
            connection.writer().transport().abort();
            for (int i = 0; i < 400 && seen.isEmpty(); i++) {
                sleep(Duration.ofMillis(5));
            }
            assertThat(seen.toString()).isEqualTo("cancelled");
        });
    }

    @Test
    void head_doesNotRunTheCode() {
        Application app = new Application()
                .get(
                        "/",
                        request -> Response.events(_ -> {
                            throw new AssertionError("it runs");
                        }));
        serve(
                app,
                server -> assertThat(exchange(server, "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                        .contains("content-type: text/event-stream\r\n")
                        .endsWith("\r\n\r\n"));
    }
}
