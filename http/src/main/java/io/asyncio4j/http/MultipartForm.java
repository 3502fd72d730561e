package io.asyncio4j.http;

import io.asyncio4j.http.internal.BytesPayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A form with files: {@code multipart/form-data} of RFC 7578.
 *
 * <pre>{@code
 * new MultipartForm().addField("title", "Holidays").addFile("photo", Path.of("beach.jpeg"));
 * }</pre>
 *
 * <p>Not thread-safe. Counterpart: {@code aiohttp.FormData}.
 */
public final class MultipartForm implements Payload {

    private static final byte[] LINE_END = {'\r', '\n'};

    private record Section(Payload head, Payload body) {}

    private final String boundary;
    private final List<Section> sections = new ArrayList<>();

    /** An empty form, with a boundary that nobody can guess. */
    public MultipartForm() {
        boundary = "asyncio4j-" + UUID.randomUUID();
    }

    /**
     * Adds a field with a text.
     *
     * @return this
     * @throws IllegalArgumentException if the name has a line break or another control character
     */
    public MultipartForm addField(String name, String value) {
        return add(name, null, new BytesPayload(null, value.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Adds a file under its name, with the content type that this tells. Suspends, see {@link Payload#file}.
     *
     * @return this
     * @throws IOException if there is no such file, or it cannot be read
     * @throws IllegalArgumentException if the name has a line break or another control character
     */
    public MultipartForm addFile(String name, Path path) throws IOException {
        Payload body = Payload.file(path); // throws if the path has no name: a root is a directory
        return add(name, String.valueOf(path.getFileName()), body);
    }

    /**
     * Adds any body, with its content type.
     *
     * @param fileName null for none
     * @return this
     * @throws IllegalArgumentException if one of the names has a line break or another control character
     */
    public MultipartForm addPart(String name, @Nullable String fileName, Payload body) {
        return add(name, fileName, body);
    }

    private MultipartForm add(String name, @Nullable String fileName, Payload body) {
        StringBuilder head = new StringBuilder("--")
                .append(boundary)
                .append("\r\nContent-Disposition: form-data; name=\"")
                .append(escaped("name", name));
        if (fileName != null) {
            head.append("\"; filename=\"").append(escaped("file name", fileName));
        }
        head.append("\"\r\n");
        if (body.contentType() != null) {
            head.append("Content-Type: ").append(body.contentType()).append("\r\n");
        }
        head.append("\r\n");
        sections.add(new Section(Payload.of(head.toString()), body));
        return this;
    }

    /** As browsers do it: a quote is the only character that must not stand there. */
    private static String escaped(String what, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < ' ' || name.charAt(i) == 0x7F) {
                throw new IllegalArgumentException("multipart form: the " + what + " has the control character "
                        + String.format("U+%04X", (int) name.charAt(i)) + " at " + i);
            }
        }
        return name.replace("\"", "%22");
    }

    @Override
    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    @Override
    public long length() {
        long length = end().length;
        for (Section section : sections) {
            long body = section.body.length();
            if (body < 0) {
                return -1;
            }
            length += section.head.length() + body + LINE_END.length;
        }
        return length;
    }

    /** Whether all parts are repeatable. */
    @Override
    public boolean isRepeatable() {
        return sections.stream().allMatch(section -> section.body.isRepeatable());
    }

    @Override
    public void writeTo(PayloadSink sink) throws IOException {
        for (Section section : sections) {
            section.head.writeTo(sink);
            section.body.writeTo(sink);
            sink.write(LINE_END);
        }
        sink.write(end());
    }

    @Override
    public void close() throws IOException {
        for (Section section : sections) {
            section.body.close();
        }
    }

    private byte[] end() {
        return ("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "<MultipartForm " + sections.size() + " parts>";
    }
}
