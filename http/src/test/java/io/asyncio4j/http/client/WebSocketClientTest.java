package io.asyncio4j.http.client;

import static io.asyncio4j.Asyncio.gather;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.WebSocketClosedException;
import io.asyncio4j.http.WebSocketMessage;
import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.http.internal.Upgrades;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.http.web.WebSocketHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X32: the client's side of a WebSocket, against this library's server and against raw bytes. */
class WebSocketClientTest extends ClientTest {

    private static final Pattern KEY = Pattern.compile("sec-websocket-key: (\\S+)", Pattern.CASE_INSENSITIVE);

    private interface Conversation {
        void with(ClientSession session, String url) throws Exception;
    }

    private void serve(WebSocketOptions options, WebSocketHandler handler, Conversation conversation) {
        Application app = new Application().get("/", _ -> Response.webSocket(options, handler));
        run(() -> {
            try (WebServer server = app.start("127.0.0.1", 0);
                    ClientSession session = new ClientSession()) {
                conversation.with(session, "ws" + server.url().substring(4) + "/");
            }
        });
    }

    private static void echo(WebSocket socket) throws IOException {
        for (WebSocketMessage message : socket) {
            if (message.isText()) {
                socket.send(message.text());
            } else {
                socket.send(message.bytes());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void messages_comeBack(boolean compression) {
        serve(WebSocketOptions.DEFAULT, WebSocketClientTest::echo, (session, url) -> {
            WebSocketOptions options = WebSocketOptions.DEFAULT.withCompression(compression);
            try (WebSocket socket = session.webSocket(url, options)) {
                socket.send("hällo");
                assertThat(socket.receive().text()).isEqualTo("hällo");
                byte[] large = new byte[2_000_000];
                large[77] = 7;
                socket.send(large);
                assertThat(socket.receive().bytes()).isEqualTo(large);
                socket.send("");
                assertThat(socket.receive().text()).isEmpty();
                assertThat(socket.ping()).isPositive();
            }
            assertThat(session.statistics().toString()).isNotEmpty();
        });
    }

    @Test
    void sendsOfManyTasks_neverMix() {
        serve(WebSocketOptions.DEFAULT, WebSocketClientTest::echo, (session, url) -> {
            try (WebSocket socket = session.webSocket(url)) {
                List<Task<?>> senders = new ArrayList<>();
                for (int task = 0; task < 10; task++) {
                    String text = String.valueOf(task).repeat(30_000);
                    senders.add(Asyncio.createTask(() -> {
                        for (int i = 0; i < 10; i++) {
                            socket.send(text);
                        }
                    }));
                }
                int[] received = new int[10];
                for (int i = 0; i < 100; i++) {
                    String text = socket.receive().text();
                    assertThat(text).isEqualTo(text.substring(0, 1).repeat(30_000));
                    received[text.charAt(0) - '0']++;
                }
                assertThat(received).containsOnly(10);
                gather(senders).await();
            }
        });
    }

    @Test
    void close_isSeenByTheServer() {
        List<String> seen = new ArrayList<>();
        serve(
                WebSocketOptions.DEFAULT,
                socket -> {
                    try {
                        socket.receive();
                    } catch (WebSocketClosedException e) {
                        seen.add(e.code() + " " + e.reason() + " " + e.isRegular());
                    }
                },
                (session, url) -> {
                    WebSocket socket = session.webSocket(url);
                    socket.close(3000, "enough");
                    assertThat(socket.isClosed()).isTrue();
                    assertThat(socket.closeCode()).isEqualTo(3000);
                    assertThatThrownBy(() -> socket.send("late")).isInstanceOf(WebSocketClosedException.class);
                    socket.close();
                });
        assertThat(seen).containsExactly("3000 enough false");
    }

    @Test
    void closeByTheServer_endsTheIteration() {
        serve(
                WebSocketOptions.DEFAULT,
                socket -> {
                    socket.send("one");
                    socket.send("two");
                },
                (session, url) -> {
                    List<String> received = new ArrayList<>();
                    try (WebSocket socket = session.webSocket(url)) {
                        for (WebSocketMessage message : socket) {
                            received.add(message.text());
                        }
                        assertThat(socket.closeCode()).isEqualTo(1000);
                    }
                    assertThat(received).containsExactly("one", "two");
                });
    }

    @Test
    void cancelledReceive_losesNothing() {
        serve(WebSocketOptions.DEFAULT, WebSocketClientTest::echo, (session, url) -> {
            try (WebSocket socket = session.webSocket(url)) {
                Task<?> receiving = Asyncio.createTask(socket::receive);
                Asyncio.sleep(Duration.ZERO);
                assertThatThrownBy(socket::receive).isInstanceOf(IllegalStateException.class);
                receiving.cancel();
                Asyncio.sleep(Duration.ZERO);
                socket.send("still there");
                assertThat(socket.receive().text()).isEqualTo("still there");
            }
        });
    }

    @Test
    void subprotocol_isAgreedOn() {
        serve(
                WebSocketOptions.DEFAULT.withSubprotocols("v2", "v1"),
                socket -> socket.send(String.valueOf(socket.subprotocol())),
                (session, url) -> {
                    try (WebSocket socket =
                            session.webSocket(url, WebSocketOptions.DEFAULT.withSubprotocols("v1", "v2"))) {
                        assertThat(socket.subprotocol()).isEqualTo("v2");
                        assertThat(socket.receive().text()).isEqualTo("v2");
                    }
                });
    }

    // ---- servers that do it wrong ----

    private static String accept(String request) {
        Matcher key = KEY.matcher(request);
        assertThat(key.find()).isTrue();
        return Upgrades.accept(key.group(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status 200 | HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n",
                "sec-websocket-accept: null | HTTP/1.1 101 X\\r\\nUpgrade: websocket\\r\\nConnection: upgrade\\r\\n\\r\\n",
                "sec-websocket-accept: abc | HTTP/1.1 101 X\\r\\nUpgrade: websocket\\r\\nConnection: upgrade\\r\\nSec-WebSocket-Accept: abc\\r\\n\\r\\n",
                "no upgrade | HTTP/1.1 101 X\\r\\nUpgrade: tea\\r\\nConnection: upgrade\\r\\nSec-WebSocket-Accept: ACCEPT\\r\\n\\r\\n",
                "subprotocol x | HTTP/1.1 101 X\\r\\nUpgrade: websocket\\r\\nConnection: upgrade\\r\\nSec-WebSocket-Accept: ACCEPT\\r\\nSec-WebSocket-Protocol: x\\r\\n\\r\\n",
                "extensions y | HTTP/1.1 101 X\\r\\nUpgrade: websocket\\r\\nConnection: upgrade\\r\\nSec-WebSocket-Accept: ACCEPT\\r\\nSec-WebSocket-Extensions: y\\r\\n\\r\\n",
            })
    void badHandshake_isRefused(String problem, String answer) {
        run(() -> {
            try (RawServer server = RawServer.talking(talk -> {
                        String request = talk.request();
                        talk.send(answer.translateEscapes().replace("ACCEPT", accept(request)));
                        talk.reader.read();
                        talk.close();
                    });
                    ClientSession session = new ClientSession()) {
                assertThatThrownBy(() -> session.webSocket(server.url("/")))
                        .isInstanceOf(WebSocketHandshakeException.class)
                        .hasMessageContaining(problem);
            }
        });
    }

    /** A frame right behind the handshake, in the same bytes; and a masked one, which a server must not send. */
    @Test
    void framesBehindTheHandshake_areTheFirst() {
        run(() -> {
            try (RawServer server = RawServer.talking(talk -> {
                        String request = talk.request();
                        talk.send(
                                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: "
                                        + accept(request) + "\r\n\r\n\u0081\u0002hi");
                        talk.reader.readExactly(6 + 5);
                        talk.send("\u0081\u0081\0\0\0\0a");
                        talk.reader.read();
                        talk.close();
                    });
                    ClientSession session = new ClientSession()) {
                WebSocket socket = session.webSocket(server.url("/"));
                assertThat(socket.receive().text()).isEqualTo("hi");
                socket.send("hello");
                assertThatThrownBy(socket::receive).isInstanceOf(WebSocketClosedException.class);
                socket.close();
            }
        });
    }

    @Test
    void silentServer_isGivenUp() {
        run(() -> {
            try (RawServer server = RawServer.talking(talk -> {
                        String request = talk.request();
                        talk.send(
                                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: "
                                        + accept(request) + "\r\n\r\n");
                        talk.reader.read();
                        talk.close();
                    });
                    ClientSession session = new ClientSession()) {
                WebSocket socket = session.webSocket(
                        server.url("/"), WebSocketOptions.DEFAULT.withHeartbeat(Duration.ofMillis(40)));
                assertThatThrownBy(socket::receive)
                        .isInstanceOf(WebSocketClosedException.class)
                        .hasMessageContaining("no answer to a ping");
                socket.close();
            }
        });
    }

    @Test
    void serverThatDoesNotAnswerTheClose_isNotWaitedForLong() {
        run(() -> {
            try (RawServer server = RawServer.talking(talk -> {
                        String request = talk.request();
                        talk.send(
                                "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: "
                                        + accept(request) + "\r\n\r\n");
                        talk.reader.read();
                        talk.close();
                    });
                    ClientSession session = new ClientSession()) {
                WebSocket socket = session.webSocket(
                        server.url("/"), WebSocketOptions.DEFAULT.withCloseTime(Duration.ofMillis(30)));
                socket.close();
                assertThat(socket.closeCode()).isEqualTo(1006);
            }
        });
    }
}
