package io.asyncio4j.http;

import io.asyncio4j.http.internal.BytesPayload;
import io.asyncio4j.http.internal.FilePayload;
import io.asyncio4j.http.internal.StreamPayload;
import io.asyncio4j.http.internal.TypedPayload;
import io.asyncio4j.net.AsyncFiles;
import io.asyncio4j.net.StreamReader;
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
 * Payload.json(Map.of("answer", 42));
 * Payload.file(Path.of("photo.jpeg"));
 * Payload.stream(sink -> {
 *     for (Row row : rows) {
 *         sink.write(row.toBytes());
 *     }
 * });
 * }</pre>
 *
 * <p>Counterpart: {@code aiohttp.payload.Payload}.
 */
public interface Payload {

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
    void writeTo(PayloadSink sink) throws IOException;

    /**
     * Lets go of what the body is taken from. A server calls it when a response is over, in whatever way: also if none of it was
     * written, because the peer has gone, or wants only the head. Closing again has to do nothing. A client does not call it, since
     * requests are repeated. Nothing, unless a payload says otherwise.
     *
     * @throws IOException if that fails
     */
    default void close() throws IOException {}

    /** The same body with another content type. */
    default Payload withContentType(MediaType type) {
        return new TypedPayload(type.toString(), this);
    }

    /** Code that writes a body. */
    @FunctionalInterface
    interface Writer {

        /**
         * Writes all of the body. Called in a task; may suspend.
         *
         * @throws IOException if the sink throws, or if what is to be sent cannot be read
         */
        void writeTo(PayloadSink sink) throws IOException;
    }

    /** No bytes, and no content type. */
    static Payload empty() {
        return BytesPayload.EMPTY;
    }

    /** Bytes, as {@code application/octet-stream}. They are not copied: they must not change until they are sent. */
    static Payload of(byte[] bytes) {
        return new BytesPayload(BytesPayload.OCTET_STREAM, bytes);
    }

    /** A text, as {@code text/plain; charset=utf-8}. */
    static Payload of(String text) {
        return new BytesPayload("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A text of a type, in the character set that the type names; without one in UTF-8.
     *
     * @throws IllegalArgumentException if this JVM does not know the character set, or it does not have all characters of the
     *     text
     */
    static Payload of(String text, MediaType type) {
        Charset charset = type.charset();
        String name = type.parameter("charset");
        if (charset == null && name != null) {
            throw new IllegalArgumentException("the character set '" + name + "' is not known");
        }
        if (charset == null || charset.equals(StandardCharsets.UTF_8)) {
            return new BytesPayload(type.toString(), text.getBytes(StandardCharsets.UTF_8));
        }
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return new BytesPayload(type.toString(), bytes);
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
    static Payload json(@Nullable Object value) {
        return json(value, JsonCodec.standard());
    }

    /**
     * A value as JSON, by a codec of your own. It is written at once.
     *
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    static Payload json(@Nullable Object value, JsonCodec codec) {
        return new BytesPayload("application/json", codec.write(value));
    }

    /** A form, url-encoded. */
    static Payload form(Parameters form) {
        return new BytesPayload(
                "application/x-www-form-urlencoded", form.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * A file, with the content type that its name tells. It is opened when it is written, and read in pieces, in the loop's
     * default executor. Suspends, to see how long it is; if it is shorter when it is written, that fails.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be read, or is a directory
     */
    static Payload file(Path path) throws IOException {
        BasicFileAttributes attributes = AsyncFiles.readAttributes(path);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(path.toString(), null, "not a regular file");
        }
        return new FilePayload(MediaType.ofFileName(path.toString()).toString(), path, 0, attributes.size());
    }

    /** What code writes, as {@code application/octet-stream}, of an unknown length. It is not repeatable. */
    static Payload stream(Writer writer) {
        return StreamPayload.once(-1, writer);
    }

    /**
     * What comes from elsewhere, piece by piece, for instance the body of a request that is passed on: the slower side sets the
     * pace. As {@code application/octet-stream}; not repeatable.
     *
     * @param length how many bytes come; -1 if that is not known
     */
    static Payload stream(StreamReader content, long length) {
        return StreamPayload.once(length, sink -> {
            for (byte[] piece = content.read(StreamPayload.PIECE);
                    piece.length > 0;
                    piece = content.read(StreamPayload.PIECE)) {
                sink.write(piece);
            }
        });
    }

    /** The same of an unknown length. */
    static Payload stream(StreamReader content) {
        return stream(content, -1);
    }

    /**
     * Pieces, as {@code application/octet-stream}, of an unknown length. It is not repeatable. The iterator may suspend; an
     * {@link UncheckedIOException} that it throws comes out as the {@link IOException} that it holds.
     */
    static Payload stream(Iterable<byte[]> pieces) {
        return StreamPayload.once(-1, sink -> {
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
