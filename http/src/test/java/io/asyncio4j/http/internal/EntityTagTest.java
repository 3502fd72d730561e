package io.asyncio4j.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entity tags of RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2. */
class EntityTagTest {

    @ParameterizedTest
    @ValueSource(strings = {"\"xyzzy\"", "W/\"xyzzy\"", "\"\"", "W/\"\"", "\"a,b\"", "\"a\\b\"", "\"ä\""})
    void parse_andToString(String text) {
        assertThat(EntityTag.parse(text)).hasToString(text);
        assertThat(EntityTag.parse(" " + text + " ")).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "\"",
                "\"a",
                "a\"",
                "'a'",
                "w/\"a\"",
                "W/ \"a\"",
                "\"a b\"",
                "\"a\" x",
                "\"a\", \"b\"",
                ",\"a\"",
                "*"
            })
    void parse_whatIsNone_isNull(String text) {
        assertThat(EntityTag.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            value = {
                "\"a\"                        | [\"a\"]",
                "\"a\", W/\"b\" ,\"c\"        | [\"a\", W/\"b\", \"c\"]",
                ", ,\"a\",, \"b\",            | [\"a\", \"b\"]",
                "\"a,b\", \"c\"               | [\"a,b\", \"c\"]",
                "\"a\", b, \"c\"              | [\"a\"]",
                "\"a\" \"b\"                  | [\"a\"]",
                "\"a\", \"b                   | [\"a\"]",
                "nonsense                     | []",
            })
    void parseList_readsUpToWhatIsMalformed(String text, String expected) {
        assertThat(EntityTag.parseList(text)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '$',
            value = {
                "W/\"1\", W/\"1\", false, true",
                "W/\"1\", W/\"2\", false, false",
                "W/\"1\", \"1\", false, true",
                "\"1\", \"1\", true, true",
            })
    void comparison_ofSection8832(String first, String second, boolean strong, boolean weak) {
        EntityTag one = EntityTag.parse(first);
        EntityTag other = EntityTag.parse(second);
        assertThat(one).isNotNull();
        assertThat(other).isNotNull();
        assertThat(one.isStronglyEqual(other)).isEqualTo(strong);
        assertThat(other.isStronglyEqual(one)).isEqualTo(strong);
        assertThat(one.isWeaklyEqual(other)).isEqualTo(weak);
        assertThat(other.isWeaklyEqual(one)).isEqualTo(weak);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            nullValues = "-",
            value = {
                "*                 | \"a\"    | true  | false",
                "*                 | -        | true  | false",
                "\"a\"             | \"a\"    | true  | false",
                "\"b\", \"a\"      | \"a\"    | true  | false",
                "\"b\"             | \"a\"    | false | true",
                "W/\"a\"           | \"a\"    | false | false",
                "\"a\"             | W/\"a\"  | false | false",
                "\"a\"             | -        | false | true",
                "nonsense          | \"a\"    | false | true",
                "\"*\"             | \"a\"    | false | true",
            })
    void conditions(String field, @Nullable String current, boolean ifMatch, boolean ifNoneMatch) {
        EntityTag tag = current == null ? null : EntityTag.parse(current);
        assertThat(EntityTag.ifMatch(field, tag)).isEqualTo(ifMatch);
        assertThat(EntityTag.ifNoneMatch(field, tag)).isEqualTo(ifNoneMatch);
    }

    @Test
    void badValues_areRefused() {
        assertThatThrownBy(() -> new EntityTag("a\"b", false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at 1");
        assertThatThrownBy(() -> new EntityTag("a b", true)).isInstanceOf(IllegalArgumentException.class);
    }
}
