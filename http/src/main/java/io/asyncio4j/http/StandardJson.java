package io.asyncio4j.http;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** What {@link JsonCodec#standard} returns. */
final class StandardJson {

    static final JsonCodec CODEC = codec("tools.jackson.databind.json.JsonMapper");

    private StandardJson() {}

    /** Jackson's if that class is there. */
    static JsonCodec codec(String mapper) {
        try {
            var _ = Class.forName(mapper, false, StandardJson.class.getClassLoader());
        } catch (ClassNotFoundException _) {
            return new Missing();
        }
        return new JacksonCodec();
    }

    /** Says what to add. */
    private static final class Missing implements JsonCodec {

        @Override
        public byte[] write(@Nullable Object value) {
            throw missing();
        }

        @Override
        public <T> T read(byte[] json, Class<T> type) {
            throw missing();
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals")
        public <T> T read(byte[] json, Type type) {
            throw missing();
        }

        private static UnsupportedOperationException missing() {
            return new UnsupportedOperationException(
                    "JSON needs Jackson 3: add tools.jackson.core:jackson-databind to the"
                            + " dependencies (and the module tools.jackson.databind, if there are modules), or use a JsonCodec of"
                            + " your own");
        }
    }
}
