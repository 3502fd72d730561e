package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.WebSocketClosedException;
import io.asyncio4j.http.WebSocketMessage;
import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.net.Connection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X32: the server's side of a WebSocket, against frames byte by byte. */
class WebSocketServerTest extends WebTest {

    private static final HexFormat HEX = HexFormat.of();

    private static void echo(WebSocket socket) throws IOException {
        for (WebSocketMessage message : socket) {
            if (message.isText()) {
                socket.send(message.text());
            } else {
                socket.send(message.bytes());
            }
        }
    }

    private static Application app(WebSocketOptions options) {
        return new Application()
                .get("/", _ -> Response.text("hello"))
                .get("/echo", _ -> Response.webSocket(options, WebSocketServerTest::echo));
    }

    /** The key and its answer are RFC 6455's own. */
    private static Connection open(WebServer server, String path, String... more) throws IOException {
        Connection connection = connect(server);
        connection
                .writer()
                .write(bytes("GET " + path + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                        + String.join("", more) + "\r\n"));
        String head = latin(connection.reader().readUntil(bytes("\r\n\r\n")));
        assertThat(head)
                .startsWith("HTTP/1.1 101 ")
                .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                .doesNotContain("content-length");
        return connection;
    }

    /** A frame of a client, masked with zeros. */
    private static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static byte[] frame(int first, String payload) {
        return frame(first, payload.getBytes());
    }

    private static void assertReads(Connection connection, byte[] expected) throws IOException {
        assertThat(HEX.formatHex(connection.reader().readExactly(expected.length)))
                .isEqualTo(HEX.formatHex(expected));
    }

    private static byte[] unmasked(int first, String payload) {
        byte[] bytes = payload.getBytes();
        byte[] frame = new byte[bytes.length + 2];
        frame[0] = (byte) first;
        frame[1] = (byte) bytes.length;
        System.arraycopy(bytes, 0, frame, 2, bytes.length);
        return frame;
    }

    @Test
    void messages_comeBack_inOneOrSeveralFragments() {
        serve(app(WebSocketOptions.DEFAULT), server -> {
            try (Connection connection = open(server, "/echo")) {
                connection.writer().write(frame(0x81, "hé"));
                assertReads(connection, unmasked(0x81, "hé"));
                connection.writer().write(frame(0x82, "bytes"));
                assertReads(connection, unmasked(0x82, "bytes"));
                connection.writer().write(frame(0x01, "a"));
                connection.writer().write(frame(0x89, "ping")); // between fragments
                connection.writer().write(frame(0x00, "b"));
                connection.writer().write(frame(0x80, "c"));
                assertReads(connection, unmasked(0x8a, "ping"));
                assertReads(connection, unmasked(0x81, "abc"));
                connection.writer().write(frame(0x88, bytes("\3\350bye")));
                assertReads(connection, new byte[] {(byte) 0x88, 2, 3, (byte) 0xe8});
                assertThat(connection.reader().read()).isEmpty();
            }
        });
    }

    @Test
    void largeMessage_comesBack() {
        serve(app(WebSocketOptions.DEFAULT), server -> {
            try (Connection connection = open(server, "/echo")) {
                byte[] large = new byte[3_000_000];
                large[large.length - 1] = 1;
                connection.writer().write(frame(0x82, large));
                byte[] head = connection.reader().readExactly(10);
                assertThat(head[1]).isEqualTo((byte) 127);
                assertThat(connection.reader().readExactly(large.length)).isEqualTo(large);
            }
        });
    }

    /** Each gets the code of its mistake, and the end. */
    @ParameterizedTest
    @CsvSource({
        "1002, 810161", // not masked
        "1002, c18100000000 61", // a reserved bit
        "1002, 838100000000 61", // an unknown opcode
        "1002, 808100000000 61", // a continuation of nothing
        "1002, 018100000000 61 818100000000 62", // a message within a message
        "1002, 098100000000 61", // a fragmented ping
        "1002, a18100000000 61", // another reserved bit
        "1002, 8b8100000000 61", // an unknown control frame
        "1002, c98100000000 61", // a compressed ping
        "1002, 89fe007e00000000", // a ping of 126 bytes
        "1002, 82ffffffffffffffffff00000000", // a length below zero
        "0, 88 82 00000000 03e7", // 999
        "1002, 88 82 00000000 1388", // 5000
        "0, 88 83 00000000 03e8 ff", // a reason that is no UTF-8
        "1007, 018100000000 c3 808100000000 28", // the same in two fragments
        "1002, 88 81 00000000 03", // half a code
        "0, 88 82 00000000 03ee", // 1006, which is not for the wire: the close is answered by the end
        "1007, 818200000000 c328", // no UTF-8
        "1009, 82fe000000000000 00", // longer than this server likes; cut below
    })
    void badFrame_endsTheConnection(int code, String hex) {
        serve(app(WebSocketOptions.DEFAULT.withMaxMessage(100)), server -> {
            try (Connection connection = open(server, "/echo")) {
                byte[] sent = code == 1009 ? frame(0x82, new byte[101]) : HEX.parseHex(hex.replace(" ", ""));
                connection.writer().write(sent);
                byte[] answer = connection.reader().read();
                if (code == 0) {
                    assertThat(answer).isEmpty();
                    return;
                }
                assertThat(answer[0]).isEqualTo((byte) 0x88);
                assertThat((answer[2] & 0xff) << 8 | answer[3] & 0xff).isEqualTo(code);
            }
            assertThat(body(get(server, "/"))).isEqualTo("hello");
        });
    }

    @Test
    void messageOfTooManyFragments_isTooLong() {
        serve(app(WebSocketOptions.DEFAULT.withMaxMessage(100)), server -> {
            try (Connection connection = open(server, "/echo")) {
                connection.writer().write(frame(0x02, new byte[60]));
                connection.writer().write(frame(0x80, new byte[60]));
                byte[] answer = connection.reader().read();
                assertThat((answer[2] & 0xff) << 8 | answer[3] & 0xff).isEqualTo(1009);
            }
        });
    }

    @Test
    void silentPeer_isAskedAndGivenUp() {
        List<Object> ended = new ArrayList<>();
        Application app = new Application()
                .get(
                        "/",
                        _ -> Response.webSocket(
                                WebSocketOptions.DEFAULT.withHeartbeat(Duration.ofMillis(40)), socket -> {
                                    try {
                                        socket.receive();
                                    } catch (WebSocketClosedException e) {
                                        ended.add(e.code());
                                        throw e;
                                    }
                                }));
        serve(app, server -> {
            try (Connection connection = open(server, "/")) {
                assertReads(connection, unmasked(0x89, ""));
                connection.writer().write(frame(0x8a, ""));
                assertReads(connection, unmasked(0x89, "")); // after an answer, the next; then silence
                connection.reader().read();
                assertThat(ended).containsExactly(1006);
            } catch (IOException reset) {
                assertThat(ended).containsExactly(1006);
            }
        });
    }

    @Test
    void compression_isAgreedOn() {
        serve(app(WebSocketOptions.DEFAULT), server -> {
            try (Connection connection = open(server, "/echo", "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
                connection.writer().write(frame(0xc1, HEX.parseHex("f248cdc9c90700"))); // "Hello", RFC 7692, 7.2.3.1
                byte[] head = connection.reader().readExactly(2);
                assertThat(head[0]).isEqualTo((byte) 0xc1);
                byte[] deflated = connection.reader().readExactly(head[1]);
                var inflater = new java.util.zip.Inflater(true);
                inflater.setInput(deflated);
                byte[] text = new byte[10];
                assertThat(new String(text, 0, inflater.inflate(text))).isEqualTo("Hello");
            }
        });
    }

    /** A few bytes that would be a megabyte. */
    @Test
    void compressedMessage_cannotExplode() {
        serve(app(WebSocketOptions.DEFAULT.withMaxMessage(10_000)), server -> {
            try (Connection connection = open(server, "/echo", "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
                var deflater = new java.util.zip.Deflater(9, true);
                deflater.setInput(new byte[1_000_000]);
                byte[] bomb = new byte[5_000];
                int size = deflater.deflate(bomb, 0, bomb.length, java.util.zip.Deflater.SYNC_FLUSH);
                connection.writer().write(frame(0xc2, java.util.Arrays.copyOf(bomb, size - 4)));
                byte[] answer = connection.reader().read();
                assertThat((answer[2] & 0xff) << 8 | answer[3] & 0xff).isEqualTo(1009);
            }
            assertThat(body(get(server, "/"))).isEqualTo("hello");
        });
    }

    @Test
    void compressedMessage_corrupt_isRefused() {
        serve(app(WebSocketOptions.DEFAULT), server -> {
            try (Connection connection = open(server, "/echo", "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
                connection.writer().write(frame(0xc1, HEX.parseHex("ffffffff")));
                byte[] answer = connection.reader().read();
                assertThat((answer[2] & 0xff) << 8 | answer[3] & 0xff).isEqualTo(1007);
            }
            assertThat(body(get(server, "/"))).isEqualTo("hello");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "426 | X: y",
                "426 | Upgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 8\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "400 | Upgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 13",
                "400 | Upgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: abc",
            })
    void badHandshake_isRefused(String status, String headers) {
        serve(app(WebSocketOptions.DEFAULT), server -> {
            String request = "GET /echo HTTP/1.1\r\nHost: x\r\n" + headers.translateEscapes() + "\r\n\r\n"
                    + "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            String response = exchange(server, request);
            assertThat(status(response)).isEqualTo(status);
            assertThat(response).endsWith("hello");
        });
    }

    @Test
    void subprotocol_isTheServersFirst() {
        serve(app(WebSocketOptions.DEFAULT.withSubprotocols("b", "a")), server -> {
            try (Connection connection = connect(server)) {
                connection
                        .writer()
                        .write(bytes("GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Protocol: a, b\r\n\r\n"));
                assertThat(latin(connection.reader().readUntil(bytes("\r\n\r\n"))))
                        .contains("sec-websocket-protocol: b\r\n");
            }
        });
    }

    @Test
    void handlerThatThrows_closesWith1011() {
        Application app = new Application().webSocket("/", _ -> {
            throw new IllegalStateException("secret");
        });
        serve(app, server -> {
            try (Connection connection = open(server, "/")) {
                assertReads(connection, new byte[] {(byte) 0x88, 2, 3, (byte) 0xf3});
                connection.writer().write(frame(0x88, bytes("\3\363")));
                assertThat(connection.reader().read()).isEmpty();
            }
        });
        assertThat(reports).singleElement().asString().contains("secret");
        reports.clear();
    }

    @Test
    void serverThatEnds_saysGoodbye() {
        serve(app(WebSocketOptions.DEFAULT), server -> {
            Connection connection = open(server, "/echo");
            io.asyncio4j.Task<byte[]> answer = io.asyncio4j.Asyncio.createTask(() -> {
                byte[] close = connection.reader().readExactly(4);
                connection.writer().write(frame(0x88, bytes("\3\351")));
                connection.close();
                return close;
            });
            server.close();
            assertThat(HEX.formatHex(answer.await())).isEqualTo("880203e9");
        });
    }

    @Test
    void badCloseByTheHandler_isRefused() {
        Application app = new Application().webSocket("/", socket -> {
            assertThatThrownBy(() -> socket.close(1006, "")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> socket.close(5000, "")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> socket.close(1000, "x".repeat(124))).isInstanceOf(IllegalArgumentException.class);
            socket.send("ok");
        });
        serve(app, server -> {
            try (Connection connection = open(server, "/")) {
                assertReads(connection, unmasked(0x81, "ok"));
            }
        });
    }
}
