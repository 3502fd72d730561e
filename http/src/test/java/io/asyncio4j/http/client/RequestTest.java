package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.http.Payload;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** X30: what is sent, and that its response comes. */
class RequestTest extends ClientTest {

    @Test
    void get_answered_hasStatusHeadersAndText() {
        run(() -> {
            try (var server = RawServer.answering("HTTP/1.1 203 Fine\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello");
                    var session = new ClientSession();
                    var response = session.get(server.url("/path?q=1"))) {
                assertThat(response.status()).isEqualTo(203);
                assertThat(response.reason()).isEqualTo("Fine");
                assertThat(response.version()).isEqualTo("HTTP/1.1");
                assertThat(response.headers().get("x-a")).isEqualTo("b");
                assertThat(response.text()).isEqualTo("hello");
                assertThat(response.text()).isEqualTo("hello");
                assertThat(response.url().toString()).isEqualTo(server.url("/path?q=1"));
                assertThat(server.requests.getFirst())
                        .startsWith("GET /path?q=1 HTTP/1.1\r\nhost: 127.0.0.1:" + server.port() + "\r\n")
                        .doesNotContainIgnoringCase("content-length");
            }
        });
    }

    @Test
    void post_text_isSentInOnePieceWithItsLength() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send(ok(talk.body(4)));
                        talk.reader.read();
                    });
                    var session = new ClientSession();
                    var response = session.post(server.url("/"), Payload.of("ping"))) {
                assertThat(response.text()).isEqualTo("ping");
                assertThat(server.requests.getFirst())
                        .containsIgnoringCase("content-length: 4\r\n")
                        .containsIgnoringCase("content-type: text/plain; charset=utf-8\r\n");
            }
        });
    }

    @Test
    void post_nothing_saysSo() {
        run(() -> {
            try (var server = RawServer.answering(ok(""));
                    var session = new ClientSession();
                    var _ = session.request("POST", server.url("/"))) {
                assertThat(server.requests.getFirst()).containsIgnoringCase("content-length: 0\r\n");
            }
        });
    }

    @Test
    void post_stream_isSentInChunks() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        String body = talk.body("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n".length());
                        talk.send(ok(body.replace("\r\n", "|")));
                        talk.reader.read();
                    });
                    var session = new ClientSession();
                    var response = session.post(server.url("/"), Payload.stream(sink -> {
                        sink.write("one".getBytes());
                        sink.write(new byte[0]);
                        sink.write("two".getBytes());
                    }))) {
                assertThat(response.text()).isEqualTo("3|one|3|two|0||");
                assertThat(server.requests.getFirst()).containsIgnoringCase("transfer-encoding: chunked\r\n");
            }
        });
    }

    @Test
    void options_ofRequestAndSession_areJoined() {
        run(() -> {
            try (var server = RawServer.answering(ok(""));
                    var session =
                            new ClientSession(o -> o.header("X-A", "session").header("X-B", "session"));
                    var _ = session.get(
                            server.url("/?a=1"),
                            o -> o.header("X-B", "request").query("b", "2 3").cookie("c", "d"))) {
                assertThat(server.requests.getFirst())
                        .startsWith("GET /?a=1&b=2+3 HTTP/1.1\r\n")
                        .contains("X-A: session\r\n", "X-B: request\r\n", "cookie: c=d\r\n")
                        .doesNotContain("X-B: session");
            }
        });
    }

    @Test
    void header_withLineFeed_isRefused() {
        run(() -> {
            try (var session = new ClientSession()) {
                assertThatThrownBy(() -> session.get("http://127.0.0.1/", o -> o.header("X-A", "b\r\nX-C: d")))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> session.request("GET /\r\nX: y", "http://127.0.0.1/"))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @Test
    void json_bothWays_isAnObject() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send(ok(talk.body("{\"a\":[1,2]}".length())));
                        talk.reader.read();
                    });
                    var session = new ClientSession();
                    var response = session.post(server.url("/"), o -> o.json(Map.of("a", java.util.List.of(1, 2))))) {
                assertThat(response.json(Map.class)).isEqualTo(Map.of("a", java.util.List.of(1, 2)));
                assertThat(server.requests.getFirst()).containsIgnoringCase("content-type: application/json\r\n");
            }
        });
    }

    @Test
    void auth_ofUrl_isSentAndNotShown() {
        run(() -> {
            try (var server = RawServer.answering(ok(""));
                    var session = new ClientSession();
                    var response = session.get("http://us%20er:p%40ss@127.0.0.1:" + server.port() + "/")) {
                assertThat(server.requests.getFirst())
                        .contains("authorization: " + new BasicAuth("us er", "p@ss").encode() + "\r\n");
                assertThat(response.url().toString()).doesNotContain("p%40ss");
            }
        });
    }

    @Test
    void expectContinue_wanted_bodyWaitsForTheServer() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        assertThat(talk.request()).containsIgnoringCase("expect: 100-continue\r\n");
                        talk.send("HTTP/1.1 100 Continue\r\n\r\n");
                        talk.send(ok(talk.body(4)));
                        talk.reader.read();
                    });
                    var session = new ClientSession();
                    var response =
                            session.post(server.url("/"), o -> o.body("ping").expectContinue(true))) {
                assertThat(response.text()).isEqualTo("ping");
            }
        });
    }

    @Test
    void expectContinue_refused_bodyIsNotSent() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
                        assertThat(talk.reader.read()).isEmpty();
                    });
                    var session = new ClientSession();
                    var response =
                            session.post(server.url("/"), o -> o.body("ping").expectContinue(true))) {
                assertThat(response.status()).isEqualTo(417);
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    @Test
    void earlyAnswer_inTheMiddleOfABody_endsTheSending() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.body(100_000);
                        talk.send("HTTP/1.1 413 Too much\r\nContent-Length: 3\r\n\r\nno!");
                        talk.reader.read();
                    });
                    var session = new ClientSession();
                    var response = session.post(server.url("/"), Payload.stream(sink -> {
                        while (true) {
                            sink.write(new byte[10_000]);
                            io.asyncio4j.Asyncio.sleep(java.time.Duration.ZERO);
                        }
                    }))) {
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.text()).isEqualTo("no!");
                assertThat(session.statistics().open()).isZero();
            }
        });
    }
}
