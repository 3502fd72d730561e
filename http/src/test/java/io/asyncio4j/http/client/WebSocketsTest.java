package io.asyncio4j.http.client;

import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.WebSocketMessage;
import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.HttpStatusException;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.http.web.WebSocketHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X32: a client that stays connected, in virtual time. */
class WebSocketsTest extends ClientTest {

    private static final Backoff SEEDED = Backoff.DEFAULT
            .withPauses(Duration.ofSeconds(1), Duration.ofSeconds(8))
            .withRandom(new Random(1));

    private final List<String> out = new ArrayList<>();

    private static WebServer serve(int port, WebSocketHandler handler) throws IOException {
        return new Application().webSocket("/", handler).start("127.0.0.1", port);
    }

    private static Iterable<WebSocket> webSockets(ClientSession session, int port, Backoff backoff) {
        return session.webSockets("ws://127.0.0.1:" + port + "/", backoff, WebSocketOptions.DEFAULT, _ -> {});
    }

    private static Duration now() {
        return Asyncio.getRunningLoop().time();
    }

    @Test
    void serverThatGoesAndComesBack_isConnectedAgain() {
        runVirtually(() -> {
            WebServer first = serve(0, socket -> {
                socket.send("first");
                socket.receive();
            });
            int port = first.port();
            var restart = Asyncio.createTask(() -> {
                sleep(Duration.ofSeconds(60));
                first.close();
                sleep(Duration.ofSeconds(60));
                return serve(port, socket -> socket.send("second"));
            });
            try (var session = new ClientSession()) {
                for (WebSocket socket : webSockets(session, port, SEEDED)) {
                    for (WebSocketMessage message : socket) {
                        out.add(message.text());
                    }
                    if (out.size() == 3) {
                        break;
                    }
                    out.add("gone with " + socket.closeCode());
                }
                assertThat(now()).isBetween(Duration.ofSeconds(120), Duration.ofSeconds(128));
            }
            assertThat(out).containsExactly("first", "gone with 1001", "second");
            restart.await().close();
        });
    }

    @Test
    void connectionThatIsLost_isTheCallersToCatch_andReplaced() {
        runVirtually(() -> {
            try (var server = serve(0, socket -> {
                        socket.send("hello");
                        throw new HttpStatusException(500, "a handler that fails");
                    });
                    var session = new ClientSession()) {
                for (WebSocket socket : webSockets(session, server.port(), SEEDED)) {
                    try (socket) {
                        for (WebSocketMessage message : socket) {
                            out.add(message.text());
                        }
                    } catch (UncheckedIOException e) {
                        out.add("lost with " + socket.closeCode());
                    }
                    if (out.size() == 4) {
                        break;
                    }
                }
            }
            assertThat(out).containsExactly("hello", "lost with 1011", "hello", "lost with 1011");
            assertThat(reports).hasSize(2);
            reports.clear();
        });
    }

    @Test
    void nextOne_closesTheOneBefore() {
        runVirtually(() -> {
            try (var server = serve(0, socket -> {
                        assertThat(socket.iterator()).isExhausted();
                        out.add("closed with " + socket.closeCode());
                    });
                    var session = new ClientSession()) {
                var sockets = webSockets(session, server.port(), SEEDED).iterator();
                WebSocket first = sockets.next();
                try (WebSocket second = sockets.next()) {
                    assertThat(first.isClosed()).isTrue();
                    assertThat(second.isClosed()).isFalse();
                }
            }
            assertThat(out).containsExactly("closed with 1000", "closed with 1000");
        });
    }

    @Test
    void serverThatClosesAtOnce_isAskedLaterAndLater() {
        runVirtually(() -> {
            try (var server = serve(0, _ -> out.add(now().toSeconds() + " s"));
                    var session = new ClientSession()) {
                assertThatThrownBy(() -> Asyncio.timeout(Duration.ofSeconds(60), () -> {
                            for (WebSocket socket : webSockets(session, server.port(), SEEDED)) {
                                assertThat(socket.iterator()).isExhausted();
                            }
                        }))
                        .isInstanceOf(TimeoutException.class);
            }
            // pauses of up to 1, 2, 4, 8, 8, 8 … seconds, of each at least half
            assertThat(out).hasSizeBetween(9, 16);
        });
    }

    @Test
    void busyServer_isAskedAgain_whenItSays() {
        runVirtually(() -> {
            Application app = new Application().get("/", _ -> {
                out.add(now().toSeconds() + " s");
                return switch (out.size()) {
                    case 1 -> Response.empty(503).header("retry-after", "7");
                    case 2 -> Response.empty(429).header("retry-after", "8");
                    default -> Response.webSocket(_ -> {});
                };
            });
            try (var server = app.start("127.0.0.1", 0);
                    var session = new ClientSession();
                    var _ = webSockets(session, server.port(), SEEDED)
                            .iterator()
                            .next()) {
                assertThat(out).containsExactly("0 s", "7 s", "15 s");
            }
        });
    }

    @Test
    void busyServer_thatWantsToBeLeftAlone_isGivenUp() {
        runVirtually(() -> {
            Application app =
                    new Application().get("/", _ -> Response.empty(503).header("retry-after", "9"));
            try (var server = app.start("127.0.0.1", 0);
                    var session = new ClientSession()) {
                assertRefused(session, server.port(), 503);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401, 404, 500})
    void refusal_isFinal(int status) {
        runVirtually(() -> {
            Application app = new Application().get("/", _ -> Response.empty(status));
            try (var server = app.start("127.0.0.1", 0);
                    var session = new ClientSession()) {
                assertRefused(session, server.port(), status);
            }
        });
    }

    private static void assertRefused(ClientSession session, int port, int status) {
        assertThatThrownBy(() -> webSockets(session, port, SEEDED).iterator().next())
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.status()).isEqualTo(status));
    }

    @Test
    void serverThatSpeaksNoHttp_isGivenUp() {
        runVirtually(() -> {
            try (var server = RawServer.answering("nonsense\r\n\r\n");
                    var session = new ClientSession()) {
                assertThatThrownBy(() -> webSockets(session, server.port(), SEEDED)
                                .iterator()
                                .next())
                        .isInstanceOf(UncheckedIOException.class)
                        .hasCauseInstanceOf(HttpProtocolException.class);
                assertThat(server.connections).isOne();
            }
        });
    }

    @Test
    void attempts_whenThereWereEnough_failsWithTheLast() {
        runVirtually(() -> {
            int closedPort = serverThatIsGone();
            try (var session = new ClientSession()) {
                assertThatThrownBy(() -> webSockets(session, closedPort, SEEDED.withAttempts(3))
                                .iterator()
                                .next())
                        .isInstanceOf(UncheckedIOException.class)
                        .hasCauseInstanceOf(ConnectException.class);
                assertThat(now()).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(3));
            }
        });
    }

    @Test
    void cancelledTask_endsItInThePauses() {
        runVirtually(() -> {
            int closedPort = serverThatIsGone();
            try (var session = new ClientSession()) {
                assertThatThrownBy(() -> Asyncio.timeout(
                                Duration.ofSeconds(100),
                                () -> webSockets(session, closedPort, SEEDED)
                                        .iterator()
                                        .next()))
                        .isInstanceOf(TimeoutException.class);
                assertThat(now()).isEqualTo(Duration.ofSeconds(100));
            }
        });
    }

    private static int serverThatIsGone() throws IOException {
        try (WebServer server = serve(0, _ -> {})) {
            return server.port();
        }
    }

    @Test
    void closedSession_endsIt() {
        runVirtually(() -> {
            var session = new ClientSession();
            session.close();

            assertThatThrownBy(() ->
                            session.webSockets("ws://127.0.0.1:1/").iterator().next())
                    .isInstanceOf(IllegalStateException.class);
        });
    }
}
