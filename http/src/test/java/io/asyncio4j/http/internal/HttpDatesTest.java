package io.asyncio4j.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates of RFC 9110, section 5.6.7. */
class HttpDatesTest {

    private static final Instant NOW = Instant.parse("2026-08-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT   | 1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37 GMT  | 1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 1994        | 1994-11-06T08:49:37Z",
                "Sun Nov 16 08:49:37 1994        | 1994-11-16T08:49:37Z",
                "Thu, 29 Feb 2024 23:59:60 GMT   | 2024-02-29T23:59:59Z",
                "Mon, 06 Nov 1994 08:49:37 GMT   | 1994-11-06T08:49:37Z",
                "Thursday, 01-Jan-26 00:00:00 GMT | 2026-01-01T00:00:00Z",
                "Thursday, 01-Jan-76 00:00:00 GMT | 2076-01-01T00:00:00Z",
                "Thursday, 01-Jan-77 00:00:00 GMT | 1977-01-01T00:00:00Z",
                "Thursday, 01-Jan-00 00:00:00 GMT | 2000-01-01T00:00:00Z",
            })
    void parse_theThreeForms(String text, Instant expected) {
        assertThat(HttpDates.parse(text, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "now",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 94 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "sun, 06 nov 1994 08:49:37 gmt",
                "Sun, 06-Nov-94 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "1994-11-06T08:49:37Z",
                "Sun, 06 Nov 1994 08:49:37 GMT x"
            })
    void parse_anythingElse_isNull(String text) {
        assertThat(HttpDates.parse(text, NOW)).isNull();
    }

    @Test
    void format_isTheFixedForm() {
        assertThat(HttpDates.format(784111777)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDates.format(0)).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
