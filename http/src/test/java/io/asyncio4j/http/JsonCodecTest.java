package io.asyncio4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** JSON by Jackson, and without it. */
class JsonCodecTest {

    record Point(int x, int y) {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final Type POINTS = new ParameterizedType() {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {Point.class};
        }

        @Override
        public Type getRawType() {
            return List.class;
        }

        @Override
        @SuppressWarnings("NullAway")
        public Type getOwnerType() {
            return null;
        }
    };

    @Test
    void write_andRead() throws IOException {
        JsonCodec codec = JsonCodec.standard();
        assertThat(codec.write(new Point(1, 2))).asString().isEqualTo("{\"x\":1,\"y\":2}");
        assertThat(codec.write(null)).asString().isEqualTo("null");
        assertThat(codec.write("ä")).isEqualTo(bytes("\"ä\""));
        assertThat(codec.read(bytes("{\"x\":1,\"y\":2}"), Point.class)).isEqualTo(new Point(1, 2));
        List<Point> points = codec.read(bytes("[{\"x\":1,\"y\":2}]"), POINTS);
        assertThat(points).containsExactly(new Point(1, 2));
        assertThat(codec.read(bytes("{\"a\":[1,true,null]}"), Map.class)).containsKey("a");
    }

    @Test
    void read_malformed_saysWhereAndWhy() {
        JsonCodec codec = JsonCodec.standard();
        assertThatThrownBy(() -> codec.read(bytes("{\"x\":1,\n  y}"), Point.class))
                .isInstanceOf(JsonException.class)
                .hasMessageMatching("malformed or unexpected JSON in line 2, column \\d: .*'y'.*");
        for (String text : new String[] {"", "{", "[1,]", "{} {}", "nul", "\u0000"}) {
            assertThatThrownBy(() -> codec.read(bytes(text), Object.class))
                    .as(text)
                    .isInstanceOf(JsonException.class)
                    .hasMessageStartingWith("malformed or unexpected JSON");
        }
    }

    @Test
    void read_anotherType_saysWhere() {
        JsonCodec codec = JsonCodec.standard();
        assertThatThrownBy(() -> codec.read(bytes("[{\"x\":1,\"y\":\"z\"}]"), POINTS))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("in line 1, column ")
                .hasMessageContaining("[\"y\"]");
        assertThatThrownBy(() -> codec.read(bytes("null"), Point.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("is null")
                .hasMessageContaining("Point");
    }

    @Test
    void write_whatIsNoJson_isRefused() {
        List<Object> self = new java.util.ArrayList<>();
        self.add(self);
        assertThatThrownBy(() -> JsonCodec.standard().write(self))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot be written as JSON: class java.util.ArrayList: ");
    }

    @Test
    void standard_isMadeOnce() {
        assertThat(JsonCodec.standard()).isSameAs(JsonCodec.standard());
    }

    @Test
    void withoutJackson_saysWhatToAdd() {
        JsonCodec missing = StandardJson.codec("tools.jackson.databind.json.Missing");
        assertThatThrownBy(() -> missing.write(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> missing.read(bytes("1"), Integer.class))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("tools.jackson.core:jackson-databind");
        assertThatThrownBy(() -> missing.read(bytes("1"), POINTS)).isInstanceOf(UnsupportedOperationException.class);
    }
}
