package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.Cookie;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X30: which cookies go where. */
class CookieJarTest extends ClientTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final CookieJar jar = new CookieJar(() -> now);

    private boolean set(String url, String header) {
        return jar.add(URI.create(url), Cookie.parseSetCookie(header));
    }

    private String sent(String url) {
        return jar.header(URI.create(url));
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example.org/, a=1, http://a.example.org/x, true",
        "http://a.example.org/, a=1, http://b.a.example.org/, false",
        "http://a.example.org/, a=1; Domain=example.org, http://b.example.org/, true",
        "http://a.example.org/, a=1; Domain=.example.org, http://b.example.org/, true",
        "http://a.example.org/, a=1; Domain=example.org, http://badexample.org/, false",
        "http://a.example.org/, a=1; Domain=other.org, http://other.org/, false",
        "http://a.example.org/, a=1; Domain=b.a.example.org, http://b.a.example.org/, false",
        "http://a.example.org/, a=1; Domain=org, http://b.org/, false",
        "http://localhost/, a=1; Domain=localhost, http://localhost/, true",
        "http://127.0.0.1/, a=1, http://127.0.0.1:81/, true",
        "http://127.0.0.1/, a=1; Domain=0.0.1, http://127.0.0.1/, false",
        "http://e.org/x/y, a=1, http://e.org/x/z, true",
        "http://e.org/x/y, a=1, http://e.org/xx, false",
        "http://e.org/x/y, a=1, http://e.org/, false",
        "http://e.org/x/y, a=1; Path=/, http://e.org/, true",
        "http://e.org/, a=1; Path=/foo, http://e.org/foo/bar, true",
        "http://e.org/, a=1; Path=/foo, http://e.org/foobar, false",
        "https://e.org/, a=1; Secure, http://e.org/, false",
        "https://e.org/, a=1; Secure, https://e.org/, true",
        "http://e.org/, a=1; Secure, https://e.org/, false",
        "http://e.org/, a=1; Max-Age=0, http://e.org/, false",
        "http://e.org/, a=1; Max-Age=10, http://e.org/, true",
    })
    void cookie_set_goesWhereItBelongs(String from, String header, String to, boolean expected) {
        var _ = set(from, header);
        assertThat(sent(to)).isEqualTo(expected ? "a=1" : null);
    }

    @Test
    void cookie_expired_isNotSent() {
        set("http://e.org/", "a=1; Max-Age=10");
        now = now.plusSeconds(10);
        assertThat(sent("http://e.org/")).isNull();
        assertThat(jar.size()).isZero();
    }

    @Test
    void cookie_setAgain_replacesTheOldOne() {
        set("http://e.org/", "a=1");
        set("http://e.org/", "b=2");
        set("http://e.org/", "a=3");
        set("http://e.org/x/y", "c=4");
        assertThat(sent("http://e.org/x/y")).isEqualTo("c=4; a=3; b=2");
        set("http://e.org/", "a=; Max-Age=0");
        assertThat(sent("http://e.org/")).isEqualTo("b=2");
    }

    @Test
    void session_cookiesOfAServer_comeBack() {
        run(() -> {
            try (var server = RawServer.answering(
                            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n");
                    var session = new ClientSession()) {
                try (var response = session.get(server.url("/x/y"))) {
                    assertThat(response.cookies()).extracting(Cookie::name).containsExactly("a", "b");
                }
                session.get(server.url("/x/z"), o -> o.cookie("c", "3").header("Cookie", "d=4"))
                        .close();
                session.get(server.url("/"), o -> o.header("X", "y")).close();
                assertThat(server.requests.get(0)).doesNotContain("cookie");
                assertThat(server.requests.get(1)).contains("cookie: b=2; a=1; d=4; c=3\r\n");
                assertThat(server.requests.get(2)).contains("cookie: a=1\r\n");
            }
        });
    }

    @Test
    void none_keepsNothing() {
        CookieJar jar = CookieJar.none();

        assertThat(jar.add(URI.create("http://e.org/"), Cookie.of("a", "1"))).isFalse();
        assertThat(jar).isEmpty();
    }
}
