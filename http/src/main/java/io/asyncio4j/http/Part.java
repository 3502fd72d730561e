package io.asyncio4j.http;

import io.asyncio4j.http.internal.ParameterizedValue;
import io.asyncio4j.http.internal.UrlEncoding;
import io.asyncio4j.net.AsyncFile;
import io.asyncio4j.net.AsyncFiles;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A part of a form, which is read while it comes. What {@link MultipartReader#next} has passed cannot be read any more.
 *
 * <p>Methods that read throw what {@link MultipartReader#next} throws, and {@link IllegalStateException} if the reader has passed
 * the part. A read that is cancelled takes nothing out. A {@code Content-Transfer-Encoding}, which RFC 7578 abolishes, is not
 * undone.
 *
 * <p>Counterpart: {@code aiohttp.BodyPartReader}.
 */
public final class Part {

    private static final MediaType PLAIN_TEXT = MediaType.of("text", "plain");

    private final MultipartReader reader;
    private final Headers headers;
    private final @Nullable String name;
    private final @Nullable String fileName;
    private final MediaType contentType;
    private boolean passed;

    private Part(
            MultipartReader reader,
            Headers headers,
            @Nullable String name,
            @Nullable String fileName,
            MediaType contentType) {
        this.reader = reader;
        this.headers = headers;
        this.name = name;
        this.fileName = fileName;
        this.contentType = contentType;
    }

    /** A part from its header fields, each of which has a line break before it. */
    static Part parse(MultipartReader reader, String fields) throws HttpProtocolException {
        Headers headers = Headers.create();
        try {
            for (String field :
                    fields.isEmpty() ? new String[0] : fields.substring(2).split("\r\n", -1)) {
                int colon = field.indexOf(':');
                if (colon < 0) {
                    throw new IllegalArgumentException("no colon in \"" + field + '"');
                }
                headers.add(
                        field.substring(0, colon), field.substring(colon + 1).strip());
            }
            String disposition = headers.get("content-disposition");
            ParameterizedValue parsed = ParameterizedValue.parse(disposition == null ? "form-data" : disposition);
            String type = headers.get("content-type");
            return new Part(
                    reader,
                    headers,
                    unescaped(parsed.parameters().get("name")),
                    fileName(parsed),
                    type == null ? PLAIN_TEXT : MediaType.parse(type));
        } catch (IllegalArgumentException e) {
            throw new HttpProtocolException(
                    "multipart: the header fields of a part are malformed: " + e.getMessage(), e);
        }
    }

    private static @Nullable String fileName(ParameterizedValue disposition) {
        String extended = disposition.parameters().get("filename*");
        String name = extended == null ? null : decoded(extended);
        if (name == null) {
            name = unescaped(disposition.parameters().get("filename"));
        }
        return name == null ? null : name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    /** Of RFC 8187: the character set, the language, the name; null if that is not what it is. */
    private static @Nullable String decoded(String extended) {
        int first = extended.indexOf('\'');
        int second = extended.indexOf('\'', first + 1);
        return first >= 0 && second >= 0 && extended.substring(0, first).equalsIgnoreCase("utf-8")
                ? UrlEncoding.decoded(extended.substring(second + 1))
                : null;
    }

    /** What browsers do with a quote, undone. */
    private static @Nullable String unescaped(@Nullable String name) {
        return name == null ? null : name.replace("%22", "\"");
    }

    // ---- what it is ----

    /** Its header fields. */
    public Headers headers() {
        return headers;
    }

    /** The name of the field; null if it has none. */
    public @Nullable String name() {
        return name;
    }

    /**
     * The name of the file, without the folders that some senders put before it; null if it is no file. The sender chooses it:
     * it may be empty, {@code ..}, or the name of another one's file.
     */
    public @Nullable String fileName() {
        return fileName;
    }

    /** What it is; {@code text/plain} unless the sender says otherwise. */
    public MediaType contentType() {
        return contentType;
    }

    // ---- what is in it ----

    /**
     * Reads all that is left. Suspends until it is there. The limit for the whole body is the only one for its size.
     *
     * @throws IOException see above
     */
    public byte[] read() throws IOException {
        checkNotPassed();
        return reader.takeAll();
    }

    /**
     * Reads what is there, at most {@code count} bytes. Suspends only if nothing is there.
     *
     * @return at least one byte; none at the end of the part
     * @throws IOException see above
     * @throws IllegalArgumentException if {@code count} is not positive
     */
    public byte[] read(int count) throws IOException {
        if (count <= 0) {
            throw new IllegalArgumentException("read(" + count + ") (expected: at least 1)");
        }
        checkNotPassed();
        return reader.take(Math.min(count, reader.available()));
    }

    /**
     * Reads all that is left as a text, in the character set of its content type, else in UTF-8. Suspends until it is there.
     * Bytes that are no characters become U+FFFD.
     *
     * @throws IOException see above
     */
    public String text() throws IOException {
        Charset charset = contentType.charset();
        return new String(read(), charset == null ? StandardCharsets.UTF_8 : charset);
    }

    /**
     * Writes all that is left into a file, piece by piece. Suspends. After a failure or a cancellation, what has been written is in
     * the file.
     *
     * @param options as for {@link java.nio.file.Files#write}; none to make the file, or to replace what is in it
     * @return how many bytes that were
     * @throws IOException see above, or if the file cannot be written
     */
    public long saveTo(Path file, OpenOption... options) throws IOException {
        checkNotPassed();
        OpenOption[] used = options.length > 0
                ? options
                : new OpenOption[] {
                    StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
                };
        long size = 0;
        try (AsyncFile target = AsyncFiles.open(file, used)) {
            for (int count = reader.available(); count > 0; count = reader.available()) {
                target.write(reader.take(count));
                size += count;
            }
        }
        return size;
    }

    private void checkNotPassed() {
        if (passed) {
            throw new IllegalStateException("next() has passed " + this);
        }
    }

    void pass() {
        passed = true;
    }

    @Override
    public String toString() {
        return "<Part " + name + (fileName == null ? "" : " " + fileName) + " " + contentType + ">";
    }
}
