package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.asyncio4j.http.internal.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X30: URLs as people write them. */
class UrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "http://example.org http://example.org/",
                "HTTP://Example.ORG:80/a http://example.org/a",
                "https://example.org:443?x=1 https://example.org/?x=1",
                "http://example.org:8080/%41%zz http://example.org:8080/%41%25zz",
                "http://example.org/ä?ö=ü#é http://example.org/%C3%A4?%C3%B6=%C3%BC#%C3%A9",
                "http://example.org/a[0]?b[0]=\"c\"|d http://example.org/a%5B0%5D?b[0]=%22c%22%7Cd",
                "http://bücher.example/ http://xn--bcher-kva.example/",
                "http://[::1]:8080/ http://[::1]:8080/",
                "http://my_service/ http://my_service/",
                "http://user:pw@example.org/ http://example.org/",
            })
    void url_lenient_becomesARightOne(String url, String expected) {
        assertThat(Target.of(url, null).uri()).hasToString(expected);
    }

    @Test
    void url_withSpaces_isEncoded() {
        assertThat(Target.of(" http://example.org/a b?c d ", null).path()).isEqualTo("/a%20b?c%20d");
        assertThat(Target.of("http://example.org/?a=1", "b=2").path()).isEqualTo("/?a=1&b=2");
        assertThat(Target.of("http://example.org/a\r\nX: y", null).path()).isEqualTo("/a%0D%0AX:%20y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "/path",
                "ftp://example.org/",
                "mailto:me@example.org",
                "http://",
                "http:///path",
                "http://exa mple.org/",
                "http://example.org:0/",
                "http://example.org:99999/",
                "http://example.org:8a/",
                "http://[::1/",
                "http://a\r\nb/",
            })
    void url_thatIsNone_isRefusedByName(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.of(url, null))
                .withMessageStartingWith("url = \"" + url + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "c http://example.org/a/c",
                "./c http://example.org/a/c",
                "../c http://example.org/c",
                "/c?d http://example.org/c?d",
                "?d=1 http://example.org/a/b?d=1",
                "//other.org/x http://other.org/x",
                "https://other.org https://other.org/",
                "c?x=http://y http://example.org/a/c?x=http://y",
                "# http://example.org/a/b?q#",
            })
    void reference_resolved_leadsThere(String reference, String expected) {
        assertThat(Target.of("http://example.org/a/b?q", null)
                        .resolve(reference)
                        .uri())
                .hasToString(expected);
    }
}
