package io.asyncio4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Query strings and forms. */
class ParametersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b | a=b",
                "a=b&c=d | a=b&c=d",
                "c=1&a=2&c=3 | c=1&a=2&c=3",
                "a | a=",
                "a= | a=",
                "=a | =a",
                "&&a=b& | a=b",
                "a=b=c | a=b%3Dc",
                "a&b=c | a=&b=c",
                "a;b=c | a%3Bb=c",
                "a=%C3%A4 | a=%C3%A4",
                "a=ä | a=%C3%A4",
                "a=x+y%20z | a=x+y+z",
                "a=%2B%26%3d | a=%2B%26%3D",
                "a=% | a=%25",
                "a=%4 | a=%254",
                "a=%zz | a=%25zz",
                "a=100%&b=c | a=100%25&b=c",
                "a=%ff | a=%EF%BF%BD",
                "%C3%A4=%41 | %C3%A4=A",
                "a=~*-._ | a=%7E*-._",
            })
    void parse_andToString(String query, String encoded) {
        assertThat(Parameters.parse(query)).hasToString(encoded);
        assertThat(Parameters.parse(encoded)).isEqualTo(Parameters.parse(query));
    }

    @Test
    void parse_nothing_isEmpty() {
        assertThat(Parameters.parse("").isEmpty()).isTrue();
        assertThat(Parameters.parse("&").size()).isZero();
        assertThat(new Parameters()).hasToString("");
    }

    @Test
    void parse_tooMany_isRefused() {
        assertThat(Parameters.parse("a&".repeat(1000)).size()).isEqualTo(1000);
        assertThatThrownBy(() -> Parameters.parse("a&".repeat(1001)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("more than 1000 parameters, which is the limit");
        assertThat(Parameters.parse("a&b", 2).names()).containsExactly("a", "b");
        assertThatThrownBy(() -> Parameters.parse("a&b&c", 2)).hasMessageContaining("more than 2");
    }

    @Test
    void values_areKeptInOrder() {
        Parameters parameters = Parameters.of("b", "1", "a", "2", "b", "3").add("B", "4");
        assertThat(parameters.get("b")).isEqualTo("1");
        assertThat(parameters.get("c")).isNull();
        assertThat(parameters.getAll("b")).containsExactly("1", "3");
        assertThat(parameters.getAll("c")).isEmpty();
        assertThat(parameters.contains("B")).isTrue();
        assertThat(parameters.contains("c")).isFalse();
        assertThat(parameters.names()).containsExactly("b", "a", "B");
        assertThat(parameters.size()).isEqualTo(4);
        List<Map.Entry<String, String>> all = new ArrayList<>();
        parameters.forEach(all::add);
        assertThat(all)
                .containsExactly(Map.entry("b", "1"), Map.entry("a", "2"), Map.entry("b", "3"), Map.entry("B", "4"));
    }

    @Test
    void equality_isThatOfNamesValuesAndOrder() {
        assertThat(Parameters.of("a", "1", "b", "2"))
                .isEqualTo(Parameters.parse("a=1&b=2"))
                .hasSameHashCodeAs(Parameters.parse("a=1&b=2"))
                .isNotEqualTo(Parameters.parse("b=2&a=1"))
                .isNotEqualTo("a=1&b=2");
    }

    @Test
    void of_anOddNumber_isRefused() {
        assertThatThrownBy(() -> Parameters.of("a", "b", "c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 names and values");
    }
}
