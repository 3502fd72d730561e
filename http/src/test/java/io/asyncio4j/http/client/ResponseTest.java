package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.http.internal.Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X30: where a response ends, what becomes of its connection, and responses that are none. */
class ResponseTest extends ClientTest {

    /** Sends a response to each request, asks for it twice, and returns how many connections that took. */
    private int connectionsForTwo(String method, String response, String expected) {
        int[] connections = {0};
        run(() -> {
            try (var server = RawServer.answering(response);
                    var session = new ClientSession()) {
                for (int i = 0; i < 2; i++) {
                    try (var got = session.request(method, server.url("/"))) {
                        assertThat(got.text()).isEqualTo(expected);
                    }
                }
                connections[0] = server.connections;
            }
        });
        return connections[0];
    }

    @Test
    void contentLength_read_keepsTheConnection() {
        assertThat(connectionsForTwo("GET", ok("hi"), "hi")).isOne();
    }

    @Test
    void chunked_read_keepsTheConnection() {
        assertThat(connectionsForTwo(
                        "GET",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n4;x=y\r\n all\r\n0\r\nX: y\r\n\r\n",
                        "hi all"))
                .isOne();
    }

    @Test
    void head_withLength_hasNoBody() {
        assertThat(connectionsForTwo("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", ""))
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void status_withoutBody_endsWithItsHead(String status) {
        assertThat(connectionsForTwo("GET", "HTTP/1.1 " + status + "\r\n\r\n", ""))
                .isOne();
    }

    @Test
    void interim_responses_areSkipped() {
        assertThat(connectionsForTwo(
                        "GET",
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + ok("hi"),
                        "hi"))
                .isOne();
    }

    @Test
    void connectionClose_read_closesTheConnection() {
        assertThat(connectionsForTwo(
                        "GET", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", "hi"))
                .isEqualTo(2);
    }

    @Test
    void http10_read_closesTheConnection() {
        assertThat(connectionsForTwo("GET", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi"))
                .isEqualTo(2);
    }

    @Test
    void http10_withKeepAlive_keepsTheConnection() {
        assertThat(connectionsForTwo(
                        "GET", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", "hi"))
                .isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad", "\r\n"})
    void extraBytes_afterAResponse_closeTheConnection(String extra) {
        assertThat(connectionsForTwo("GET", ok("hi") + extra, "hi")).isEqualTo(2);
    }

    @Test
    void endOfConnection_withoutALength_isTheEndOfTheBody() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send("HTTP/1.1 200 OK\r\n\r\nall of it");
                    });
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                assertThat(response.text()).isEqualTo("all of it");
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\nX: y\n\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
            })
    void malformed_answer_isAProtocolError(String answer) {
        run(() -> {
            try (var server = RawServer.answering(answer);
                    var session = new ClientSession()) {
                assertThatThrownBy(() -> session.get(server.url("/a")).read())
                        .isInstanceOf(HttpProtocolException.class)
                        .hasMessageStartingWith("GET " + server.url("/a") + ": malformed response: ");
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    @Test
    void head_tooLong_isAProtocolError() {
        run(() -> {
            try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nX: " + "a".repeat(70_000) + "\r\n\r\n");
                    var session = new ClientSession()) {
                assertThatThrownBy(() -> session.get(server.url("/"))).isInstanceOf(HttpProtocolException.class);
            }
        });
    }

    @Test
    void interim_withoutEnd_isAProtocolError() {
        run(() -> {
            try (var server = RawServer.answering("HTTP/1.1 102 Processing\r\n\r\n".repeat(100));
                    var session = new ClientSession()) {
                assertThatThrownBy(() -> session.get(server.url("/")))
                        .isInstanceOf(HttpProtocolException.class)
                        .hasMessageContaining("more than 64 interim responses");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
            })
    void end_withinTheBody_isAnErrorOfReading(String answer) {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send(answer);
                    });
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                assertThatThrownBy(response::read)
                        .isInstanceOf(HttpProtocolException.class)
                        .hasMessageContaining("closed the connection within the response");
            }
        });
    }

    @Test
    void end_withinTheHead_isAnError() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send("HTTP/1.1 200 OK\r\nConte");
                    });
                    var session = new ClientSession()) {
                assertThatThrownBy(() -> session.get(server.url("/"))).isInstanceOf(HttpProtocolException.class);
            }
        });
    }

    @Test
    void end_withoutAnswer_isADisconnection() {
        run(() -> {
            try (var server = RawServer.talking(RawServer.Talk::request);
                    var session = new ClientSession()) {
                assertThatThrownBy(() -> session.get(server.url("/")))
                        .isInstanceOf(ServerDisconnectedException.class)
                        .hasMessageContaining("without an answer");
                assertThat(server.connections).isOne();
            }
        });
    }

    @Test
    void largeBody_streamed_waitsForItsReader() {
        run(() -> {
            byte[] big = new byte[3_000_000];
            for (int i = 0; i < big.length; i++) {
                big[i] = (byte) (i * 31);
            }
            try (var server = RawServer.talking(talk -> {
                        while (talk.request() != null) {
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: " + big.length + "\r\n\r\n");
                            talk.writer.write(big);
                            talk.writer.drain();
                        }
                    });
                    var session = new ClientSession()) {
                try (var response = session.get(server.url("/"))) {
                    ByteArrayOutputStream got = new ByteArrayOutputStream();
                    for (byte[] piece = response.content().read(10_000);
                            piece.length > 0;
                            piece = response.content().read(10_000)) {
                        got.writeBytes(piece);
                    }
                    assertThat(got.toByteArray()).isEqualTo(big);
                    assertThat(session.statistics().idle()).isOne();
                }
                try (var response = session.get(server.url("/"))) {
                    assertThat(response.read()).isEqualTo(big);
                }
                assertThat(server.connections).isOne();
            }
        });
    }

    @Test
    void close_inTheMiddle_dropsTheConnection() {
        run(() -> {
            try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi");
                    var session = new ClientSession()) {
                var response = session.get(server.url("/"));
                assertThat(session.statistics().open()).isOne();
                response.close();
                response.close();
                assertThat(session.statistics().open()).isZero();
                assertThatThrownBy(response::read)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("is closed");
            }
        });
    }

    @Test
    void raiseForStatus_ofAnError_saysWhatAndWhere() {
        run(() -> {
            try (var server = RawServer.answering("HTTP/1.1 404 Not Found\r\nX-A: b\r\nContent-Length: 0\r\n\r\n");
                    var session = new ClientSession(o -> o.raiseForStatus(true))) {
                assertThatThrownBy(() -> session.get(server.url("/x")))
                        .isInstanceOfSatisfying(ClientResponseException.class, e -> {
                            assertThat(e.status()).isEqualTo(404);
                            assertThat(e.headers().get("X-A")).isEqualTo("b");
                            assertThat(e).hasMessage("GET " + server.url("/x") + ": status 404 Not Found");
                        });
            }
        });
    }

    @Test
    void text_withCharset_isDecodedByIt() {
        run(() -> {
            try (var server = RawServer.answering(
                            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Length: 1\r\n\r\n\u00e9");
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                assertThat(response.text()).isEqualTo("\u00e9");
            }
        });
    }

    @Test
    void lines_iterated_comeWithoutTheirEnds() {
        run(() -> {
            try (var server = RawServer.answering(ok("one\r\ntwo\n\nthree"));
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                List<String> lines = new ArrayList<>();
                response.lines().forEach(lines::add);
                assertThat(lines).containsExactly("one", "two", "", "three");
            }
        });
    }

    @Test
    void events_iterated_areThoseOfTheServer() {
        run(() -> {
            try (var server = RawServer.answering(ok("data: a\n\ndata: b\n\n"));
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                List<String> data = new ArrayList<>();
                response.events().forEach(each -> data.add(each.data()));
                assertThat(data).containsExactly("a", "b");
            }
        });
    }

    @Test
    void saveTo_withProgress_writesTheFile(@TempDir Path folder) {
        run(() -> {
            try (var server = RawServer.answering(ok("hello"));
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                List<String> progress = new ArrayList<>();
                long saved = response.saveTo(folder.resolve("a"), (done, total) -> progress.add(done + "/" + total));
                assertThat(saved).isEqualTo(5);
                assertThat(Files.readString(folder.resolve("a"))).isEqualTo("hello");
                assertThat(progress).containsExactly("5/5");
            }
        });
    }

    private static String compressed(String coding, byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = switch (coding) {
            case "gzip" -> new GZIPOutputStream(bytes);
            case "deflate" -> new DeflaterOutputStream(bytes);
            case "br" -> new BrotliOutputStream(bytes);
            default -> new ZstdOutputStream(bytes);
        }) {
            out.write(plain);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void compressed_body_isReadPlain(String coding) {
        assumeTrue(Compressor.CODINGS.contains(coding), coding + " needs a library that is not here");
        run(() -> {
            byte[] plain = "hello, ".repeat(100_000).getBytes();
            String body = compressed(coding, plain);
            try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Encoding: " + coding
                            + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                    var session = new ClientSession()) {
                for (int i = 0; i < 2; i++) {
                    try (var response = session.get(server.url("/"))) {
                        assertThat(response.read()).isEqualTo(plain);
                    }
                }
                try (var response = session.get(server.url("/"), o -> o.decompress(false))) {
                    assertThat(response.read()).isEqualTo(body.getBytes(StandardCharsets.ISO_8859_1));
                }
                assertThat(server.connections).isOne();
                assertThat(server.requests.get(0)).contains("accept-encoding: gzip, deflate");
                assertThat(server.requests.get(2)).doesNotContain("accept-encoding");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void compressed_corrupt_isAProtocolError(String coding) {
        assumeTrue(Compressor.CODINGS.contains(coding), coding + " needs a library that is not here");
        run(() -> {
            try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Encoding: " + coding
                            + "\r\nContent-Length: 15\r\n\r\n\u00ff\u00ff\u00ffhello, hello");
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                assertThatThrownBy(response::read)
                        .isInstanceOf(HttpProtocolException.class)
                        .hasMessageContaining("body is not " + coding);
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void compressed_cutOff_isAProtocolError(String coding) {
        run(() -> {
            String whole = compressed(coding, "hello, hello".getBytes());
            String body = whole.substring(0, whole.length() - 2);
            try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Encoding: " + coding
                            + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                assertThatThrownBy(response::read).isInstanceOf(HttpProtocolException.class);
            }
        });
    }
}
