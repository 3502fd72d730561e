package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import io.asyncio4j.Asyncio;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.internal.Compressor;
import io.asyncio4j.net.Connection;
import io.asyncio4j.sync.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X37: responses that are compressed for those who can undo that, requests that are decompressed. */
class CompressionTest extends WebTest {

    private static final String LONG = "all work and no play ".repeat(1000);

    @TempDir
    Path folder;

    private static String get(WebServer server, String path, String coding) throws IOException {
        return exchange(
                server,
                "GET " + path + " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: " + coding + "\r\nConnection: close\r\n\r\n");
    }

    private static String decoded(String coding, byte[] body) throws IOException {
        InputStream in = new ByteArrayInputStream(body);
        try (InputStream undone = switch (coding) {
            case "gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            case "br" -> new BrotliInputStream(in);
            default -> new ZstdInputStream(in);
        }) {
            return latin(undone.readAllBytes());
        }
    }

    /** What is in a body in chunks. */
    private static byte[] joined(String chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int place = 0;
        int length;
        do {
            int lineEnd = chunks.indexOf("\r\n", place);
            length = Integer.parseInt(chunks.substring(place, lineEnd), 16);
            all.writeBytes(bytes(chunks.substring(lineEnd + 2, lineEnd + 2 + length)));
            place = lineEnd + 2 + length + 2;
        } while (length > 0);
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void response_isCompressed(String coding) {
        assumeTrue(Compressor.CODINGS.contains(coding));
        Application app = new Application()
                .compress()
                .get("/", request -> Response.text(LONG).header("etag", "\"1\""))
                .get("/huge", request -> Response.text(LONG.repeat(10)))
                .get(
                        "/stream",
                        request -> Response.of(Payload.stream(sink -> {
                                    sink.write(bytes("one "));
                                    sink.write(bytes("two"));
                                }))
                                .contentType(MediaType.TEXT));
        serve(app, server -> {
            String response = get(server, "/", coding);
            assertThat(response)
                    .contains("content-encoding: " + coding + "\r\n")
                    .contains("vary: accept-encoding\r\n")
                    .contains("etag: W/\"1\"\r\n")
                    .contains("content-length: " + body(response).length() + "\r\n");
            assertThat(body(response).length()).isLessThan(LONG.length() / 10);
            assertThat(decoded(coding, bytes(body(response)))).isEqualTo(LONG);
            assertThat(decoded(coding, bytes(body(get(server, "/huge", coding)))))
                    .isEqualTo(LONG.repeat(10));
            assertThat(decoded(coding, joined(body(get(server, "/stream", coding)))))
                    .isEqualTo("one two");
        });
    }

    @Test
    void whatIsNotWorthIt_isLeftAsItIs() {
        Application app = new Application()
                .compress()
                .get("/short", request -> Response.text("short"))
                .get("/image", request -> Response.bytes(bytes(LONG), MediaType.parse("image/png")))
                .get("/done", request -> Response.text(LONG).header("content-encoding", "gzip"))
                .get("/kept", request -> Response.text(LONG).header("cache-control", "no-transform"))
                .get("/part", request -> Response.text(LONG).status(206))
                .get("/long", request -> Response.text(LONG));
        serve(app, server -> {
            for (String path : new String[] {"/short", "/image", "/kept", "/part"}) {
                assertThat(get(server, path, "gzip"))
                        .as(path)
                        .doesNotContain("content-encoding")
                        .doesNotContain("vary");
            }
            assertThat(body(get(server, "/done", "gzip"))).isEqualTo(LONG);
            assertThat(get(server, "/long", "identity"))
                    .doesNotContain("content-encoding")
                    .contains("vary: accept-encoding\r\n");
            assertThat(exchange(
                            server,
                            "HEAD /long HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"))
                    .doesNotContain("content-encoding");
        });
    }

    @Test
    void file_isCompressedUnlessItIsAPart() throws IOException {
        Files.writeString(folder.resolve("large.txt"), LONG.repeat(20));
        Application app = new Application().compress().addStatic("/", folder);
        serve(app, server -> {
            String response = get(server, "/large.txt", "gzip");
            assertThat(response)
                    .contains("content-encoding: gzip\r\n", "transfer-encoding: chunked\r\n", "etag: W/\"")
                    .doesNotContain("accept-ranges");
            assertThat(decoded("gzip", joined(body(response)))).isEqualTo(LONG.repeat(20));
            assertThat(get(server, "/large.txt", "gzip\r\nRange: bytes=0-2"))
                    .doesNotContain("content-encoding")
                    .endsWith("\r\n\r\nall");
        });
    }

    @Test
    void piece_canBeReadWhenItComes() {
        Event goOn = new Event();
        Application app = new Application()
                .compress()
                .get(
                        "/",
                        request -> Response.of(Payload.stream(sink -> {
                                    sink.write(bytes("first"));
                                    goOn.await();
                                    sink.write(bytes("second"));
                                }))
                                .contentType(MediaType.TEXT));
        serve(app, server -> {
            try (Connection connection = connect(server)) {
                connection.writer().write("GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: deflate\r\n\r\n");
                connection.reader().readUntil(bytes("\r\n\r\n"));
                int length = Integer.parseInt(
                        latin(connection.reader().readUntil(bytes("\r\n"))).strip(), 16);
                Inflater inflater = new Inflater();
                inflater.setInput(connection.reader().readExactly(length));
                byte[] target = new byte[100];
                int count = inflater.inflate(target);
                inflater.end();
                assertThat(new String(target, 0, count, StandardCharsets.US_ASCII))
                        .isEqualTo("first");
                goOn.set();
            }
        });
    }

    private static byte[] gzip(byte[] data) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(all)) {
            out.write(data);
        }
        return all.toByteArray();
    }

    private static String post(WebServer server, String path, String coding, byte[] body) throws IOException {
        return exchange(
                server,
                "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Encoding: " + coding
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n" + latin(body));
    }

    @Test
    void request_isDecompressedIfThatIsWanted() throws IOException {
        Application app = new Application()
                .post("/", request -> Response.text(request.text()))
                .post("/slowly", request -> {
                    StringBuilder all = new StringBuilder();
                    for (byte[] line : request.content()) {
                        all.append(line.length).append(' ');
                        Asyncio.sleep(Duration.ZERO);
                    }
                    return Response.text(all.toString());
                })
                .post("/deaf", request -> Response.text(request.content().atEof() ? "?" : "done"));
        serve(app, WebOptions.DEFAULT.withDecompression(true).withMaxBody(100_000), server -> {
            assertThat(body(post(server, "/", "gzip", gzip(bytes(LONG))))).isEqualTo(LONG);
            assertThat(status(post(server, "/", "gzip", gzip(new byte[10_000_000]))))
                    .isEqualTo("413");
            assertThat(status(post(server, "/", "gzip", bytes("no gzip at all"))))
                    .isEqualTo("400");
            byte[] whole = gzip(bytes(LONG));
            assertThat(status(post(server, "/", "gzip", Arrays.copyOf(whole, whole.length - 9))))
                    .isEqualTo("400");
            assertThat(status(post(server, "/", "br", bytes("x")))).isEqualTo("415");
            assertThat(body(post(server, "/", "identity", bytes("x")))).isEqualTo("x");
            String lines = ("x".repeat(9999) + "\n").repeat(100);
            assertThat(body(post(server, "/slowly", "gzip", gzip(bytes(lines)))))
                    .isEqualTo("10000 ".repeat(100));
            assertThat(body(post(server, "/deaf", "gzip", gzip(new byte[1_000_000]))))
                    .isEqualTo("done");
        });
        serve(new Application().post("/", request -> Response.text(request.read().length + "")), server -> {
            byte[] compressed = gzip(bytes(LONG));
            assertThat(body(post(server, "/", "gzip", compressed))).isEqualTo(compressed.length + "");
        });
    }
}
