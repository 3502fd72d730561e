package io.asyncio4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forms with files, as they are sent. */
class MultipartFormTest {

    @TempDir
    Path folder;

    private static String boundary(MultipartForm form) {
        return String.valueOf(MediaType.parse(form.contentType()).parameter("boundary"));
    }

    @Test
    void form_isWrittenAsBrowsersDo() throws IOException {
        Path file = Files.writeString(folder.resolve("a\"ä.txt"), "content");
        Asyncio.run(() -> {
            MultipartForm form = new MultipartForm()
                    .addField("field", "välue")
                    .addFile("file", file)
                    .addPart("json", null, Payload.json(1))
                    .addPart("none", "x", Payload.empty());
            String boundary = boundary(form);
            assertThat(MediaType.parse(form.contentType()).matches("multipart/form-data"))
                    .isTrue();
            String expected = """
                    --B
                    Content-Disposition: form-data; name="field"

                    välue
                    --B
                    Content-Disposition: form-data; name="file"; filename="a%22ä.txt"
                    Content-Type: text/plain; charset=utf-8

                    content
                    --B
                    Content-Disposition: form-data; name="json"
                    Content-Type: application/json

                    1
                    --B
                    Content-Disposition: form-data; name="none"; filename="x"


                    --B--
                    """.replace("\n", "\r\n").replace("B", boundary);
            assertThat(Collected.text(form)).isEqualTo(expected);
            assertThat(form.length()).isEqualTo(expected.getBytes(UTF_8).length);
            assertThat(form.isRepeatable()).isTrue();
            assertThat(Collected.text(form)).isEqualTo(expected);
        });
    }

    @Test
    void form_withAStream_hasNoLength() throws IOException {
        MultipartForm form = new MultipartForm()
                .addField("a", "b")
                .addPart("stream", "s.bin", Payload.stream(sink -> sink.write("x".getBytes(UTF_8))));
        assertThat(form.length()).isEqualTo(-1);
        assertThat(form.isRepeatable()).isFalse();
        assertThat(Collected.text(form)).contains("\r\n\r\nx\r\n--");
    }

    @Test
    void form_withoutParts_isItsEnd() throws IOException {
        MultipartForm form = new MultipartForm();
        assertThat(Collected.text(form)).isEqualTo("--" + boundary(form) + "--\r\n");
        assertThat(boundary(form)).isNotEqualTo(boundary(new MultipartForm())).hasSizeBetween(30, 70);
    }

    @Test
    void badNames_areRefused() {
        MultipartForm form = new MultipartForm();
        assertThatThrownBy(() -> form.addField("a\r\nb", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("multipart form: the name has the control character U+000D at 1");
        assertThatThrownBy(() -> form.addPart("a", "b\0", Payload.empty()))
                .hasMessage("multipart form: the file name has the control character U+0000 at 1");
    }

    @Test
    void addFile_thatIsNone_isRefused() {
        Asyncio.run(() -> assertThatThrownBy(() -> new MultipartForm().addFile("a", folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class));
    }

    @Test
    void form_isReadAsItWasWritten() throws IOException {
        String nasty = "--\r\n--\r\r\n\n--asyncio4j-\r\n";
        Path file = Files.writeString(folder.resolve("a\"b c.json"), nasty);
        Asyncio.run(() -> {
            MultipartForm form = new MultipartForm()
                    .addField("a\"ü", nasty)
                    .addFile("file", file)
                    .addField("empty", "");
            for (int size : new int[] {1, 7, 1000}) {
                List<String> parts = new ArrayList<>();
                MultipartReader reader = MultipartReader.of(
                        Fed.reader(Collected.bytes(form), size), form.contentType(), MultipartLimits.DEFAULT);
                for (Part part : reader) {
                    parts.add(part.name() + "|" + part.fileName() + "|" + part.contentType() + "|" + part.text());
                }
                assertThat(parts)
                        .containsExactly(
                                "a\"ü|null|text/plain|" + nasty,
                                "file|a\"b c.json|application/json|" + nasty,
                                "empty|null|text/plain|");
            }
        });
    }
}
