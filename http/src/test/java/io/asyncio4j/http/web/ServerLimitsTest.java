package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.Payload;
import io.asyncio4j.net.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** X31: peers that take their time, or all connections. */
class ServerLimitsTest extends WebTest {

    private static final Duration SHORT = Duration.ofMillis(60);

    private static Application app() {
        return new Application()
                .get("/", _ -> Response.text("hello"))
                .post("/", request -> Response.text("got " + request.read().length));
    }

    /** Sends something now and then, until the server has had enough. */
    private static String sendSlowly(WebServer server, String begin, String drop) throws IOException {
        try (Connection connection = connect(server)) {
            connection.writer().write(bytes(begin));
            var dripping = Asyncio.createTask(() -> {
                while (true) {
                    Asyncio.sleep(Duration.ofMillis(10));
                    connection.writer().write(bytes(drop));
                }
            });
            StringBuilder answer = new StringBuilder();
            try {
                for (byte[] some = connection.reader().read(1000);
                        some.length > 0;
                        some = connection.reader().read(1000)) {
                    answer.append(latin(some));
                }
            } catch (IOException _) {
                // a reset, since more was sent
            }
            dripping.cancel();
            return answer.toString();
        }
    }

    @Test
    void slowHead_isRefused() {
        serve(app(), WebOptions.DEFAULT.withHeadTime(SHORT), server -> {
            assertThat(sendSlowly(server, "GET / HTTP/1.1\r\n", "a: b\r\n")).startsWith("HTTP/1.1 408 ");
            assertThat(sendSlowly(server, "G", "E")).startsWith("HTTP/1.1 408 ");
            assertThat(sendSlowly(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET ", "/"))
                    .contains("\r\n\r\nhello")
                    .contains("HTTP/1.1 408 ");
        });
    }

    @Test
    void silentConnection_isClosed() {
        WebOptions options = WebOptions.DEFAULT.withHeadTime(SHORT).withIdleTime(SHORT);
        serve(app(), options, server -> {
            try (Connection connection = connect(server)) {
                assertThat(connection.reader().read()).isEmpty();
            }
            try (Connection connection = connect(server)) {
                connection.writer().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(latin(connection.reader().read())).endsWith("hello");
            }
        });
    }

    @Test
    void stalledBody_isRefused() {
        serve(app(), WebOptions.DEFAULT.withBodyTime(SHORT), server -> {
            String response = exchange(server, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
            assertThat(response).startsWith("HTTP/1.1 408 ").contains("connection: close");
            assertThat(body(get(server, "/"))).isEqualTo("hello");
        });
    }

    @Test
    void peerThatTakesNothing_isCutOff() {
        List<String> ended = new ArrayList<>();
        Application app = new Application()
                .get(
                        "/",
                        _ -> Response.of(Payload.stream(sink -> {
                            try {
                                while (true) {
                                    sink.write(new byte[1_000_000]);
                                }
                            } catch (IOException e) {
                                ended.add("cut off");
                                throw e;
                            }
                        })));
        serve(app, WebOptions.DEFAULT.withBodyTime(SHORT), server -> {
            try (Connection connection = connect(server)) {
                connection.writer().transport().pauseReading();
                connection.writer().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                while (ended.isEmpty()) {
                    Asyncio.sleep(Duration.ofMillis(5));
                }
            }
        });
        assertThat(ended).containsExactly("cut off");
    }

    /** That a handler is slow to read is not the peer's fault. */
    @Test
    void slowHandler_doesNotLoseTheBody() {
        Application app = new Application().post("/", request -> {
            Asyncio.sleep(SHORT.multipliedBy(3));
            return Response.text("got " + request.read().length);
        });
        serve(app, WebOptions.DEFAULT.withBodyTime(SHORT).withMaxBody(2_000_000), server -> {
            try (Connection connection = connect(server)) {
                connection
                        .writer()
                        .write("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n");
                connection.writer().write(new byte[1_000_000]);
                assertThat(latin(connection.reader().read())).endsWith("got 1000000");
            }
        });
    }

    @Test
    void connectionTooMany_isRefused() {
        serve(app(), WebOptions.DEFAULT.withMaxConnections(2), server -> {
            Connection first = connect(server);
            Connection second = connect(server);
            while (server.connections() < 2) {
                Asyncio.sleep(Duration.ofMillis(1));
            }
            try (Connection third = connect(server)) {
                assertThat(latin(third.reader().read())).startsWith("HTTP/1.1 503 ");
            }
            first.close();
            second.close();
            while (server.connections() > 0) {
                Asyncio.sleep(Duration.ofMillis(1));
            }
            assertThat(body(get(server, "/"))).isEqualTo("hello");
        });
    }
}
