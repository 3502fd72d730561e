package io.asyncio4j.http;

import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * JSON from objects and back. {@link #standard()} is Jackson's; for other options, or another library, implement it.
 * Thread-safe.
 *
 * <p>Counterpart: {@code json_serialize} and {@code loads} of {@code aiohttp}.
 */
public interface JsonCodec {

    /**
     * Jackson 3 with its default settings, if {@code tools.jackson.core:jackson-databind} is there. Without it, the methods of
     * what is returned throw {@link UnsupportedOperationException}, which says what to add.
     */
    static JsonCodec standard() {
        return StandardJson.CODEC;
    }

    /**
     * Writes a value, in UTF-8. Does not suspend.
     *
     * @throws IllegalArgumentException if the value cannot be written as JSON
     */
    byte[] write(@Nullable Object value);

    /**
     * Reads a value of a class. Does not suspend.
     *
     * @throws JsonException if it is malformed, no value of that class, or {@code null}
     * @throws IOException if it cannot be read for another reason
     */
    <T> T read(byte[] json, Class<T> type) throws IOException;

    /**
     * Reads a value of a type, which may be a parameterized one. Does not suspend.
     *
     * @param <T> that type, which nobody can check
     * @throws JsonException if it is malformed, no value of that type, or {@code null}
     * @throws IOException if it cannot be read for another reason
     */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    <T> T read(byte[] json, Type type) throws IOException;
}
