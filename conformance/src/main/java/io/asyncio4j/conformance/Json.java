package io.asyncio4j.conformance;

import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Programs and traces as JSON, one on a line: what both interpreters read and write; and mixtures. */
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

    /**
     * A mixture: what the text tells of it, the rest as in the standard one.
     *
     * @throws tools.jackson.core.JacksonException if the text is no JSON, or names or holds what is none of a mixture's
     */
    static Mixture mixture(String json) {
        ObjectNode mixture = MAPPER.valueToTree(Mixture.standard());
        overwrite(mixture, MAPPER.readTree(json));
        return MAPPER.treeToValue(mixture, Mixture.class);
    }

    private static void overwrite(ObjectNode target, JsonNode source) {
        source.forEachEntry((name, value) -> {
            if (target.get(name) instanceof ObjectNode inner && value.isObject()) {
                overwrite(inner, value);
            } else {
                target.set(name, value);
            }
        });
    }

    static List<String> trace(String json) {
        return MAPPER.readValue(json, TRACE);
    }
}
