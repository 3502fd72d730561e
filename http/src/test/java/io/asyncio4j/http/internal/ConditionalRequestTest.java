package io.asyncio4j.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.Headers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions and ranges in the order of RFC 9110, section 13.2.2. What there is has the tag "a" and 10 bytes, if not said otherwise. */
class ConditionalRequestTest {

    private static final String BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
    private static final String SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";
    private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37.900Z");
    private static final Instant NOW = Instant.parse("2026-08-01T00:00:00Z");
    private static final EntityTag TAG = new EntityTag("a", false);

    /** Fields as {@code name: value; name: value}, with the dates by their names here. */
    private static Headers headers(@Nullable String fields) {
        Headers headers = Headers.create();
        for (String field : fields == null ? new String[0] : fields.split(";")) {
            String[] parts = field.split(":", 2);
            String value = parts[1].strip()
                    .replace("BEFORE", BEFORE)
                    .replace("SAME", SAME)
                    .replace("AFTER", AFTER);
            headers.add(parts[0].strip(), value);
        }
        return headers;
    }

    private static ConditionalRequest decide(String method, @Nullable String fields) {
        return ConditionalRequest.decide(method, headers(fields), TAG, MODIFIED, 10, NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            nullValues = "-",
            value = {
                "GET  | -                                                       | 200",
                // 1: If-Match
                "PUT  | If-Match: \"a\"                                         | 200",
                "PUT  | If-Match: *                                             | 200",
                "PUT  | If-Match: \"b\"                                         | 412",
                "PUT  | If-Match: W/\"a\"                                       | 412",
                "PUT  | If-Match: \"b\"; If-Match: \"a\"                        | 200",
                "GET  | If-Match: \"b\"                                         | 412",
                // 2: If-Unmodified-Since, if there is no If-Match
                "PUT  | If-Unmodified-Since: BEFORE                             | 412",
                "PUT  | If-Unmodified-Since: SAME                               | 200",
                "PUT  | If-Unmodified-Since: AFTER                              | 200",
                "PUT  | If-Unmodified-Since: nonsense                           | 200",
                "PUT  | If-Match: \"a\"; If-Unmodified-Since: BEFORE            | 200",
                "PUT  | If-Match: \"b\"; If-Unmodified-Since: AFTER             | 412",
                // 3: If-None-Match
                "GET  | If-None-Match: \"a\"                                    | 304",
                "HEAD | If-None-Match: \"a\"                                    | 304",
                "GET  | If-None-Match: W/\"a\"                                  | 304",
                "GET  | If-None-Match: *                                        | 304",
                "GET  | If-None-Match: \"b\", \"a\"                             | 304",
                "GET  | If-None-Match: \"b\"                                    | 200",
                "PUT  | If-None-Match: *                                        | 412",
                "PUT  | If-None-Match: \"a\"                                    | 412",
                "POST | If-None-Match: \"b\"                                    | 200",
                "GET  | If-Match: \"a\"; If-None-Match: \"a\"                   | 304",
                "GET  | If-Match: \"b\"; If-None-Match: \"a\"                   | 412",
                // 4: If-Modified-Since, if there is no If-None-Match
                "GET  | If-Modified-Since: BEFORE                               | 200",
                "GET  | If-Modified-Since: SAME                                 | 304",
                "GET  | If-Modified-Since: AFTER                                | 304",
                "HEAD | If-Modified-Since: SAME                                 | 304",
                "PUT  | If-Modified-Since: SAME                                 | 200",
                "GET  | If-Modified-Since: nonsense                             | 200",
                "GET  | If-None-Match: \"b\"; If-Modified-Since: SAME           | 200",
                "GET  | If-None-Match: \"a\"; If-Modified-Since: BEFORE         | 304",
                "GET  | If-Unmodified-Since: SAME; If-Modified-Since: SAME      | 304",
                // 5: If-Range and Range
                "GET  | Range: bytes=0-4                                        | 206",
                "HEAD | Range: bytes=0-4                                        | 200",
                "POST | Range: bytes=0-4                                        | 200",
                "GET  | Range: bytes=10-                                        | 416",
                "GET  | Range: lines=0-4                                        | 200",
                "GET  | Range: bytes=5-4                                        | 200",
                "GET  | Range: bytes=0-4; If-Range: \"a\"                       | 206",
                "GET  | Range: bytes=0-4; If-Range: \"b\"                       | 200",
                "GET  | Range: bytes=0-4; If-Range: W/\"a\"                     | 200",
                "GET  | Range: bytes=0-4; If-Range: SAME                        | 206",
                "GET  | Range: bytes=0-4; If-Range: BEFORE                      | 200",
                "GET  | Range: bytes=0-4; If-Range: AFTER                       | 200",
                "GET  | Range: bytes=0-4; If-Range: nonsense                    | 200",
                "GET  | Range: bytes=10-; If-Range: \"b\"                       | 200",
                "GET  | If-Range: \"a\"                                         | 200",
                "GET  | Range: bytes=0-4; If-None-Match: \"a\"                  | 304",
                "GET  | Range: bytes=0-4; If-Match: \"b\"                       | 412",
                "GET  | Range: bytes=0-4; If-Match: \"a\"                       | 206",
                "GET  | Range: bytes=10-; If-Modified-Since: SAME               | 304",
            })
    void decide_byMethodAndFields(String method, @Nullable String fields, int status) {
        ConditionalRequest decision = decide(method, fields);
        assertThat(decision.status()).isEqualTo(status);
        assertThat(decision.ranges().isEmpty()).isEqualTo(status != 206);
    }

    @Test
    void ranges_areThoseOfTheField() {
        assertThat(decide("GET", "Range: bytes=0-1,-2").ranges())
                .containsExactly(new ByteRange(0, 1), new ByteRange(8, 9));
        assertThat(decide("GET", "Range: bytes=0-").ranges()).containsExactly(new ByteRange(0, 9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            value = {
                "GET | If-Match: *                                    | 200",
                "GET | If-Match: \"a\"                                | 412",
                "GET | If-None-Match: \"a\"                           | 200",
                "GET | If-None-Match: *                               | 304",
                "GET | If-Modified-Since: AFTER                       | 200",
                "GET | If-Unmodified-Since: BEFORE                    | 200",
                "GET | Range: bytes=0-4; If-Range: \"a\"              | 200",
                "GET | Range: bytes=0-4; If-Range: SAME               | 200",
                "GET | Range: bytes=0-4                               | 206",
            })
    void withoutTagAndDate_onlyTheStarCounts(String method, String fields, int status) {
        assertThat(ConditionalRequest.decide(method, headers(fields), null, null, 10, NOW)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void withoutALength_rangesAreIgnored() {
        Headers headers = headers("Range: bytes=0-4");
        assertThat(ConditionalRequest.decide("GET", headers, TAG, MODIFIED, -1, NOW)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void weakTag_isNoReasonForARange_butForNotModified() {
        EntityTag weak = new EntityTag("a", true);
        Headers range = headers("Range: bytes=0-4; If-Range: W/\"a\"");
        assertThat(ConditionalRequest.decide("GET", range, weak, MODIFIED, 10, NOW)
                        .status())
                .isEqualTo(200);
        Headers match = headers("If-None-Match: \"a\"");
        assertThat(ConditionalRequest.decide("GET", match, weak, MODIFIED, 10, NOW)
                        .status())
                .isEqualTo(304);
    }

    @Test
    void ifRange_withTheDateOfThisSecond_isNotTrusted() {
        Headers headers = headers("Range: bytes=0-4; If-Range: SAME");
        assertThat(ConditionalRequest.decide("GET", headers, TAG, MODIFIED, 10, MODIFIED)
                        .status())
                .isEqualTo(200);
        assertThat(ConditionalRequest.decide("GET", headers, TAG, MODIFIED, 10, MODIFIED.plusSeconds(1))
                        .status())
                .isEqualTo(206);
    }
}
