package io.asyncio4j.http.web;

import static io.asyncio4j.http.Frames.DATA;
import static io.asyncio4j.http.Frames.HEADERS;
import static io.asyncio4j.http.Frames.SETTINGS;
import static io.asyncio4j.http.web.Http2ServerTest.GET;
import static io.asyncio4j.http.web.Http2ServerTest.open;
import static io.asyncio4j.http.web.Http2ServerTest.readFrame;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.http.Frames;
import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.WebSocketClosedException;
import io.asyncio4j.http.WebSocketMessage;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** X32: WebSockets over HTTP/2 (RFC 8441), frame by frame, and with Node and Chromium as peers. */
class Http2WebSocketTest extends WebTest {

    /** A text, a close, with a mask of zeros. */
    private static final String HI = "8182 00000000 6869";

    private static final String CLOSE = "8882 00000000 03e8";

    private final List<String> ended = new ArrayList<>();

    private Application app() {
        return new Application()
                .get("/", request -> Response.text("hello " + request.version()))
                .get(
                        "/chat",
                        request -> Response.webSocket(socket -> {
                            if (request.query("greet") != null) {
                                socket.send("over " + request.version());
                            }
                            echo(socket);
                        }));
    }

    private void echo(WebSocket socket) throws IOException {
        try {
            while (true) {
                WebSocketMessage message = socket.receive();
                socket.send(message.text());
            }
        } catch (WebSocketClosedException e) {
            ended.add(e.code() + " " + e.reason());
        }
    }

    private static String field(String name, String value) {
        return "00%02x%s%02x%s".formatted(name.length(), Frames.text(name), value.length(), Frames.text(value));
    }

    private static String frame(int type, int flags, String payload) {
        return Frames.frame(type, flags, 1, payload);
    }

    private static String data(String payload) {
        return frame(DATA, 0, payload);
    }

    private static String connect(String path, String protocol, String more) {
        String fields = field(":method", "CONNECT")
                + field(":protocol", protocol)
                + field(":scheme", "http")
                + field(":path", path)
                + field(":authority", "x")
                + field("sec-websocket-version", "13")
                + more;
        return frame(HEADERS, 4, fields);
    }

    private static Connection connected(WebServer server) throws IOException {
        Connection connection = open(server, SETTINGS, connect("/chat", "websocket", ""));
        assertThat(readFrame(connection, HEADERS).hex(0, 1)).isEqualTo("88"); // :status: 200
        return connection;
    }

    private static void send(Connection connection, String frame) {
        connection.writer().write(Frames.parse(frame));
    }

    private static String receive(Connection connection) throws IOException {
        return readFrame(connection, DATA).hex();
    }

    @Test
    void server_tellsThatItCan() {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS)) {
                assertThat(readFrame(connection, Frames.SETTINGS_TYPE).hex()).contains("000800000001");
            }
        });
    }

    @Test
    void messages_comeBack_andBothSidesClose() {
        serve(app(), server -> {
            try (Connection connection = connected(server)) {
                send(connection, data(HI));
                assertThat(receive(connection)).isEqualTo("8102" + Frames.text("hi"));
                send(connection, data("8182 0000")); // in pieces
                send(connection, data("0000 68") + data("69"));
                assertThat(receive(connection)).isEqualTo("8102" + Frames.text("hi"));
                send(connection, data(CLOSE));
                assertThat(receive(connection)).isEqualTo("880203e8");
                assertThat(receive(connection)).isEmpty(); // the end of the stream
                send(connection, frame(DATA, 1, ""));
                send(connection, GET.replace(" ", "").replace("00000001", "00000003"));
                assertThat(readFrame(connection, DATA).payload()).isEqualTo("hello HTTP/2.0");
            }
        });
        assertThat(ended).containsExactly("1000 ");
    }

    @Test
    void framesThatComeEarly_wait() {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS, connect("/chat", "websocket", "") + data(HI))) {
                assertThat(receive(connection)).isEqualTo("8102" + Frames.text("hi"));
            }
        });
    }

    @Test
    void compression_isAgreedOn() {
        serve(app(), server -> {
            String offer = field("sec-websocket-extensions", "permessage-deflate");
            try (Connection connection = open(server, SETTINGS, connect("/chat", "websocket", offer))) {
                send(connection, data("c187 00000000 f248cdc9c90700")); // RFC 7692, 7.2.3.1
                assertThat(receive(connection)).isEqualTo("c107f248cdc9c90700");
            }
        });
    }

    @Test
    void refusal_isAnAnswer() {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS, connect("/none", "websocket", ""))) {
                assertThat(readFrame(connection, DATA).payload()).startsWith("404");
                send(connection, frame(Frames.RST_STREAM, 0, "00000008"));
                send(connection, GET.replace(" ", "").replace("00000001", "00000003"));
                assertThat(readFrame(connection, DATA).payload()).isEqualTo("hello HTTP/2.0");
            }
        });
    }

    @Test
    void otherProtocol_isRefused() {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS, connect("/chat", "connect-udp", ""))) {
                assertThat(readFrame(connection, DATA).payload()).startsWith("40");
            }
        });
    }

    @Test
    void resetStream_isAClosedWebSocket() {
        serve(app(), server -> {
            try (Connection connection = connected(server)) {
                send(connection, frame(Frames.RST_STREAM, 0, "00000008"));
                awaitEnd();
            }
        });
        assertThat(ended).containsExactly("1006 the peer has given up the request");
    }

    @Test
    void endOfStreamWithoutAClose_isALostWebSocket() {
        serve(app(), server -> {
            try (Connection connection = connected(server)) {
                send(connection, frame(DATA, 1, ""));
                assertThat(receive(connection)).isEmpty();
                awaitEnd();
            }
        });
        assertThat(ended).containsExactly("1006 the connection was lost");
    }

    private void awaitEnd() {
        while (ended.isEmpty()) {
            Asyncio.sleep(Duration.ofMillis(1));
        }
    }

    @Test
    void badFrame_endsTheStream_notTheConnection() {
        serve(app(), server -> {
            try (Connection connection = connected(server)) {
                send(connection, data("8102 6869")); // without a mask
                assertThat(receive(connection)).startsWith("88").contains("03ea");
                readFrame(connection, Frames.RST_STREAM);
                send(connection, GET.replace(" ", "").replace("00000001", "00000003"));
                assertThat(readFrame(connection, DATA).payload()).isEqualTo("hello HTTP/2.0");
            }
        });
    }

    @Test
    void closingServer_saysGoodbye() {
        serve(app(), server -> {
            Connection connection = connected(server);
            Task<?> closing = Asyncio.createTask(server::close);
            assertThat(receive(connection)).isEqualTo("880203e9");
            assertThat(closing.done()).isFalse();
            send(connection, data("8882 00000000 03e9") + frame(DATA, 1, ""));
            closing.await();
            connection.close();
        });
    }

    // ---- real peers ----

    @Test
    void node_talksOverAStream() {
        Programs.needs("node", "--version");
        serve(app(), server -> {
            String program = """
                    const client = require("http2").connect(process.argv[1]);
                    client.on("remoteSettings", () => {
                        const stream = client.request({":method": "CONNECT", ":protocol": "websocket", ":path": "/chat",
                                "sec-websocket-version": "13"}, {endStream: false});
                        stream.on("response", headers => {
                            console.log(headers[":status"]);
                            stream.write(Buffer.from("8182000000006869", "hex"));
                        });
                        stream.on("data", data => {
                            console.log(data.toString("hex"));
                            if (data[0] == 0x81) stream.write(Buffer.from("88820000000003e8", "hex"));
                        });
                        stream.on("end", () => { stream.end(); client.close(); });
                    });
                    """;
            String output = latin(Programs.run(new byte[0], "node", "-e", program, server.url())
                    .stdout());
            assertThat(output.replace("\n", "")).isEqualTo("200" + "8102" + Frames.text("hi") + "880203e8");
        });
    }

    /** Chromium takes the connection of the page, if the server can. The page is not complete before the WebSocket is closed. */
    @Test
    void chromium_talksOverTheConnectionOfThePage() throws Exception {
        Programs.needs("chromium", "--version");
        TlsContext tls = TlsContext.server(Programs.pem("localhost.pem"), Programs.pem("localhost.key"));
        String page = """
                <img src="/image"><script>
                    const socket = new WebSocket(location.origin.replace("https", "wss") + "/chat");
                    socket.onmessage = event => {
                        socket.send("I heard " + event.data);
                        socket.close(1000, "enough");
                    };
                </script>""";
        List<String> heard = new ArrayList<>();
        Event over = new Event();
        Application app = new Application()
                .get("/page", _ -> Response.html(page))
                .get(
                        "/chat",
                        request -> Response.webSocket(socket -> {
                            socket.send(request.version());
                            socket.forEach(message -> heard.add(message.text()));
                            over.set();
                        }))
                .get("/image", _ -> {
                    over.await();
                    return Response.empty(204);
                });
        serve(
                app,
                WebOptions.DEFAULT.withTls(tls),
                server -> Programs.run(
                        new byte[0],
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--ignore-certificate-errors",
                        "--dump-dom",
                        "https://localhost:" + server.port() + "/page"));
        assertThat(heard).containsExactly("I heard HTTP/2.0");
    }
}
