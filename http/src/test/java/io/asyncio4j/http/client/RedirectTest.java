package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.http.HttpException;
import io.asyncio4j.http.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X30: redirects. */
class RedirectTest extends ClientTest {

    private static String redirect(int status, String location) {
        return "HTTP/1.1 " + status + " Elsewhere\r\nLocation: " + location + "\r\nContent-Length: 4\r\n\r\ngone";
    }

    @ParameterizedTest
    @CsvSource({
        "GET,301,GET",
        "GET,302,GET",
        "GET,303,GET",
        "GET,307,GET",
        "GET,308,GET",
        "POST,301,GET",
        "POST,302,GET",
        "POST,303,GET",
        "POST,307,POST",
        "POST,308,POST",
        "PUT,301,PUT",
        "PUT,302,PUT",
        "PUT,303,GET",
        "PUT,307,PUT",
        "HEAD,303,HEAD",
        "DELETE,302,DELETE",
    })
    void redirect_followed_hasTheMethodThatBrowsersUse(String method, int status, String expected) {
        run(() -> {
            boolean empty = method.equals("HEAD");
            boolean withBody = method.startsWith("P");
            boolean bodyAgain = expected.startsWith("P");
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        if (withBody) {
                            assertThat(talk.body(4)).isEqualTo("ping");
                        }
                        talk.send(
                                empty
                                        ? redirect(status, "/there?x=1").replace("gone", "")
                                        : redirect(status, "/there?x=1"));
                        talk.request();
                        if (bodyAgain) {
                            assertThat(talk.body(4)).isEqualTo("ping");
                        }
                        talk.send(empty ? ok("hi").replace("\r\n\r\nhi", "\r\n\r\n") : ok("hi"));
                        talk.reader.read();
                    });
                    var session = new ClientSession();
                    var response = session.request(method, server.url("/here"), o -> {
                        if (withBody) {
                            o.body("ping");
                        }
                    })) {
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.url().toString()).isEqualTo(server.url("/there?x=1"));
                assertThat(response.history()).hasSize(1);
                assertThat(response.history().getFirst().status()).isEqualTo(status);
                assertThat(server.requests.get(1)).startsWith(expected + " /there?x=1 HTTP/1.1\r\n");
                if (!bodyAgain) {
                    assertThat(server.requests.get(1)).doesNotContainIgnoringCase("content-");
                }
                assertThat(server.connections).isOne();
            }
        });
    }

    @Test
    void redirects_tooMany_areAnError() {
        run(() -> {
            try (var server = RawServer.answering(redirect(302, "/again"));
                    var session = new ClientSession(o -> o.maxRedirects(3))) {
                assertThatThrownBy(() -> session.get(server.url("/")))
                        .isInstanceOf(TooManyRedirectsException.class)
                        .hasMessageContaining("more than 3 redirects");
                assertThat(server.requests).hasSize(4);
                assertThat(session.statistics().open()).isLessThanOrEqualTo(1);
            }
        });
    }

    @Test
    void redirect_notToBeFollowed_isTheResponse() {
        run(() -> {
            try (var server = RawServer.answering(redirect(302, "/again"));
                    var session = new ClientSession();
                    var response = session.get(server.url("/"), o -> o.followRedirects(false))) {
                assertThat(response.status()).isEqualTo(302);
                assertThat(response.text()).isEqualTo("gone");
            }
        });
    }

    @Test
    void redirect_toAnotherServer_goesWithoutSecrets() {
        run(() -> {
            try (var there = RawServer.answering(ok("hi"));
                    var here = RawServer.answering(redirect(302, there.url("/")));
                    var session = new ClientSession();
                    var response = session.get(
                            here.url("/"),
                            o -> o.bearer("secret").cookie("session", "secret").header("X-A", "b"))) {
                assertThat(response.text()).isEqualTo("hi");
                assertThat(here.requests.getFirst()).contains("Bearer secret", "session=secret");
                assertThat(there.requests.getFirst())
                        .doesNotContain("secret")
                        .contains("X-A: b", "host: 127.0.0.1:" + there.port());
            }
        });
    }

    @Test
    void redirect_onTheSameServer_keepsSecrets() {
        run(() -> {
            try (var server = RawServer.answeringInTurn(redirect(302, "/b"), ok("hi"));
                    var session = new ClientSession();
                    var _ = session.get(
                            server.url("/a"), o -> o.bearer("secret").cookie("c", "d"))) {
                assertThat(server.requests.get(1)).contains("Bearer secret", "c=d");
            }
        });
    }

    @Test
    void redirect_ofABodyThatCannotBeRepeated_isAnError() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.body(1 + 2 + 1 + 2 + 5);
                        talk.send(redirect(307, "/b"));
                        talk.reader.read();
                    });
                    var session = new ClientSession()) {
                assertThatThrownBy(() -> session.post(server.url("/"), Payload.stream(sink -> sink.write(new byte[1]))))
                        .isInstanceOf(HttpException.class)
                        .hasMessageContaining("cannot be sent again");
            }
        });
    }

    @Test
    void redirect_toAnotherScheme_isAnError() {
        run(() -> {
            try (var server = RawServer.answering(redirect(302, "ftp://example.org/"));
                    var session = new ClientSession()) {
                assertThatThrownBy(() -> session.get(server.url("/")))
                        .isInstanceOf(HttpException.class)
                        .hasMessageContaining("ftp://example.org/");
            }
        });
    }

    // ---- a base URL, and places elsewhere ----

    @Test
    void baseUrl_elsewhere_headersOfTheSessionStayAtHome() {
        run(() -> {
            try (var there = RawServer.answering(ok("there"));
                    var here = RawServer.answering(ok("here"));
                    var session = new ClientSession(o -> o.baseUrl(here.url("/v1/"))
                            .bearer("secret")
                            .header("X-Key", "secret")
                            .header("User-Agent", "tester"))) {
                session.get("users").read();
                session.get(here.url("/other")).read();
                session.get(there.url("/"), o -> o.header("X-A", "b")).read();
                assertThat(here.requests)
                        .hasSize(2)
                        .allSatisfy(each -> assertThat(each).contains("Bearer secret", "X-Key: secret", "tester"));
                assertThat(there.requests.getFirst())
                        .doesNotContain("secret")
                        .contains("X-A: b", "user-agent: tester", "accept: */*", "accept-encoding: gzip");
            }
        });
    }

    @Test
    void baseUrl_redirectedElsewhere_headersOfTheSessionStayAtHome() {
        run(() -> {
            try (var there = RawServer.answering(ok("there"));
                    var here = RawServer.answering(redirect(302, there.url("/")));
                    var session = new ClientSession(
                            o -> o.baseUrl(here.url("/")).bearer("secret").header("X-Key", "secret"));
                    var response = session.get("users", o -> o.header("X-A", "b"))) {
                assertThat(response.text()).isEqualTo("there");
                assertThat(here.requests.getFirst()).contains("Bearer secret", "X-Key: secret");
                assertThat(there.requests.getFirst())
                        .doesNotContain("secret")
                        .containsIgnoringCase("user-agent: asyncio4j")
                        .contains("X-A: b");
            }
        });
    }

    /** As others do it: who gives no base URL gives the headers to all. */
    @Test
    void noBaseUrl_headersOfTheSessionGoEverywhere() {
        run(() -> {
            try (var there = RawServer.answering(ok("there"));
                    var session = new ClientSession(o -> o.header("X-Key", "value"))) {
                session.get(there.url("/")).read();
                assertThat(there.requests.getFirst()).contains("X-Key: value");
            }
        });
    }
}
