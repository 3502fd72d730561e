package io.asyncio4j.http.web;

import static io.asyncio4j.http.Frames.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.http.Frames;
import io.asyncio4j.http.Frames.Frame;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X31: HTTP/2, with curl and h2load as peers, and frame by frame. */
class Http2ServerTest extends WebTest {

    /** GET / of host x, as the end of stream 1: indexed fields, and one literal. */
    static final String GET = "000006 01 05 00000001 82 84 86 41 01 78";

    private static Application app() {
        return new Application()
                .get(
                        "/",
                        request -> Response.text(
                                "hello " + request.version() + " " + request.scheme() + " " + request.host()))
                .post("/echo", request -> Response.bytes(request.read(), MediaType.OCTET_STREAM))
                .get(
                        "/stream",
                        _ -> Response.of(Payload.stream(sink -> {
                            for (int i = 0; i < 100; i++) {
                                sink.write(new byte[100_000]);
                            }
                        })))
                .post("/deaf", _ -> Response.text("no, thanks"));
    }

    private static String curl(WebServer server, byte[] input, String path, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--noproxy", "*", "--http2-prior-knowledge"));
        command.addAll(List.of(more));
        command.add(server.url() + path);
        return latin(Programs.run(input, command.toArray(String[]::new)).stdout());
    }

    private static void needsCurl() {
        Programs.needs("sh", "-c", "curl --version | grep -q HTTP2");
    }

    @Test
    void curl_withoutAsking() {
        needsCurl();
        serve(app(), WebOptions.DEFAULT.withMaxBody(10_000_000), server -> {
            assertThat(curl(server, new byte[0], "/")).startsWith("hello HTTP/2.0 http 127.0.0.1:");
            byte[] content = new byte[3_000_000];
            new Random(1).nextBytes(content);
            assertThat(curl(server, content, "/echo", "--data-binary", "@-")).isEqualTo(latin(content));
            assertThat(curl(server, new byte[0], "/stream")).hasSize(10_000_000);
            byte[] some = Arrays.copyOf(content, 200_000);
            assertThat(curl(server, some, "/deaf", "--data-binary", "@-")).isEqualTo("no, thanks");
            assertThat(curl(server, new byte[0], "/", "-I"))
                    .contains("HTTP/2 200")
                    .contains("content-length: ");
            assertThat(curl(server, new byte[0], "/none", "-i")).contains("HTTP/2 404");
        });
    }

    @Test
    void curl_choosesByAlpn() throws Exception {
        needsCurl();
        TlsContext tls = TlsContext.server(Programs.pem("localhost.pem"), Programs.pem("localhost.key"));
        serve(app(), WebOptions.DEFAULT.withTls(tls), server -> {
            String url = "https://localhost:" + server.port() + "/";
            String[] usual = {
                "curl",
                "-sS",
                "--noproxy",
                "*",
                "--cacert",
                Programs.pem("ca.pem").toString()
            };
            String[] second = Arrays.copyOf(usual, usual.length + 1);
            second[usual.length] = url;
            assertThat(latin(Programs.run(new byte[0], second).stdout())).startsWith("hello HTTP/2.0 https localhost:");
            String[] first = Arrays.copyOf(usual, usual.length + 2);
            first[usual.length] = "--http1.1";
            first[usual.length + 1] = url;
            assertThat(latin(Programs.run(new byte[0], first).stdout())).startsWith("hello HTTP/1.1 https localhost:");
        });
    }

    @Test
    void h2load_getsAllAnswers() {
        Programs.needs("h2load", "--version");
        serve(app(), server -> {
            String report =
                    latin(Programs.run(new byte[0], "h2load", "-n", "2000", "-c", "5", "-m", "30", server.url() + "/")
                            .stdout());
            assertThat(report).contains("2000 succeeded, 0 failed, 0 errored");
        });
    }

    // ---- frame by frame ----

    static Connection open(WebServer server, String... frames) throws IOException {
        Connection connection = connect(server);
        connection.writer().write(bytes(Frames.PREFACE));
        for (String frame : frames) {
            connection.writer().write(Frames.parse(frame));
        }
        return connection;
    }

    static Frame readFrame(Connection connection, int type) throws IOException {
        return Frames.read(connection.reader(), type);
    }

    @Test
    void request_isAnswered() {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS, GET)) {
                assertThat(readFrame(connection, Frames.DATA).payload()).isEqualTo("hello HTTP/2.0 http x");
            }
        });
    }

    @Test
    void requestInSmallPieces_isAnswered() {
        serve(app(), server -> {
            try (Connection connection = connect(server)) {
                byte[] all = (Frames.PREFACE + latin(Frames.parse(SETTINGS + GET))).getBytes("ISO-8859-1");
                for (byte b : all) {
                    connection.writer().write(new byte[] {b});
                    connection.writer().drain();
                    Asyncio.sleep(Duration.ZERO);
                }
                assertThat(readFrame(connection, Frames.DATA).payload()).isEqualTo("hello HTTP/2.0 http x");
            }
        });
    }

    /** Each ends the connection with a GOAWAY of that code, and the server goes on. */
    @ParameterizedTest
    @CsvSource({
        "1, 000000 00 00 00000001", // DATA of an idle stream
        "1, 000001 04 00 00000001 00", // SETTINGS of a stream
        "6, 000001 04 00 00000000 00", // SETTINGS of a wrong size
        "6, 000003 08 00 00000000 000000", // WINDOW_UPDATE of a wrong size
        "1, 000004 08 00 00000000 00000000", // WINDOW_UPDATE by zero
        "6, 000007 06 00 00000000 00000000000000", // PING of a wrong size
        "1, 000006 01 05 00000002 828486410178", // a stream of the server's
        "9, 000001 01 05 00000001 ff", // a broken header block
        "1, 000001 09 04 00000001 82", // CONTINUATION of nothing
        "6, 7fffff 00 00 00000001", // a frame that is too large
    })
    void badFrame_endsTheConnection(int code, String frame) {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS, frame)) {
                Frame goAway = readFrame(connection, Frames.GOAWAY);
                assertThat(goAway.hex(4, 8)).isEqualTo("%08x".formatted(code));
                connection.reader().read();
            }
            assertThat(get(server, "/")).contains("hello HTTP/1.1");
        });
    }

    /** A stream's own mistakes end only that. */
    @ParameterizedTest
    @CsvSource({
        "000004 01 05 00000001 82 84 41 01", // cut below: no scheme, no authority
        "00000b 01 05 00000001 82 84 86 00 01 41 01 62 41 01 78", // a name in capitals
        "000011 01 05 00000001 82 84 86 41 01 78 00 0a 636f6e6e656374696f6e", // cut below
    })
    void badRequest_endsItsStream(String frame) {
        serve(app(), server -> {
            String fixed = switch (frame.substring(0, 6)) {
                case "000004" -> "000003 01 05 00000001 82 84 86".replace("86", "84"); // two paths
                case "00000b" -> "00000b 01 05 00000001 82 84 86 41 01 78 00 01 41 01 62";
                default -> // connection: a
                    "000014 01 05 00000001 82 84 86 41 01 78 00 0a 636f6e6e656374696f6e 01 61";
            };
            String good = GET.replace("00000001", "00000003");
            try (Connection connection = open(server, SETTINGS, fixed, good)) {
                assertThat(readFrame(connection, Frames.DATA).payload()).startsWith("hello HTTP/2.0");
            }
        });
    }

    @Test
    void rapidResets_endTheConnection() {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS)) {
                assertThatThrownBy(() -> {
                            for (int stream = 1; stream < 4000; stream += 2) {
                                String id = "%08x".formatted(stream);
                                connection
                                        .writer()
                                        .write(Frames.parse(
                                                GET.replace("00000001", id) + "000004 03 00" + id + "00000008"));
                                connection.writer().drain();
                            }
                            Frame goAway = readFrame(connection, Frames.GOAWAY);
                            assertThat(goAway.hex(4, 8)).isEqualTo("0000000b");
                            throw new IOException("the end");
                        })
                        .isInstanceOf(IOException.class);
            }
            assertThat(get(server, "/")).contains("hello HTTP/1.1");
        });
    }

    /** The response comes whole, and then the peer is told to stop. */
    @Test
    void bodyThatNobodyReads_isStopped() {
        serve(app(), server -> {
            String post = "00000b 01 04 00000001 83 86 04 05 2f64656166 41 01 78".replace("00000b", "00000c");
            try (Connection connection = open(server, SETTINGS, post)) {
                assertThat(readFrame(connection, Frames.DATA).payload()).isEqualTo("no, thanks");
                byte[] data = new byte[9 + 16_384];
                data[1] = 0x40;
                data[8] = 1;
                Task<Frame> reset = Asyncio.createTask(() -> readFrame(connection, Frames.RST_STREAM));
                for (int i = 0; i < 17; i++) { // more than 256 KiB
                    connection.writer().write(data);
                    connection.writer().drain();
                }
                assertThat(reset.await().hex(0, 4)).isEqualTo("00000000");
            }
        });
    }

    @Test
    void resetStream_letsItsHandlerKnow() {
        Event begun = new Event();
        List<String> ended = new ArrayList<>();
        Application app = new Application().post("/", request -> {
            begun.set();
            try {
                request.read();
            } catch (IOException e) {
                ended.add(e.getMessage());
            }
            return Response.text("");
        });
        serve(app, server -> {
            String post = "000006 01 04 00000001 83 84 86 41 01 78"; // without an end
            try (Connection connection = open(server, SETTINGS, post)) {
                begun.await();
                connection.writer().write(Frames.parse("000004 03 00 00000001 00000008"));
                while (ended.isEmpty()) {
                    Asyncio.sleep(Duration.ofMillis(1));
                }
            }
        });
        assertThat(ended).containsExactly("the peer has given up the request");
    }

    @Test
    void close_letsStreamsFinish() {
        Held held = new Held();
        Application app = new Application().get("/", held);
        serve(app, server -> {
            Connection connection = open(server, SETTINGS, GET);
            held.begun.await();
            Task<?> closing = Asyncio.createTask(server::close);
            readFrame(connection, Frames.GOAWAY);
            assertThat(closing.done()).isFalse();
            held.goOn.set();
            assertThat(readFrame(connection, Frames.DATA).payload()).isEqualTo("finished");
            closing.await();
            connection.close();
        });
    }

    @Test
    void idleConnection_isClosed() {
        serve(app(), WebOptions.DEFAULT.withIdleTime(Duration.ofMillis(50)), server -> {
            try (Connection connection = open(server, SETTINGS, GET)) {
                assertThat(readFrame(connection, Frames.DATA).payload()).startsWith("hello");
                readFrame(connection, Frames.GOAWAY);
                assertThat(connection.reader().read()).isEmpty();
            }
        });
    }

    /** A peer that opens no window does not make the server keep the response. */
    @Test
    void peerThatTakesNothing_isWaitedFor() {
        List<Integer> written = new ArrayList<>();
        Application app = new Application()
                .get(
                        "/",
                        _ -> Response.of(Payload.stream(sink -> {
                            for (int i = 0; i < 100; i++) {
                                sink.write(new byte[50_000]);
                                written.add(i);
                            }
                        })));
        serve(app, server -> {
            try (Connection connection = open(server, SETTINGS, GET)) {
                var _ = readFrame(connection, Frames.DATA);
                Asyncio.sleep(Duration.ofMillis(50));
                assertThat(written.size()).isLessThan(10);
            }
        });
    }

    /** A handler that is slow to read does not wait for what cannot come any more. */
    @Test
    void peerThatHasGone_isNoticedWhileReading() {
        Event goOn = new Event();
        List<String> ended = new ArrayList<>();
        Application app = new Application().post("/", request -> {
            goOn.await();
            try {
                request.content().read();
            } catch (IOException e) {
                ended.add(e.getMessage());
            }
            return Response.text("");
        });
        serve(app, server -> {
            String post = "000006 01 04 00000001 83 84 86 41 01 78"; // without an end
            try (Connection connection = open(server, SETTINGS, post)) {
                readFrame(connection, Frames.SETTINGS_TYPE);
                connection.writer().write(Frames.parse("000000 04 01 00000000")); // so that its windows are ours
                for (int i = 0; i < 15; i++) {
                    connection.writer().write(Frames.parse(Frames.frame(0, i == 14 ? 1 : 0, 1, "00".repeat(16_000))));
                }
                connection.writer().write(Frames.parse(Frames.frame(Frames.PING, 0, 0, "00".repeat(8))));
                readFrame(connection, Frames.PING);
                connection.writer().transport().abort();
            }
            while (server.connections() > 0) {
                Asyncio.sleep(Duration.ofMillis(1));
            }
            goOn.set();
            while (ended.isEmpty()) {
                Asyncio.sleep(Duration.ofMillis(1));
            }
        });
        assertThat(ended).containsExactly("the connection was closed by the peer");
    }
}
