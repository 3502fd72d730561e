package io.asyncio4j.http;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/** JSON by Jackson 3. */
final class JacksonCodec implements JsonCodec {

    private final JsonMapper mapper = JsonMapper.shared();

    @Override
    public byte[] write(@Nullable Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "cannot be written as JSON: " + (value == null ? "null" : value.getClass()) + reason(e), e);
        }
    }

    @Override
    public <T> T read(byte[] json, Class<T> type) throws JsonException {
        return read(json, mapper.constructType(type));
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals")
    public <T> T read(byte[] json, Type type) throws JsonException {
        return read(json, mapper.constructType(type));
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private <T> T read(byte[] json, JavaType type) throws JsonException {
        T value;
        try {
            value = mapper.readValue(json, type);
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            String where = place == null || place.getLineNr() < 1
                    ? ""
                    : " in line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw new JsonException("malformed or unexpected JSON" + where + reason(e), e);
        }
        if (value == null) {
            throw new JsonException("the JSON is null (expected: " + type.toCanonical() + ")", null);
        }
        return value;
    }

    /** Without the source that Jackson adds, and with the path to what it concerns. */
    private static String reason(JacksonException failure) {
        String path = failure instanceof DatabindException && !failure.getPath().isEmpty()
                ? " (at " + failure.getPathReference() + ")"
                : "";
        return ": " + failure.getOriginalMessage() + path;
    }
}
