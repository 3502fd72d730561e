package io.asyncio4j.conformance;

import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Programs and traces as JSON, one on a line: what both interpreters read and write. */
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final TypeReference<List<String>> TRACE = new TypeReference<>() {};

    private Json() {}

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static Program program(String json) {
        return MAPPER.readValue(json, Program.class);
    }

    static List<String> trace(String json) {
        return MAPPER.readValue(json, TRACE);
    }
}
