package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.internal.Compressor;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.net.StreamReader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X30: a few compressed bytes that become very many. */
class DecompressionBombTest extends ClientTest {

    private static final int MEBI = 1024 * 1024;

    /** 1 GiB of zeros in 1 MiB: the same block again and again. */
    private static byte[] bomb() {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[MEBI]);
        byte[] block = new byte[10_000];
        int length = deflater.deflate(block, 0, block.length, Deflater.FULL_FLUSH);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < 1024; i++) {
            all.write(block, 0, length);
        }
        deflater.reset();
        deflater.finish();
        length = deflater.deflate(block);
        all.write(block, 0, length);
        deflater.end();
        return all.toByteArray();
    }

    private static String answer(String coding, byte[] body) {
        return "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\nContent-Length: " + body.length + "\r\n\r\n"
                + new String(body, StandardCharsets.ISO_8859_1);
    }

    /** How many bytes are in a reader. */
    private static int buffered(StreamReader reader) {
        String text = reader.toString();
        return Integer.parseInt(text.replaceAll(".* (\\d+) bytes.*", "$1"));
    }

    private static void readAll(StreamReader reader, long expected) throws Exception {
        long size = 0;
        int most = 0;
        for (byte[] piece = reader.read(MEBI); piece.length > 0; piece = reader.read(MEBI)) {
            size += piece.length;
            most = Math.max(most, buffered(reader));
        }
        assertThat(size).isEqualTo(expected);
        assertThat(most).isLessThan(200_000);
    }

    @Test
    void bombOfOneGibibyte_unfoldsWhileItIsRead() {
        byte[] bomb = bomb();
        assertThat(bomb.length).isLessThan(2 * MEBI);
        run(() -> {
            try (var server = RawServer.answering(answer("deflate", bomb));
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                StreamReader reader = response.content();
                assertThat(reader.read(1)).hasSize(1);
                for (int i = 0; i < 10; i++) {
                    Asyncio.sleep(Duration.ofMillis(1));
                    assertThat(buffered(reader)).isLessThan(200_000);
                }
                for (int i = 0; i < 100; i++) {
                    assertThat(reader.readExactly(MEBI)).hasSize(MEBI);
                    assertThat(buffered(reader)).isLessThan(200_000);
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd"})
    void bomb_ofAnotherCoding_unfoldsWhileItIsRead(String coding) {
        byte[] bomb = Compressor.compress(coding, new byte[20 * MEBI]);
        run(() -> {
            try (var server = RawServer.answering(answer(coding, bomb));
                    var session = new ClientSession()) {
                try (var response = session.get(server.url("/"))) {
                    readAll(response.content(), 20 * MEBI);
                }
                try (var response = session.get(server.url("/"))) {
                    assertThat(response.read()).hasSize(20 * MEBI);
                }
                assertThat(server.connections).isOne();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void bomb_notRead_disturbsNobody(HttpVersion version) {
        byte[] bomb = Compressor.compress("gzip", new byte[20 * MEBI]);
        Application app =
                new Application().get("/", _ -> Response.of(Payload.of(bomb)).header("content-encoding", "gzip"));
        run(() -> {
            try (var server = app.start("127.0.0.1", 0);
                    var session = new ClientSession(o -> o.version(version))) {
                ClientResponse kept = session.get(server.url() + "/");
                for (int i = 0; i < 20; i++) {
                    try (var response = session.get(server.url() + "/")) {
                        assertThat(response.content().read(1)).hasSize(1);
                    }
                }
                readAll(kept.content(), 20 * MEBI);
            }
        });
    }

    @Test
    void bomb_cutOffBehindItsBeginning_failsWhenReadToThere() {
        byte[] bomb = Compressor.compress("gzip", new byte[20 * MEBI]);
        byte[] cut = java.util.Arrays.copyOf(bomb, bomb.length - 20);
        run(() -> {
            try (var server = RawServer.answering(answer("gzip", cut));
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                assertThat(response.content().readExactly(MEBI)).hasSize(MEBI);
                assertThatThrownBy(() -> readAll(response.content(), 0))
                        .hasMessageContaining("body is not gzip: it ends too early");
                assertThat(session.statistics().idle()).isOne(); // as a message, it was whole
            }
        });
    }
}
