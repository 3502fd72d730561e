package io.asyncio4j.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Media types, also those of files. */
class MediaTypeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '$',
            value = {
                "text/html                              | text/html",
                "Text/HTML;Charset=UTF-8                | text/html; charset=UTF-8",
                "text/html ; charset=utf-8 ; a=b ;      | text/html; charset=utf-8; a=b",
                "text/html;charset=\"utf-8\"            | text/html; charset=utf-8",
                "text/plain;;a=b                        | text/plain; a=b",
                "text/plain;a=1;A=2                     | text/plain; a=1",
                "application/vnd.a+json                 | application/vnd.a+json",
                "a/b; c=\"x;y\"; d=e                    | a/b; c=\"x;y\"; d=e",
                "a/b; c=\"x\\\"y\\\\z\"                 | a/b; c=\"x\\\"y\\\\z\"",
                "a/b; c=x y                             | a/b; c=\"x y\"",
                "a/b; c=\"\"                            | a/b; c=\"\"",
                "*/*                                    | */*",
            })
    void parse_andToString(String text, String expected) {
        MediaType type = MediaType.parse(text);
        assertThat(type).hasToString(expected);
        assertThat(MediaType.parse(expected)).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "text/",
                "/html",
                "a b/c",
                "a/b/c",
                "text/html; charset",
                "text/html; =x",
                "text/html; c=\"x",
                "text/html; c=\"x\"y",
                "text/html; a b=c",
                "text/html; c=\u0001",
                "tëxt/html"
            })
    void parse_malformed_saysWhere(String text) {
        assertThatThrownBy(() -> MediaType.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("malformed media type \"" + text + "\": ");
    }

    @Test
    void parse_malformed_saysWhatWasExpected() {
        assertThatThrownBy(() -> MediaType.parse("a/b; c=\"x"))
                .hasMessage(
                        "malformed media type \"a/b; c=\"x\": wrong at character 8 of 9 (expected: a closing quote)");
        assertThatThrownBy(() -> MediaType.of("a", "ü")).hasMessageContaining("the subtype 'ü' is no token");
        assertThatThrownBy(() -> MediaType.of("a", "b").withParameter("c d", ""))
                .hasMessageContaining("'c d'");
        assertThatThrownBy(() -> new MediaType("a", "b", Map.of("c", "\n"))).hasMessageContaining("'c'");
    }

    @Test
    void charset_isNullUnlessItIsKnown() {
        assertThat(MediaType.parse("text/html; CHARSET=Latin1").charset()).isEqualTo(ISO_8859_1);
        assertThat(MediaType.parse("text/html").charset()).isNull();
        assertThat(MediaType.parse("text/html; charset=klingon").charset()).isNull();
        assertThat(MediaType.parse("text/html; charset=\"?? \"").charset()).isNull();
        assertThat(MediaType.TEXT.charset()).isEqualTo(UTF_8);
        assertThat(MediaType.TEXT.withCharset(ISO_8859_1)).hasToString("text/plain; charset=iso-8859-1");
        assertThat(MediaType.TEXT.parameter("Charset")).isEqualTo("utf-8");
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, text/html, true",
        "text/html, TEXT/*, true",
        "text/html, */*, true",
        "text/html; charset=x, text/html; charset=y, true",
        "text/html, text/plain, false",
        "text/html, application/*, false",
        "application/vnd.x+json, application/json, false",
    })
    void matches_aPattern(String type, String pattern, boolean expected) {
        assertThat(MediaType.parse(type).matches(pattern)).isEqualTo(expected);
    }

    @Test
    void matches_aMalformedPattern_isRefused() {
        assertThatThrownBy(() -> MediaType.HTML.matches("text")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "index.html, text/html; charset=utf-8",
        "a/b.c/INDEX.HTM, text/html; charset=utf-8",
        "app.js, text/javascript; charset=utf-8",
        "style.css, text/css; charset=utf-8",
        "data.json, application/json",
        "picture.svg, image/svg+xml",
        "photo.JPG, image/jpeg",
        "font.woff2, font/woff2",
        "backup.tar.gz, application/gzip",
        "film.mp4, video/mp4",
        "unknown.xyz, application/octet-stream",
        "json, application/octet-stream",
        "'name.', application/octet-stream",
        "'', application/octet-stream",
    })
    void ofFileName_goesByTheExtension(String name, String expected) {
        assertThat(MediaType.ofFileName(name)).hasToString(expected);
    }
}
