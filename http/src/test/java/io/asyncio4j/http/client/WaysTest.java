package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.TaskGroup;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.Streams;
import io.asyncio4j.net.TlsContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X30: TLS, Unix sockets, proxies. */
class WaysTest extends ClientTest {

    private static RawServer secure() throws Exception {
        return secure(talk -> {
            while (talk.request() != null) {
                talk.send(ok("secret"));
            }
        });
    }

    private static RawServer secure(RawServer.Handler handler) throws Exception {
        return RawServer.talking(
                handler,
                ServerOptions.DEFAULT.withTls(
                        TlsContext.server(Programs.pem("localhost.pem"), Programs.pem("localhost.key"))));
    }

    private static TlsContext trusting() throws Exception {
        return TlsContext.client().withTrusted(Programs.pem("ca.pem"));
    }

    @Test
    void https_trusted_answersAndIsReused() {
        run(() -> {
            TlsContext trust = trusting();
            try (var server = secure();
                    var session = new ClientSession(o -> o.tls(trust))) {
                for (int i = 0; i < 3; i++) {
                    try (var response = session.get("https://localhost:" + server.port() + "/")) {
                        assertThat(response.text()).isEqualTo("secret");
                    }
                }
                assertThat(server.connections).isOne();
            }
        });
    }

    @Test
    void https_notTrusted_isRefused() {
        run(() -> {
            try (var server = secure();
                    var session = new ClientSession()) {
                assertThatThrownBy(() -> session.get("https://localhost:" + server.port() + "/"))
                        .isInstanceOf(SSLHandshakeException.class);
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    @Test
    void https_endsWithoutLength_isTheEndOfTheBody() {
        run(() -> {
            TlsContext trust = trusting();
            try (var server = secure(talk -> {
                        talk.request();
                        talk.send("HTTP/1.1 200 OK\r\n\r\nall of it");
                    });
                    var session = new ClientSession(o -> o.tls(trust));
                    var response = session.get("https://localhost:" + server.port() + "/")) {
                assertThat(response.text()).isEqualTo("all of it");
            }
        });
    }

    @Test
    void unixSocket_connected_answers(@TempDir Path folder) {
        run(() -> {
            Path socket = folder.resolve("s");
            try (var server = Streams.startUnixServer(
                            (reader, writer) -> {
                                reader.readUntil("\r\n\r\n".getBytes());
                                writer.write(ok("unix"));
                                reader.read();
                                writer.close();
                            },
                            socket);
                    var session = new ClientSession(o -> o.unixSocket(socket));
                    var response = session.get("http://docker/v1/info")) {
                assertThat(response.text()).isEqualTo("unix");
            }
        });
    }

    private static void pump(StreamReader from, StreamWriter to) throws IOException {
        try {
            for (byte[] piece = from.read(10_000); piece.length > 0; piece = from.read(10_000)) {
                to.write(piece);
                to.drain();
            }
        } finally {
            to.close();
        }
    }

    private static void join(RawServer.Talk talk, int port) throws IOException {
        try (Connection server = Streams.openConnection("127.0.0.1", port)) {
            TaskGroup.run(group -> {
                group.createTask(() -> pump(talk.reader, server.writer()));
                pump(server.reader(), talk.writer);
            });
        }
    }

    @Test
    void httpProxy_plain_forwards() {
        run(() -> {
            try (var proxy = RawServer.answering(ok("by proxy"));
                    var session = new ClientSession(o -> o.proxy(Proxy.of("http://me:pw@127.0.0.1:" + proxy.port())));
                    var response = session.get("http://example.org:81/a?b")) {
                assertThat(response.text()).isEqualTo("by proxy");
                assertThat(proxy.requests.getFirst())
                        .startsWith("GET http://example.org:81/a?b HTTP/1.1\r\nhost: example.org:81\r\n")
                        .contains("proxy-authorization: " + new BasicAuth("me", "pw").encode());
            }
        });
    }

    @Test
    void httpProxy_https_tunnels() {
        run(() -> {
            TlsContext trust = trusting();
            try (var server = secure();
                    var proxy = RawServer.talking(talk -> {
                        assertThat(talk.request())
                                .startsWith("CONNECT localhost:" + server.port() + " HTTP/1.1\r\nHost: localhost:");
                        talk.send("HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n");
                        join(talk, server.port());
                    });
                    var session =
                            new ClientSession(o -> o.tls(trust).proxy(Proxy.of("http://127.0.0.1:" + proxy.port())))) {
                for (int i = 0; i < 2; i++) {
                    assertThat(session.get("https://localhost:" + server.port() + "/")
                                    .text())
                            .isEqualTo("secret");
                }
                assertThat(proxy.connections).isOne();
                assertThat(server.requests.getFirst()).startsWith("GET / HTTP/1.1\r\n");
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 407 No,407", "HTTP/1.1 502 Bad,502"})
    void httpProxy_refuses_isAnError(String line, int status) {
        run(() -> {
            try (var proxy = RawServer.answering(line + "\r\nContent-Length: 0\r\n\r\n");
                    var session = new ClientSession(o -> o.proxy(Proxy.of("http://127.0.0.1:" + proxy.port())))) {
                assertThatThrownBy(() -> session.get("https://example.org/"))
                        .isInstanceOfSatisfying(
                                ProxyException.class,
                                e -> assertThat(e.status()).isEqualTo(status))
                        .hasMessageContaining("tunnel to example.org:443: " + line);
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    @Test
    void httpsProxy_plain_forwards() {
        run(() -> {
            TlsContext trust = trusting();
            try (var proxy = secure();
                    var session =
                            new ClientSession(o -> o.tls(trust).proxy(Proxy.of("https://localhost:" + proxy.port())))) {
                for (int i = 0; i < 2; i++) {
                    assertThat(session.get("http://example.org/a").text()).isEqualTo("secret");
                }
                assertThat(proxy.requests.getFirst()).startsWith("GET http://example.org/a HTTP/1.1\r\n");
                assertThat(proxy.connections).isOne();
            }
        });
    }

    /** TLS in TLS. */
    @Test
    void httpsProxy_https_tunnels() {
        run(() -> {
            TlsContext trust = trusting();
            byte[] large = new byte[1_000_000];
            try (var server = secure(talk -> {
                        while (talk.request() != null) {
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
                            talk.writer.write(talk.reader.readExactly(large.length));
                        }
                    });
                    var proxy = secure(talk -> {
                        assertThat(talk.request()).startsWith("CONNECT localhost:" + server.port() + " HTTP/1.1\r\n");
                        talk.send("HTTP/1.1 200 OK\r\n\r\n");
                        join(talk, server.port());
                    });
                    var session =
                            new ClientSession(o -> o.tls(trust).proxy(Proxy.of("https://localhost:" + proxy.port())))) {
                for (int i = 0; i < 3; i++) {
                    large[i] = 1;
                    try (var response =
                            session.post("https://localhost:" + server.port() + "/", Payload.of(large.clone()))) {
                        assertThat(response.read()).isEqualTo(large);
                    }
                }
                assertThat(proxy.connections).isOne();
            }
        });
    }

    @Test
    void httpsProxy_notTrusted_isRefused() {
        run(() -> {
            try (var proxy = secure();
                    var session = new ClientSession(o -> o.proxy(Proxy.of("https://localhost:" + proxy.port())))) {
                assertThatThrownBy(() -> session.get("http://example.org/")).isInstanceOf(SSLHandshakeException.class);
                assertThatThrownBy(() -> session.get("https://example.org/")).isInstanceOf(SSLHandshakeException.class);
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    /** A proxy for SOCKS5 that leads wherever it is asked for to one port, and says whether TLS is above. */
    private static RawServer socks(int port, byte reply) throws IOException {
        return RawServer.talking(talk -> {
            assertThat(talk.reader.readExactly(4)).containsExactly(5, 2, 0, 2);
            talk.writer.write(new byte[] {5, 2});
            assertThat(talk.reader.readExactly(2 + 2 + 1 + 2)).containsExactly(1, 2, 'm', 'e', 2, 'p', 'w');
            talk.writer.write(new byte[] {1, 0});
            assertThat(talk.reader.readExactly(4)).containsExactly(5, 1, 0, 3);
            int length = talk.reader.readExactly(1)[0];
            talk.reader.readExactly(length + 2);
            talk.writer.write(new byte[] {5, reply, 0, 1, 127, 0, 0, 1, 0, 80});
            if (reply == 0) {
                join(talk, port);
            }
        });
    }

    @Test
    void socks_plain_tunnels() {
        run(() -> {
            try (var server = RawServer.answering(ok("hi"));
                    var proxy = socks(server.port(), (byte) 0);
                    var session =
                            new ClientSession(o -> o.proxy(Proxy.of("socks5h://me:pw@127.0.0.1:" + proxy.port())))) {
                for (int i = 0; i < 2; i++) {
                    assertThat(session.get("http://example.org/x").text()).isEqualTo("hi");
                }
                assertThat(proxy.connections).isOne();
                assertThat(server.requests.getFirst()).startsWith("GET /x HTTP/1.1\r\nhost: example.org\r\n");
            }
        });
    }

    @Test
    void socks_https_tunnels() {
        run(() -> {
            TlsContext trust = trusting();
            try (var server = secure();
                    var proxy = socks(server.port(), (byte) 0);
                    var session = new ClientSession(
                            o -> o.tls(trust).proxy(Proxy.of("socks5://me:pw@127.0.0.1:" + proxy.port())))) {
                assertThat(session.get("https://localhost/").text()).isEqualTo("secret");
            }
        });
    }

    @Test
    void socks_refuses_isAnError() {
        run(() -> {
            try (var proxy = socks(0, (byte) 4);
                    var session =
                            new ClientSession(o -> o.proxy(Proxy.of("socks5://me:pw@127.0.0.1:" + proxy.port())))) {
                assertThatThrownBy(() -> session.get("http://example.org/"))
                        .isInstanceOf(ProxyException.class)
                        .hasMessageEndingWith("tunnel to example.org:80: host unreachable");
            }
        });
    }

    // ---- HTTP/2 through proxies ----

    private static WebServer secondVersion(boolean tls) throws Exception {
        WebOptions options = WebOptions.DEFAULT.withShutdownTime(Duration.ofSeconds(1));
        return new Application()
                .get("/", request -> Response.text(request.version() + " " + request.host()))
                .start(
                        "127.0.0.1",
                        0,
                        tls
                                ? options.withTls(
                                        TlsContext.server(Programs.pem("localhost.pem"), Programs.pem("localhost.key")))
                                : options);
    }

    @ParameterizedTest
    @CsvSource({"http, true", "http, false", "socks5, true", "socks5, false"})
    void proxy_toHttp2_tunnels(String scheme, boolean tls) {
        run(() -> {
            TlsContext trust = trusting();
            try (var server = secondVersion(tls);
                    var proxy = scheme.equals("http")
                            ? RawServer.talking(talk -> {
                                assertThat(talk.request()).startsWith("CONNECT localhost:");
                                talk.send("HTTP/1.1 200 OK\r\n\r\n");
                                join(talk, server.port());
                            })
                            : socks(server.port(), (byte) 0);
                    var session = new ClientSession(o -> o.tls(trust)
                            .version(tls ? HttpVersion.HTTP_2 : HttpVersion.HTTP_2_PRIOR_KNOWLEDGE)
                            .proxy(Proxy.of(scheme + "://me:pw@127.0.0.1:" + proxy.port())))) {
                String host = "localhost:" + server.port();
                for (int i = 0; i < 2; i++) {
                    assertThat(session.get((tls ? "https://" : "http://") + host + "/")
                                    .text())
                            .isEqualTo("HTTP/2.0 " + host);
                }
                assertThat(proxy.connections).isOne();
            }
        });
    }
}
