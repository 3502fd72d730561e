package io.asyncio4j.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.http.Cookie.SameSite;
import io.asyncio4j.http.internal.HttpDates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies of both sides. */
class CookieTest {

    private static Cookie parsed(String header) {
        return Objects.requireNonNull(Cookie.parseSetCookie(header), header);
    }

    @Test
    void toSetCookie_hasAllAttributes() {
        assertThat(Cookie.of("a", "b").toSetCookie()).isEqualTo("a=b");
        assertThat(Cookie.of("a", "").toSetCookie()).isEqualTo("a=");
        Cookie cookie = Cookie.of("a", "b")
                .withValue("c")
                .withDomain("example.org")
                .withPath("/x y")
                .withSecure(true)
                .withHttpOnly(true)
                .withSameSite(SameSite.LAX);
        assertThat(cookie.toSetCookie())
                .isEqualTo("a=c; Path=/x y; Domain=example.org; Secure; HTTPOnly; SameSite=Lax");
        assertThat(Cookie.of("a", "b").withSameSite(SameSite.STRICT).toSetCookie())
                .endsWith("SameSite=Strict");
        assertThat(Cookie.of("a", "b").withSameSite(SameSite.NONE).toSetCookie())
                .endsWith("SameSite=None");
    }

    @ParameterizedTest
    @CsvSource({
        "PT1H, 3600",
        "PT0S, 0",
        "PT-5S, 0",
        "PT0.001S, 1",
        "PT1.5S, 2",
        "P400000D, 2147483647",
        "PT2562047788015215H30M7S, 2147483647"
    })
    void toSetCookie_maxAge_isInSecondsWithItsExpires(Duration maxAge, long seconds) {
        Instant before = Instant.now();
        String header = Cookie.of("a", "b").withMaxAge(maxAge).toSetCookie();
        assertThat(header).startsWith("a=b; Max-Age=" + seconds + "; Expires=");
        Instant expires = Objects.requireNonNull(
                HttpDates.parse(header.substring(header.indexOf("Expires=") + "Expires=".length()), before));
        assertThat(expires)
                .isBetween(before.plusSeconds(seconds - 1), Instant.now().plusSeconds(seconds));
    }

    @Test
    void parseSetCookie_readsAllAttributes() {
        assertThat(parsed(
                        "a=b; Max-Age=60; Expires=Sun, 06 Nov 1994 08:49:37 GMT; path=/x; DOMAIN=.example.org; secure;"
                                + " HttpOnly; samesite=strict; Unknown=1"))
                .isEqualTo(
                        new Cookie("a", "b", ".example.org", "/x", Duration.ofMinutes(1), true, true, SameSite.STRICT));
        assertThat(parsed("a=")).isEqualTo(Cookie.of("a", ""));
        assertThat(parsed("a=\"b\"")).isEqualTo(Cookie.of("a", "\"b\""));
        assertThat(parsed("a=b; max-age=x; samesite=y")).isEqualTo(Cookie.of("a", "b"));
        assertThat(parsed("a=b; max-age=-1").maxAge()).isEqualTo(Duration.ZERO);
        assertThat(parsed("a=b; max-age=99999999999").maxAge()).isEqualTo(Duration.ofSeconds(99999999999L));
        assertThat(parsed("a=b; expires=Sun, 06 Nov 1994 08:49:37 GMT").maxAge())
                .isNegative();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "a",
                "=b",
                "a;b=c",
                "a b=c",
                "a=b c",
                "a=\"b",
                "a=ä",
                "a=b; domain=ä",
                "a=b; path=/\u0001x",
                ","
            })
    void parseSetCookie_garbage_isNull(String header) {
        assertThat(Cookie.parseSetCookie(header)).isNull();
    }

    @Test
    void parseSetCookie_ofToSetCookie_isTheSame() {
        Cookie cookie = new Cookie("a", "\"b\"", "example.org", "/", Duration.ofDays(1), true, true, SameSite.NONE);
        assertThat(Cookie.parseSetCookie(cookie.toSetCookie())).isEqualTo(cookie);
    }

    @Test
    void parseCookies_keepsTheOrder_andLeavesGarbageOut() {
        assertThat(Cookie.parseCookies("a=1; b=\"2\"; a=3"))
                .isEqualTo(List.of(Cookie.of("a", "1"), Cookie.of("b", "\"2\""), Cookie.of("a", "3")));
        assertThat(Cookie.parseCookies("a=1; b; =2; c d=3; e=ä; f=g=h"))
                .isEqualTo(List.of(Cookie.of("a", "1"), Cookie.of("f", "g=h")));
        assertThat(Cookie.parseCookies("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=b", "a;b", "ä", "a\n", "a\"", "a,b"})
    void of_aBadName_isRefused(String name) {
        assertThatThrownBy(() -> Cookie.of(name, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cookie: the name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "a,b", "a\\b", "ä", "a\r", "\"", "\"a", "a\"", "\"a\"b\""})
    void of_aBadValue_isRefused(String value) {
        assertThatThrownBy(() -> Cookie.of("x", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cookie: the value of 'x' has the character");
    }

    @Test
    void badAttributes_areRefused() {
        assertThatThrownBy(() -> Cookie.of("x", "y").withPath("/;a"))
                .hasMessage("cookie: the path of 'x' has the character ';', which is not allowed: /;a");
        assertThatThrownBy(() -> Cookie.of("x", "y").withDomain("a b"))
                .hasMessage("cookie: the domain of 'x' has the character U+0020, which is not allowed: a b");
    }
}
