package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.net.internal.Pem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** G04: what a {@link TlsContext} is made of. */
class TlsContextTest extends TlsTest {

    private static final char[] PASSWORD = "secret".toCharArray();

    private static X509Certificate[] chain(String name) throws IOException {
        return Pem.certificates(file(name + ".pem")).toArray(X509Certificate[]::new);
    }

    @Test
    void privateKey_isReadInEachForm() throws IOException {
        PrivateKey ec = Pem.privateKey(file("localhost.key"), null);
        assertThat(ec.getAlgorithm()).isEqualTo("EC");
        PrivateKey sec1 = Pem.privateKey(file("localhost-sec1.key"), null); // has the public key, too
        assertThat(((ECPrivateKey) sec1).getS()).isEqualTo(((ECPrivateKey) ec).getS());
        assertThat(Pem.privateKey(file("localhost-encrypted.key"), "secret")).isEqualTo(ec);
        PrivateKey rsa = Pem.privateKey(file("rsa.key"), null);
        assertThat(rsa.getAlgorithm()).isEqualTo("RSA");
        assertThat(Pem.privateKey(file("rsa-pkcs1.key"), null)).isEqualTo(rsa);
    }

    @Test
    void badFiles_areNamed() {
        assertThatThrownBy(() -> TlsContext.server(file("localhost.pem"), file("localhost-encrypted.key")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost-encrypted.key: ")
                .hasMessageContaining("no password was given");
        assertThatThrownBy(() -> TlsContext.server(file("localhost.pem"), file("localhost-encrypted.key"), "wrong"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost-encrypted.key: the private key cannot be read: ");
        assertThatThrownBy(() -> TlsContext.server(file("localhost.key"), file("localhost.key")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost.key: no certificate in it");
        assertThatThrownBy(() -> TlsContext.server(file("localhost.pem"), file("localhost.pem")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost.pem: no private key in it");
        assertThatThrownBy(() -> TlsContext.client().withTrusted(file("ca.pem").resolveSibling("none.pem")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void badArguments_areRefused() throws Exception {
        TlsContext client = TlsContext.client();
        assertThatThrownBy(client::withAlpn).hasMessage("no protocols (expected: at least one)");
        assertThatThrownBy(() -> client.withAlpn("h2", "")).hasMessage("an empty protocol in [h2, ]");
        assertThatThrownBy(() -> client.withVersions("TLS 1.3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("versions [TLS 1.3] (expected: TLSv1.2, TLSv1.3)");
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        assertThatThrownBy(() -> TlsContext.server(empty, PASSWORD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("private keys in the key store: [] (expected: exactly one)");
        assertThatThrownBy(() -> TlsContext.of(jdkContext()).withTrusted(chain("ca")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("what is trusted belongs to the SSLContext that this was made of; set it there");
        assertThatThrownBy(() -> TlsOptions.DEFAULT.withServerHostname("x").withServerSide(true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("serverHostname = x is only meaningful for a client");
    }

    @Test
    void text_saysWhatIsDangerous() {
        assertThat(SERVER.withAlpn("h2")).hasToString("<TlsContext certificate=CN=localhost alpn=[h2]>");
        assertThat(TlsContext.client().withoutHostnameCheck()).hasToString("<TlsContext NO HOST NAME CHECK>");
        assertThat(TlsContext.client().withoutVerification()).hasToString("<TlsContext NO VERIFICATION>");
    }

    @EachTlsEngine
    void serverWithoutCertificate_isRefusedBeforeItListens(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            assertThatThrownBy(() -> echoServer(CLIENT.withEngine(engine)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("a server needs a certificate");
            assertThatThrownBy(() -> echoServer(SERVER.withClientAuthentication(ClientAuthentication.REQUIRED)
                            .withEngine(engine)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("it was not said which are trusted");
        });
    }

    @EachTlsEngine
    void keyStore_keyAndCertificates_rsa(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "it", Pem.privateKey(file("rsa-pkcs1.key"), null), PASSWORD, (Certificate[]) chain("rsa"));
            TlsContext client = TlsContext.client().withTrusted(chain("rsa")).withEngine(engine);
            try (Server server = echoServer(TlsContext.server(store, PASSWORD).withEngine(engine));
                    Connection c = connect(server, client)) {
                assertEchoes(c, "x");
            }
        });
    }

    @EachTlsEngine
    void ciphers_areThoseThatWereGiven(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            String suite = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
            TlsContext client =
                    CLIENT.withVersions("TLSv1.2").withCiphers(suite).withEngine(engine);
            try (Server server = echoServer(SERVER.withEngine(engine));
                    Connection c = connect(server, client)) {
                assertEchoes(c, "x");
                assertThat(c.writer().getExtraInfo(ExtraInfo.CIPHER)).isEqualTo(suite);
            }
            assertThatThrownBy(() -> openConnection(
                            "127.0.0.1", 9, client(CLIENT.withCiphers("NO_SUCH").withEngine(engine))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NO_SUCH");
        });
    }

    @EachBackend
    void jdkContext_servesBothSides(IoBackend backend) {
        run(backend, () -> {
            TlsContext context = TlsContext.of(jdkContext());
            try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0, server(context.withAlpn("b", "a")));
                    Connection c = connect(server, context.withAlpn("a"))) {
                assertEchoes(c, "x");
                assertThat(c.writer().getExtraInfo(ExtraInfo.ALPN_PROTOCOL)).isEqualTo("a");
                assertThatThrownBy(() -> openConnection(
                                "127.0.0.1", server.port(), client(context).withServerHostname("example.test")))
                        .hasMessageContaining("the certificate is not for example.test");
            }
        });
    }

    /** The first use takes long, so it is made elsewhere while the loop goes on. */
    @Test
    void firstUse_letsOtherTasksRun() {
        TlsContext context = TlsContext.client();
        List<String> out = new ArrayList<>();
        Asyncio.run(() -> {
            Task<?> using = createTask(() -> {
                context.prepare(getRunningLoop(), false);
                out.add("prepared");
                context.prepare(getRunningLoop(), false);
                out.add("at once");
            });
            Task<?> other = createTask(() -> {
                out.add("other");
            });
            using.await();
            other.await();
        });
        assertThat(out).containsExactly("other", "prepared", "at once");
        assertThat(context.isPrepared(false)).isTrue();
        assertThat(context.isPrepared(true)).isFalse();
    }
}
