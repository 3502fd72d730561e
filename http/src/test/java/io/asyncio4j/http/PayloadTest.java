package io.asyncio4j.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.StreamReader;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent. */
class PayloadTest {

    @TempDir
    Path folder;

    private static void assertBody(Payload body, String contentType, String text) throws IOException {
        assertThat(body.contentType()).isEqualTo(contentType);
        assertThat(body.length()).isEqualTo(text.getBytes(UTF_8).length);
        assertThat(body.isRepeatable()).isTrue();
        assertThat(Collected.text(body)).isEqualTo(text);
        assertThat(Collected.text(body)).isEqualTo(text);
    }

    @Test
    void bytesAndTexts_areKnown() throws IOException {
        assertBody(Payload.of("aä".getBytes(UTF_8)), "application/octet-stream", "aä");
        assertBody(Payload.of("aä"), "text/plain; charset=utf-8", "aä");
        assertBody(Payload.of("<p>ä", MediaType.HTML), "text/html; charset=utf-8", "<p>ä");
        assertBody(Payload.of("ä", MediaType.of("text", "css")), "text/css", "ä");
        assertBody(Payload.json(Map.of("a", 1)), "application/json", "{\"a\":1}");
        assertBody(
                Payload.form(Parameters.of("a", "b c", "d", "ä")),
                "application/x-www-form-urlencoded",
                "a=b+c&d=%C3%A4");
        assertThat(Payload.empty().contentType()).isNull();
        assertThat(Payload.empty().length()).isZero();
        Collected collected = new Collected();
        Payload.empty().writeTo(collected);
        assertThat(collected.writes).isZero();
    }

    @Test
    void text_isEncodedAsItsTypeSays() throws IOException {
        MediaType latin = MediaType.TEXT.withCharset(ISO_8859_1);
        assertThat(Collected.bytes(Payload.of("ä", latin))).containsExactly(0xE4);
        assertThatThrownBy(() -> Payload.of("€", latin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ISO-8859-1");
        assertThatThrownBy(() -> Payload.of("a", MediaType.parse("text/plain; charset=klingon")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the character set 'klingon' is not known");
    }

    @Test
    void withContentType_changesNothingElse() throws IOException {
        MediaType type = MediaType.of("image", "png");
        assertBody(Payload.of("abc".getBytes(UTF_8)).withContentType(type), "image/png", "abc");
        Payload stream = Payload.stream(sink -> sink.write(ByteBuffer.wrap("abc".getBytes(UTF_8))))
                .withContentType(type);
        assertThat(stream.contentType()).isEqualTo("image/png");
        assertThat(stream.length()).isEqualTo(-1);
        assertThat(stream.isRepeatable()).isFalse();
        assertThat(Collected.text(stream)).isEqualTo("abc");
        assertThatThrownBy(() -> Collected.text(stream)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void reader_isPassedOn() {
        Asyncio.run(() -> {
            byte[] bytes = new byte[200_000];
            new Random(1).nextBytes(bytes);
            Payload known = Payload.stream(Fed.reader(bytes, 90_000), bytes.length);
            assertThat(known.length()).isEqualTo(bytes.length);
            assertThat(known.isRepeatable()).isFalse();
            assertThat(Collected.bytes(known)).isEqualTo(bytes);
            assertThat(Payload.stream(Fed.reader(bytes, 90_000)).length()).isEqualTo(-1);
        });
    }

    @Test
    void streams_areWrittenOnce() throws IOException {
        Payload lambda = Payload.stream(sink -> {
            sink.write("ab".getBytes(UTF_8));
            sink.write(ByteBuffer.wrap("cd".getBytes(UTF_8)));
        });
        Payload pieces = Payload.stream(List.of("ab".getBytes(UTF_8), "cd".getBytes(UTF_8)));
        for (Payload body : List.of(lambda, pieces)) {
            assertThat(body.contentType()).isEqualTo("application/octet-stream");
            assertThat(body.length()).isEqualTo(-1);
            assertThat(body.isRepeatable()).isFalse();
            assertThat(Collected.text(body)).isEqualTo("abcd");
            assertThatThrownBy(() -> Collected.text(body))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not repeatable");
        }
    }

    @Test
    void stream_ofAReader_failsAsTheReaderDoes() {
        Asyncio.run(() -> {
            StreamReader reader = new StreamReader();
            reader.feedData("a\nb".getBytes(UTF_8));
            reader.feedEof();
            assertThat(Collected.text(Payload.stream(reader))).isEqualTo("a\nb");
            StreamReader broken = new StreamReader();
            broken.setException(new SocketException("gone"));
            assertThatThrownBy(() -> Collected.text(Payload.stream(broken)))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("gone");
        });
    }

    @Test
    void file_isReadInPieces() throws IOException {
        Path path = folder.resolve("a.bin");
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        Files.write(path, bytes);
        Files.writeString(folder.resolve("empty.txt"), "");
        Asyncio.run(() -> {
            Payload body = Payload.file(path);
            assertThat(body.contentType()).isEqualTo("application/octet-stream");
            assertThat(body.length()).isEqualTo(300_000);
            assertThat(body.isRepeatable()).isTrue();
            Collected collected = new Collected();
            body.writeTo(collected);
            assertThat(collected.writes).isGreaterThan(1);
            assertThat(Collected.bytes(body)).isEqualTo(bytes);
            assertBody(Payload.file(folder.resolve("empty.txt")), "text/plain; charset=utf-8", "");
            assertThat(body.withContentType(MediaType.JSON).contentType()).isEqualTo("application/json");
        });
    }

    @Test
    void file_thatHasChanged_isCutOffOrFails() throws IOException {
        Path path = folder.resolve("a.txt");
        Files.writeString(path, "12345");
        Asyncio.run(() -> {
            Payload body = Payload.file(path);
            Files.writeString(path, "1234567");
            assertThat(Collected.text(body)).isEqualTo("12345");
            Files.writeString(path, "123");
            assertThatThrownBy(() -> Collected.text(body))
                    .isInstanceOf(HttpException.class)
                    .hasMessage(path + " has become shorter: 2 bytes of 5 that were announced are not there");
        });
    }

    @Test
    void file_thatIsNone_isRefused() {
        Asyncio.run(() -> {
            Path none = folder.resolve("none");
            assertThatThrownBy(() -> Payload.file(none))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(none.toString());
            assertThatThrownBy(() -> Payload.file(folder))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(folder + ": not a regular file");
        });
    }
}
