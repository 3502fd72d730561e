package io.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Bindings behave as immutable hash maps. */
final class BindingsTest {

    private static final int OPERATIONS = 2_000;

    private record Version(Bindings bindings, Map<ContextVar<?>, @Nullable Object> expected) {}

    /** Random writes and removals, each on a random earlier version, which must stay as it was. */
    @RepeatedTest(5)
    void model_randomVersions_behaveAsHashMaps(RepetitionInfo repetition) {
        long seed = 20_260_101L + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        List<ContextVar<@Nullable Object>> keys = IntStream.range(0, 40)
                .mapToObj(i -> ContextVar.<@Nullable Object>of("v" + i))
                .toList();
        List<Version> versions = new ArrayList<>(List.of(new Version(Bindings.EMPTY, new HashMap<>())));
        for (int i = 0; i < OPERATIONS; i++) {
            // mostly the newest version, so that it grows
            int index = random.nextInt(4) == 0 ? random.nextInt(versions.size()) : versions.size() - 1;
            Version version = versions.get(index);
            ContextVar<@Nullable Object> key = keys.get(random.nextInt(keys.size()));
            Map<ContextVar<?>, @Nullable Object> expected = new HashMap<>(version.expected());
            Bindings changed;
            if (random.nextInt(3) == 0) {
                expected.remove(key);
                changed = version.bindings().without(key);
            } else {
                Object value = random.nextInt(10) == 0 ? null : i;
                expected.put(key, value);
                changed = version.bindings().with(key, value);
            }
            versions.add(new Version(changed, expected));
        }
        for (Version version : versions) {
            assertThat(version.bindings().size())
                    .as("seed %s", seed)
                    .isEqualTo(version.expected().size());
            for (ContextVar<@Nullable Object> key : keys) {
                assertThat(version.bindings().has(key))
                        .as("seed %s, has %s", seed, key)
                        .isEqualTo(version.expected().containsKey(key));
                assertThat(version.bindings().get(key, null))
                        .as("seed %s, get %s", seed, key)
                        .isEqualTo(version.expected().get(key));
            }
        }
        assertThat(versions)
                .as("the tables have grown")
                .anyMatch(version -> version.bindings().size() > 16);
    }

    @Test
    void without_absentKey_returnsTheSame() {
        Bindings one = Bindings.EMPTY.with(ContextVar.of("a"), 1);
        assertThat(one.without(ContextVar.of("a"))).isSameAs(one);
    }

    @Test
    void without_lastKey_returnsEmpty() {
        ContextVar<Integer> key = ContextVar.of("a");
        assertThat(Bindings.EMPTY.with(key, 1).without(key)).isSameAs(Bindings.EMPTY);
    }

    @Test
    void equalNames_areDifferentKeys() {
        ContextVar<Integer> a = ContextVar.of("same");
        ContextVar<Integer> b = ContextVar.of("same");
        Bindings both = Bindings.EMPTY.with(a, 1).with(b, 2);
        assertThat(both.get(a, null)).isEqualTo(1);
        assertThat(both.get(b, null)).isEqualTo(2);
        assertThat(both.size()).isEqualTo(2);
    }
}
