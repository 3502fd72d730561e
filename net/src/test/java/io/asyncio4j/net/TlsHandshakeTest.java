package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.openUnixConnection;
import static io.asyncio4j.net.Streams.startServer;
import static io.asyncio4j.net.Streams.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** G04: what the two sides of TLS find out about each other, and what happens when they do not like it. */
class TlsHandshakeTest extends TlsTest {

    /** What a certificate's owner is called. */
    private static String name(@Nullable List<Certificate> chain) {
        return chain == null
                ? "nobody"
                : ((X509Certificate) chain.getFirst()).getSubjectX500Principal().getName();
    }

    /** A connection attempt fails with that, and the server lives on. */
    private void assertRefused(IoBackend backend, TlsContext serverContext, TlsContext client, String... reasons) {
        run(backend, () -> {
            try (Server server = echoServer(serverContext)) {
                assertThatThrownBy(() -> connect(server, client))
                        .isInstanceOf(SSLHandshakeException.class)
                        .message()
                        .startsWith("TLS handshake with 127.0.0.1:" + server.port() + ": ")
                        .contains(reasons);
                TlsContext good = TlsContext.client().withoutVerification();
                try (Connection c = connect(server, good)) {
                    assertEchoes(c, "still there");
                }
                server.close();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void wrongHost_isRefused(IoBackend backend, TlsEngine engine) {
        assertRefused(
                backend,
                showing("example").withEngine(engine),
                CLIENT.withEngine(engine),
                "the certificate is not for 127.0.0.1: ");
    }

    @EachTlsEngine
    void expiredCertificate_isRefused(IoBackend backend, TlsEngine engine) {
        assertRefused(
                backend,
                showing("expired").withEngine(engine),
                CLIENT.withEngine(engine),
                "the certificate has expired: ");
    }

    @EachTlsEngine
    void selfSignedCertificate_isRefused(IoBackend backend, TlsEngine engine) {
        assertRefused(
                backend,
                showing("rsa").withEngine(engine),
                CLIENT.withEngine(engine),
                "the certificate's issuer is not trusted: ");
    }

    @EachTlsEngine
    void unknownIssuer_isRefused(IoBackend backend, TlsEngine engine) {
        assertRefused(
                backend,
                SERVER.withEngine(engine),
                trusting("other-ca").withEngine(engine),
                "the certificate's issuer is not trusted: ");
    }

    @EachTlsEngine
    void usualTrust_doesNotIncludeTheTestAuthority(IoBackend backend, TlsEngine engine) {
        assertRefused(
                backend,
                SERVER.withEngine(engine),
                TlsContext.client().withEngine(engine),
                "the certificate's issuer is not trusted: ");
    }

    @EachTlsEngine
    void noCommonVersion_isRefused(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = echoServer(SERVER.withVersions("TLSv1.3").withEngine(engine))) {
                assertThatThrownBy(() ->
                                connect(server, CLIENT.withVersions("TLSv1.2").withEngine(engine)))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessage("TLS handshake with 127.0.0.1:" + server.port()
                                + ": refused by the peer: protocol_version");
            }
        });
    }

    @EachTlsEngine
    void selfSignedCertificate_thatIsTrusted_isTaken(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = echoServer(showing("rsa").withEngine(engine));
                    Connection c = connect(server, trusting("rsa").withEngine(engine))) {
                assertEchoes(c, "x");
            }
        });
    }

    @EachTlsEngine
    void withoutHostnameCheck_anyTrustedCertificateIsTaken(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = echoServer(showing("example").withEngine(engine));
                    Connection c = connect(server, CLIENT.withoutHostnameCheck().withEngine(engine))) {
                assertEchoes(c, "x");
            }
        });
    }

    @EachTlsEngine
    void serverHostname_isWhatTheCertificateMustBear(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            ConnectOptions options = client(CLIENT.withEngine(engine));
            try (Server server = echoServer(showing("example").withEngine(engine));
                    Connection c =
                            openConnection("127.0.0.1", server.port(), options.withServerHostname("a.wild.test"))) {
                assertEchoes(c, "x");
                assertThatThrownBy(() ->
                                openConnection("127.0.0.1", server.port(), options.withServerHostname("wild.test")))
                        .hasMessageContaining("the certificate is not for wild.test");
            }
        });
    }

    @EachTlsEngine
    void extraInfo_tellsWhatWasAgreed(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext context = CLIENT.withVersions("TLSv1.3").withEngine(engine);
            Connection left;
            try (Server server = echoServer(SERVER.withEngine(engine));
                    Connection c = connect(server, context)) {
                left = c;
                assertThat(c.writer().getExtraInfo(ExtraInfo.SSLCONTEXT)).isSameAs(context);
                assertThat(c.writer().getExtraInfo(ExtraInfo.CIPHER)).startsWith("TLS_");
                SSLSession session = Objects.requireNonNull(c.writer().getExtraInfo(ExtraInfo.SSL_SESSION));
                assertThat(session.getProtocol()).isEqualTo("TLSv1.3");
                assertThat(c.writer().getExtraInfo(ExtraInfo.ALPN_PROTOCOL)).isNull();
                assertThat(c.writer().getExtraInfo(ExtraInfo.PEERNAME)).isNotNull();
                assertThat(c.writer().canWriteEof()).isFalse();
                assertThatThrownBy(() -> c.writer().writeEof()).isInstanceOf(UnsupportedOperationException.class);
            }
            left.writer().waitClosed();
            assertThat(name(left.writer().getExtraInfo(ExtraInfo.PEERCERT))).isEqualTo("CN=localhost");
        });
    }

    @EachTlsEngine
    void plainConnection_knowsNothingOfTls(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                assertThat(c.writer().getExtraInfo(ExtraInfo.SSLCONTEXT)).isNull();
                assertThat(c.writer().canWriteEof()).isTrue();
            }
        });
    }

    // ---- certificates of clients ----

    private static void sayWho(StreamReader reader, StreamWriter writer) throws IOException {
        writer.write(name(writer.getExtraInfo(ExtraInfo.PEERCERT)) + "\n");
        writer.close();
    }

    private static String askWho(Server server, TlsContext context) throws IOException {
        try (Connection c = connect(server, context)) {
            return text(c.reader().readline()).trim();
        }
    }

    @EachTlsEngine
    void clientCertificate_isSeen(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext server = SERVER.withTrusted(file("ca.pem")).withEngine(engine);
            TlsContext client = CLIENT.withCertificate(file("client.pem"), file("client.key"))
                    .withEngine(engine);
            for (ClientAuthentication wanted : ClientAuthentication.values()) {
                try (Server s = startServer(
                        TlsHandshakeTest::sayWho, "127.0.0.1", 0, server(server.withClientAuthentication(wanted)))) {
                    assertThat(askWho(s, client))
                            .isEqualTo(wanted == ClientAuthentication.NONE ? "nobody" : "CN=client");
                }
            }
        });
    }

    @EachTlsEngine
    void clientCertificateMissing_isRefusedIfRequired(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext server = SERVER.withTrusted(file("ca.pem")).withEngine(engine);
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                TlsContext client = CLIENT.withVersions(version).withEngine(engine);
                try (Server s = startServer(
                        TlsHandshakeTest::sayWho,
                        "127.0.0.1",
                        0,
                        server(server.withClientAuthentication(ClientAuthentication.WANTED)))) {
                    assertThat(askWho(s, client)).isEqualTo("nobody");
                }
                try (Server s = startServer(
                        TlsHandshakeTest::sayWho,
                        "127.0.0.1",
                        0,
                        server(server.withClientAuthentication(ClientAuthentication.REQUIRED)))) {
                    // in TLS 1.3, a client learns it after its handshake, when it reads
                    assertThatThrownBy(() -> askWho(s, client))
                            .isInstanceOf(SSLException.class)
                            .hasMessageContaining("127.0.0.1:" + s.port() + ": refused by the peer: ");
                }
            }
        });
    }

    @EachTlsEngine
    void clientCertificateOfAnotherAuthority_isRefused(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext server = SERVER.withTrusted(file("other-ca.pem"))
                    .withClientAuthentication(ClientAuthentication.REQUIRED)
                    .withEngine(engine);
            TlsContext client =
                    CLIENT.withCertificate(file("rsa.pem"), file("rsa.key")).withEngine(engine);
            try (Server s = startServer(TlsHandshakeTest::sayWho, "127.0.0.1", 0, server(server))) {
                assertThatThrownBy(() -> askWho(s, client))
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("refused by the peer: ");
            }
        });
    }

    // ---- ALPN and SNI ----

    private static @Nullable String agreed(TlsContext server, TlsContext client) throws IOException {
        try (Server s = echoServer(server);
                Connection c = connect(s, client)) {
            assertEchoes(c, "x");
            return c.writer().getExtraInfo(ExtraInfo.ALPN_PROTOCOL);
        }
    }

    @EachTlsEngine
    void alpn_choosesWhatBothSpeak(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext server = SERVER.withEngine(engine);
            TlsContext client = CLIENT.withEngine(engine);
            assertThat(agreed(server.withAlpn("h2", "http/1.1"), client.withAlpn("h2", "http/1.1")))
                    .isEqualTo("h2");
            assertThat(agreed(server.withAlpn("http/1.1"), client.withAlpn("h2", "http/1.1")))
                    .isEqualTo("http/1.1");
            assertThat(agreed(server.withAlpn("a"), client.withAlpn("b"))).isNull();
            assertThat(agreed(server, client.withAlpn("b"))).isNull();
        });
    }

    @EachTlsEngine
    void serverNames_chooseTheCertificate(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext server = SERVER.withEngine(engine)
                    .withServerNames(Map.of("example.test", showing("example").withEngine(engine)));
            TlsContext client = CLIENT.withEngine(engine);
            try (Server s = echoServer(server)) {
                try (Connection c = connect(s, client)) { // an address: no name is sent
                    assertEchoes(c, "x");
                    assertThat(name(c.writer().getExtraInfo(ExtraInfo.PEERCERT)))
                            .isEqualTo("CN=localhost");
                }
                ConnectOptions options = client(client);
                try (Connection c = openConnection("127.0.0.1", s.port(), options.withServerHostname("EXAMPLE.test"))) {
                    assertEchoes(c, "x");
                    assertThat(name(c.writer().getExtraInfo(ExtraInfo.PEERCERT)))
                            .isEqualTo("CN=example");
                }
                try (Connection c = openConnection("127.0.0.1", s.port(), options.withServerHostname("localhost"))) {
                    assertEchoes(c, "x");
                    assertThat(name(c.writer().getExtraInfo(ExtraInfo.PEERCERT)))
                            .isEqualTo("CN=localhost");
                }
            }
        });
    }

    @EachTlsEngine
    void serverNames_thatThrow_areReported_andTheServerGoesOn(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext server = SERVER.withEngine(engine).withServerNames(name -> {
                throw new IllegalStateException("no " + name);
            });
            try (Server s = echoServer(server)) {
                assertThatThrownBy(() -> openConnection(
                                "127.0.0.1",
                                s.port(),
                                client(CLIENT.withEngine(engine)).withServerHostname("example.test")))
                        .isInstanceOf(SSLHandshakeException.class);
                assertThat(reports)
                        .containsExactly("no TLS context could be chosen for the server name example.test: "
                                + "java.lang.IllegalStateException: no example.test");
                reports.clear();
                try (Connection c = connect(s, CLIENT)) {
                    assertEchoes(c, "x");
                }
            }
        });
    }

    // ---- peers that misbehave ----

    /** A server that accepts, does that, and never speaks TLS. */
    private static Server plainServer(ClientHandler handler) throws IOException {
        return startServer(handler, "127.0.0.1", 0);
    }

    private static void assertFails(ThrowingCallable attempt, Server server, String reason) {
        assertThatThrownBy(attempt)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessage("TLS handshake with 127.0.0.1:" + server.port() + ": " + reason);
    }

    @EachTlsEngine
    void peerThatNeverAnswers_timesOut(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            ConnectOptions options = client(CLIENT.withEngine(engine)).withTlsHandshakeTimeout(Duration.ofMillis(150));
            try (Server server = plainServer((_, _) -> {})) {
                assertFails(
                        () -> openConnection("127.0.0.1", server.port(), options), server, "not done within 150 ms");
                server.close();
                server.abortClients();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void clientThatNeverSpeaks_isDropped(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            for (TlsContext context :
                    List.of(SERVER.withEngine(engine), SERVER.withEngine(engine).withServerNames(_ -> null))) {
                ServerOptions options = server(context).withTlsHandshakeTimeout(Duration.ofMillis(150));
                try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0, options);
                        Connection silent = openConnection("127.0.0.1", server.port())) {
                    assertThat(silent.reader().read()).isEmpty();
                    server.close();
                    server.waitClosed();
                }
            }
        });
    }

    @EachTlsEngine
    void endInMidHandshake_isSaid(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = plainServer((reader, writer) -> {
                reader.readExactly(10);
                reader.read(100_000);
                writer.close();
            })) {
                assertFails(
                        () -> connect(server, CLIENT.withEngine(engine)), server, "the peer has ended the connection");
            }
        });
    }

    @EachTlsEngine
    void resetInMidHandshake_isSaid(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = plainServer((reader, writer) -> {
                reader.readExactly(1); // the rest stays unread, which makes it a reset
                writer.transport().pauseReading();
                writer.transport().abort();
            })) {
                assertThatThrownBy(() -> connect(server, CLIENT.withEngine(engine)))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageStartingWith("TLS handshake with 127.0.0.1:" + server.port() + ": ");
            }
        });
    }

    @EachTlsEngine
    void peerThatSpeaksSomethingElse_isSaid(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = plainServer((_, writer) -> {
                writer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
                writer.drain();
            })) {
                assertThatThrownBy(() -> connect(server, CLIENT.withEngine(engine)))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageStartingWith("TLS handshake with 127.0.0.1:" + server.port() + ": ");
                server.abortClients();
            }
        });
    }

    @EachTlsEngine
    void clientThatSpeaksSomethingElse_isDropped_reportedInDebugModeOnly(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            for (boolean debug : new boolean[] {false, true}) {
                Asyncio.getRunningLoop().setDebug(debug);
                try (Server server = echoServer(SERVER.withEngine(engine));
                        Connection c = openConnection("127.0.0.1", server.port())) {
                    c.writer().write("GET / HTTP/1.1\r\n\r\n");
                    c.reader().read();
                    server.close();
                    server.waitClosed();
                }
                assertThat(reports).hasSize(debug ? 1 : 0);
            }
            assertThat(reports.getFirst())
                    .startsWith("Error on transport creation for incoming connection: "
                            + "javax.net.ssl.SSLHandshakeException: TLS handshake with 127.0.0.1:");
            reports.clear();
            Asyncio.getRunningLoop().setDebug(false);
        });
    }

    @EachTlsEngine
    void cancelledInMidHandshake_leavesNothingOpen(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            Future<@Nullable Void> helloCame = Asyncio.getRunningLoop().createFuture();
            try (Server server = plainServer((reader, _) -> {
                reader.readExactly(1);
                helloCame.setResult(null);
                reader.read(); // until the client is gone
            })) {
                Task<Connection> attempt = createTask(() -> connect(server, CLIENT.withEngine(engine)));
                helloCame.await();
                attempt.cancel();
                assertThatThrownBy(attempt::await).isInstanceOf(CancelledError.class);
                server.close();
                server.closeClients();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void serverClosedInMidHandshake_dropsTheClient(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = echoServer(SERVER.withEngine(engine));
                    Connection c = openConnection("127.0.0.1", server.port())) {
                while (!server.toString().contains("connections=1")) {
                    sleep(Duration.ofMillis(1));
                }
                server.close();
                server.closeClients();
                assertThat(c.reader().read()).isEmpty();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void manyHandshakesAtOnce_someOfThemBroken(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext good = CLIENT.withEngine(engine);
            TlsContext bad = trusting("other-ca").withEngine(engine);
            try (Server server = echoServer(SERVER.withEngine(engine))) {
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    String message = "message " + i;
                    if (i % 3 == 0) {
                        tasks.add(createTask(() -> {
                            assertThatThrownBy(() -> connect(server, bad)).isInstanceOf(SSLHandshakeException.class);
                        }));
                    } else {
                        tasks.add(createTask(() -> {
                            try (Connection c = connect(server, good)) {
                                assertEchoes(c, message);
                            }
                        }));
                    }
                }
                gather(tasks).await();
                server.close();
                server.waitClosed();
            }
        });
    }

    // ---- Unix sockets ----

    @EachTlsEngine
    void unixSocket_overTls(IoBackend backend, TlsEngine engine, @TempDir Path folder) {
        run(backend, () -> {
            Path path = folder.resolve("s");
            ConnectOptions options = client(CLIENT.withEngine(engine));
            try (Server server = startUnixServer(StreamsTest::echo, path, server(SERVER.withEngine(engine)))) {
                try (Connection c = openUnixConnection(path, options.withServerHostname("localhost"))) {
                    assertEchoes(c, "x");
                }
                assertThatThrownBy(() -> openUnixConnection(path, options))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("serverHostname is needed");
                assertThatThrownBy(() -> openUnixConnection(path, options.withServerHostname("example.test")))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageStartingWith("TLS handshake with " + path + ": the certificate is not for");
            }
            assertThat(Files.exists(path)).isFalse();
        });
    }
}
