package io.asyncio4j.http;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.net.StreamReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts that come piece by piece, and what is wrong with some. */
class MultipartReaderTest {

    private static final String A = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n";
    private static final String END = "\r\n--b--\r\n";

    @TempDir
    Path folder;

    private static MultipartReader reader(String body) {
        return reader(body, MultipartLimits.DEFAULT);
    }

    private static MultipartReader reader(String body, MultipartLimits limits) {
        return new MultipartReader(Fed.reader(body.getBytes(UTF_8), 5), "b", limits);
    }

    private static Part next(MultipartReader reader) throws IOException {
        return Objects.requireNonNull(reader.next());
    }

    /** Each part as its name and text. */
    private static List<String> parts(MultipartReader reader) throws IOException {
        List<String> parts = new ArrayList<>();
        for (Part part = reader.next(); part != null; part = reader.next()) {
            parts.add(part.name() + "=" + part.text());
        }
        return parts;
    }

    @Test
    void parts_comeInOrder() {
        Asyncio.run(() -> {
            assertThat(parts(reader(A + "1\r\n" + A + END))).containsExactly("a=1", "a=");
            assertThat(parts(reader("--b--"))).isEmpty();
            assertThat(parts(reader("--b\r\n\r\nno fields" + END))).containsExactly("null=no fields");
            assertThat(parts(reader("before\r\n--x\r\n" + A + "1" + END + "behind\r\n" + A)))
                    .containsExactly("a=1");
            assertThat(parts(reader("--b \t\r\nA: b\r\n\r\n1\r\n--b--"))).containsExactly("null=1");
            assertThat(parts(reader(A + "\r\n--\r\n-b\r\n\r--b\n--b" + END)))
                    .containsExactly("a=\r\n--\r\n-b\r\n\r--b\n--b");
        });
    }

    @Test
    void next_afterTheLast_isNullAgain() {
        Asyncio.run(() -> {
            MultipartReader reader = reader(A + "1" + END);
            assertThat(next(reader).text()).isEqualTo("1");
            assertThat(reader.next()).isNull();
            assertThat(reader.next()).isNull();
            assertThat(reader.iterator().hasNext()).isFalse();
        });
    }

    @Test
    void next_skipsWhatWasNotRead() {
        Asyncio.run(() -> {
            MultipartReader reader = reader(A + "12345".repeat(1000) + "\r\n" + A + "second" + END);
            Part first = next(reader);
            assertThat(first.read(3)).asString().isEqualTo("123");
            Part second = next(reader);
            assertThat(second.text()).isEqualTo("second");
            assertThatThrownBy(first::read)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("next() has passed <Part a text/plain>");
            assertThatThrownBy(() -> first.read(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> first.saveTo(folder.resolve("x"))).isInstanceOf(IllegalStateException.class);
            assertThat(folder.resolve("x")).doesNotExist();
        });
    }

    @Test
    void read_givesWhatIsThere() {
        Asyncio.run(() -> {
            StreamReader stream = new StreamReader();
            stream.feedData((A + "12345678901234567890").getBytes(UTF_8));
            Part part = next(new MultipartReader(stream, "b"));
            // as much as the beginning of a boundary may hide in
            assertThat(part.read(5)).asString().isEqualTo("12345");
            assertThat(part.read(100)).asString().isEqualTo("67890123456");
            Task<byte[]> more = createTask(() -> part.read(100));
            sleep(Duration.ZERO);
            assertThat(more.done()).isFalse();
            stream.feedData(END.getBytes(UTF_8));
            assertThat(more.await()).asString().isEqualTo("7890");
            assertThat(part.read(100)).isEmpty();
            assertThat(part.read()).isEmpty();
            assertThatThrownBy(() -> part.read(0)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void cancelledReads_takeNothingOut() {
        Asyncio.run(() -> {
            StreamReader stream = new StreamReader();
            MultipartReader reader = new MultipartReader(stream, "b");
            stream.feedData(A.substring(0, 20).getBytes(UTF_8));
            cancelled(createTask(() -> {
                var _ = reader.next();
            }));
            stream.feedData((A.substring(20) + "12345678901234567890").getBytes(UTF_8));
            Part part = next(reader);
            assertThat(part.name()).isEqualTo("a");
            cancelled(createTask(() -> {
                var _ = part.read();
            }));
            stream.feedData(END.getBytes(UTF_8));
            assertThat(part.text()).isEqualTo("12345678901234567890");
        });
    }

    private static void cancelled(Task<?> task) {
        sleep(Duration.ZERO);
        assertThat(task.done()).isFalse();
        task.cancel();
        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
    }

    @Test
    void randomContents_inRandomPieces_comeThrough() {
        Asyncio.run(() -> {
            Random random = new Random(42);
            for (int round = 0; round < 200; round++) {
                List<String> contents = new ArrayList<>();
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                for (int i = random.nextInt(4); i > 0; i--) {
                    String content = nearlyBoundaries(random);
                    contents.add("a=" + content);
                    body.writeBytes((A + content + "\r\n").getBytes(UTF_8));
                }
                body.writeBytes("--b--".getBytes(UTF_8));
                MultipartReader reader =
                        new MultipartReader(Fed.reader(body.toByteArray(), 1 + random.nextInt(12)), "b");
                assertThat(parts(reader)).isEqualTo(contents);
            }
        });
    }

    /** Bytes of which boundaries are made, without one. */
    private static String nearlyBoundaries(Random random) {
        StringBuilder content = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            content.append("\r\n--bx".charAt(random.nextInt(6)));
        }
        return content.toString().replace("\r\n--b", "");
    }

    @Test
    void saveTo_writesTheRest() {
        Asyncio.run(() -> {
            String content = "0123456789".repeat(5000);
            MultipartReader reader = new MultipartReader(
                    Fed.reader(
                            (A + content + "\r\n" + A + "2\r\n" + A + "3\r\n" + A + "4" + END).getBytes(UTF_8), 4096),
                    "b");
            Path file = folder.resolve("file");
            Part first = next(reader);
            assertThat(first.read(10)).hasSize(10);
            assertThat(first.saveTo(file)).isEqualTo(content.length() - 10);
            assertThat(file).hasContent(content.substring(10));
            assertThat(next(reader).saveTo(file)).isEqualTo(1);
            assertThat(file).hasContent("2");
            assertThat(next(reader).saveTo(file, StandardOpenOption.APPEND)).isEqualTo(1);
            assertThat(file).hasContent("23");
            Part last = next(reader);
            assertThatThrownBy(() -> last.saveTo(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThat(last.text()).isEqualTo("4");
            assertThat(Files.size(file)).isEqualTo(2);
        });
    }

    // ---- header fields ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            nullValues = "-",
            value = {
                "form-data; name=\"a\"                                  | a      | -",
                "form-data; name=a; filename=b.txt                      | a      | b.txt",
                "form-data; name=\"a;b\"; filename=\"c=d.txt\"          | a;b    | c=d.txt",
                "form-data; name=\"ä\"; filename=\"ö.txt\"              | ä      | ö.txt",
                "form-data; name=\"a\\\"b\"; filename=\"c%22d\"         | a\"b   | c\"d",
                "form-data; name=\"a%0Db%41\"; filename=\"100%\"        | a%0Db%41 | 100%",
                "form-data; filename=\"C:\\dir\\a.txt\"                 | -      | a.txt",
                "form-data; filename=\"/etc/passwd\"                    | -      | passwd",
                "form-data; filename=\"../../a\"                        | -      | a",
                "form-data; filename=x; filename*=UTF-8''%e2%82%ac.txt  | -      | €.txt",
                "form-data; filename=x; filename*=utf-8''..%2Fa         | -      | a",
                "form-data; filename=x; filename*=latin1''%e4           | -      | x",
                "form-data; filename=x; filename*=nonsense              | -      | x",
                "form-data; filename=a b.txt                            | -      | a b.txt",
                "form-data; filename=\"\"                               | -      | $$",
                "attachment                                             | -      | -",
            })
    void disposition_hasNames(String disposition, @Nullable String name, @Nullable String fileName) {
        Asyncio.run(() -> {
            Part part = next(reader("--b\r\nContent-Disposition: " + disposition + "\r\n\r\n" + END));
            assertThat(part.name()).isEqualTo(name);
            assertThat(part.fileName()).isEqualTo(fileName);
            assertThat(part.headers().get("content-disposition")).isEqualTo(disposition);
        });
    }

    @Test
    void text_isDecodedAsItsTypeSays() {
        Asyncio.run(() -> {
            byte[] body = ("--b\r\nContent-Type: text/plain; charset=latin1\r\nX-Other: ä\r\n\r\n\u00e4" + END)
                    .getBytes(ISO_8859_1);
            Part part = next(new MultipartReader(Fed.reader(body, 9), "b"));
            assertThat(part.contentType()).hasToString("text/plain; charset=latin1");
            assertThat(part.headers().size()).isEqualTo(2);
            assertThat(part.text()).isEqualTo("ä");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--b\r\nno colon\r\n\r\n",
                "--b\r\nA b: c\r\n\r\n",
                "--b\r\n: c\r\n\r\n",
                "--b\r\nA: b\r\n folded\r\n\r\n",
                "--b\r\nA: b\0\r\n\r\n",
                "--b\r\nContent-Type: text\r\n\r\n",
                "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\n",
                "--bcd\r\nA: b\r\n\r\n",
                "--b-\r\nA: b\r\n\r\n",
            })
    void malformedFields_breakTheProtocol_eachTime(String body) {
        Asyncio.run(() -> {
            MultipartReader reader = reader(body + "1" + END);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(reader::next)
                        .isInstanceOf(HttpProtocolException.class)
                        .hasMessageStartingWith("multipart: ");
            }
        });
    }

    // ---- limits and ends ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "before",
                "--b",
                "--b\r\n",
                "--b\r\nA: b\r\n",
                A,
                A + "1",
                A + "1\r\n--",
                A + "1\r\n--b\r"
            })
    void endBeforeTheLastBoundary_breaksTheProtocol(String body) {
        Asyncio.run(() -> {
            MultipartReader reader = reader(body);
            assertThatThrownBy(() -> parts(reader))
                    .isInstanceOf(HttpProtocolException.class)
                    .hasMessage("multipart: the body ends after " + body.length() + " bytes, before the last boundary");
            assertThatThrownBy(() -> reader(body).iterator().forEachRemaining(part -> {}))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(HttpProtocolException.class);
        });
    }

    @Test
    void lostConnection_isThrown() {
        Asyncio.run(() -> {
            StreamReader stream = new StreamReader();
            stream.feedData((A + "1").getBytes(UTF_8));
            Part part = next(new MultipartReader(stream, "b"));
            stream.setException(new SocketException("gone"));
            assertThatThrownBy(part::read).isInstanceOf(SocketException.class).hasMessage("gone");
        });
    }

    @Test
    void limits_areExact() {
        String body = A + "1\r\n" + A + "2\r\n--b--";
        Asyncio.run(() -> {
            MultipartLimits limits = MultipartLimits.DEFAULT
                    .withParts(2)
                    .withHeaderBytes(A.length() - "--b".length() - "\r\n\r\n".length())
                    .withTotalBytes(body.length());
            assertThat(parts(reader(body, limits))).containsExactly("a=1", "a=2");
            assertLimit(body, limits.withParts(1), "multipart: a form of more than 1 parts, which is the limit", 1);
            assertLimit(
                    body,
                    limits.withHeaderBytes(limits.headerBytes() - 1),
                    "multipart: header fields of a part of more than 39 bytes, which is the limit",
                    39);
            assertLimit(
                    body,
                    limits.withTotalBytes(body.length() - 1),
                    "multipart: a body of more than " + (body.length() - 1) + " bytes, which is the limit",
                    body.length() - 1);
            assertLimit(
                    "--b\r\n" + "A: b\r\n".repeat(3000),
                    MultipartLimits.DEFAULT,
                    "multipart: header fields of a part of more than 8192 bytes, which is the limit",
                    8192);
        });
    }

    private static void assertLimit(String body, MultipartLimits limits, String message, long limit) {
        MultipartReader reader = reader(body, limits);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> parts(reader))
                    .isInstanceOf(PayloadTooLargeException.class)
                    .hasMessage(message)
                    .satisfies(e ->
                            assertThat(((PayloadTooLargeException) e).limit()).isEqualTo(limit));
        }
    }

    @Test
    void negativeLimits_areRefused() {
        assertThatThrownBy(() -> MultipartLimits.DEFAULT.withParts(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parts = -1");
    }

    // ---- boundaries ----

    @Test
    void boundary_isThatOfTheContentType() {
        Asyncio.run(() -> {
            byte[] body = "--x y\r\n\r\n1\r\n--x y--".getBytes(UTF_8);
            assertThat(parts(MultipartReader.of(
                            Fed.reader(body, 3), "multipart/mixed; boundary=\"x y\"", MultipartLimits.DEFAULT)))
                    .containsExactly("null=1");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain; boundary=a",
                "multipart/form-data",
                "multipart",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=ä"
            })
    void contentType_withoutABoundary_breaksTheProtocol(String contentType) {
        Asyncio.run(() -> assertThatThrownBy(() -> MultipartReader.of(
                        new StreamReader(), contentType.isEmpty() ? null : contentType, MultipartLimits.DEFAULT))
                .isInstanceOf(HttpProtocolException.class)
                .hasMessageContaining(
                        contentType.isEmpty() ? "null" : contentType.replaceAll(".*\"\"|.*ä", "boundary")));
    }

    @Test
    void boundary_thatIsTooLong_isRefused() {
        Asyncio.run(() -> {
            assertThatThrownBy(() -> new MultipartReader(new StreamReader(), "x".repeat(71)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new MultipartReader(new StreamReader(), "a\r\nb"))
                    .isInstanceOf(IllegalArgumentException.class);
        });
    }
}
