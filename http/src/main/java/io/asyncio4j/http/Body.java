package io.asyncio4j.http;

import io.asyncio4j.http.internal.BytesBody;
import io.asyncio4j.http.internal.FileBody;
import io.asyncio4j.http.internal.StreamBody;
import io.asyncio4j.net.AsyncFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What is sent, as a request or as a response.
 *
 * <pre>{@code
 * Body.json(Map.of("answer", 42));
 * Body.file(Path.of("photo.jpeg"));
 * Body.stream(sink -> {
 *     for (Row row : rows) {
 *         sink.write(row.toBytes());
 *     }
 * });
 * }</pre>
 *
 * <p>Counterpart: {@code aiohttp.payload.Payload}.
 */
public interface Body {

    /** The value of the {@code Content-Type} field; null for none. */
    @Nullable
    String contentType();

    /** How many bytes {@link #writeTo} writes; -1 if that is not known before. */
    long length();

    /** Whether it can be written again, for instance after a redirect. */
    boolean isRepeatable();

    /**
     * Writes all of it. Called in a task; suspends.
     *
     * @throws IOException if the sink throws, or if what is to be sent cannot be read
     * @throws IllegalStateException if it was written already, and is not repeatable
     */
    void writeTo(BodySink sink) throws IOException;

    /** The same body with another content type. */
    default Body withContentType(MediaType type) {
        Body body = this;
        return new StreamBody(type.toString(), length(), isRepeatable(), body::writeTo);
    }

    /** Code that writes a body. */
    @FunctionalInterface
    interface Writer {

        /**
         * Writes all of the body. Called in a task; may suspend.
         *
         * @throws IOException if the sink throws, or if what is to be sent cannot be read
         */
        void writeTo(BodySink sink) throws IOException;
    }

    /** No bytes, and no content type. */
    static Body empty() {
        return BytesBody.EMPTY;
    }

    /** Bytes, as {@code application/octet-stream}. They are not copied: they must not change until they are sent. */
    static Body of(byte[] bytes) {
        return new BytesBody(BytesBody.OCTET_STREAM, bytes);
    }

    /** A text, as {@code text/plain; charset=utf-8}. */
    static Body of(String text) {
        return new BytesBody("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A text of a type, in the character set that the type names; without one in UTF-8.
     *
     * @throws IllegalArgumentException if this JVM does not know the character set, or it does not have all characters of the
     *     text
     */
    static Body of(String text, MediaType type) {
        Charset charset = type.charset();
        String name = type.parameter("charset");
        if (charset == null && name != null) {
            throw new IllegalArgumentException("the character set '" + name + "' is not known");
        }
        if (charset == null || charset.equals(StandardCharsets.UTF_8)) {
            return new BytesBody(type.toString(), text.getBytes(StandardCharsets.UTF_8));
        }
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return new BytesBody(type.toString(), bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text has characters that " + charset + " does not have", e);
        }
    }

    /**
     * A value as JSON, by {@link JsonCodec#standard}. It is written at once.
     *
     * @throws IllegalArgumentException if it cannot be written as JSON
     * @throws UnsupportedOperationException if Jackson is missing
     */
    static Body json(@Nullable Object value) {
        return json(value, JsonCodec.standard());
    }

    /**
     * A value as JSON, by a codec of your own. It is written at once.
     *
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    static Body json(@Nullable Object value, JsonCodec codec) {
        return new BytesBody("application/json", codec.write(value));
    }

    /** A form, url-encoded. */
    static Body form(Parameters form) {
        return new BytesBody(
                "application/x-www-form-urlencoded", form.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * A file, with the content type that its name tells. It is opened when it is written, and read in pieces, in the loop's
     * default executor. Suspends, to see how long it is; if it is shorter when it is written, that fails.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be read, or is a directory
     */
    static Body file(Path path) throws IOException {
        BasicFileAttributes attributes = AsyncFiles.readAttributes(path);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(path.toString(), null, "not a regular file");
        }
        return new FileBody(MediaType.ofFileName(path.toString()).toString(), path, 0, attributes.size());
    }

    /** What code writes, as {@code application/octet-stream}, of an unknown length. It is not repeatable. */
    static Body stream(Writer writer) {
        return StreamBody.once(writer);
    }

    /**
     * Pieces, as {@code application/octet-stream}, of an unknown length. It is not repeatable. The iterator may suspend; an
     * {@link UncheckedIOException} that it throws comes out as the {@link IOException} that it holds.
     */
    static Body stream(Iterable<byte[]> pieces) {
        return StreamBody.once(sink -> {
            try {
                for (byte[] piece : pieces) {
                    sink.write(piece);
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }
}
