package io.asyncio4j.net;

import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.net.internal.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.params.provider.Arguments;

/** What the tests of TLS share: each back end with each engine, and the certificates. */
abstract class TlsTest extends NetTest {

    static final TlsContext CLIENT = trusting("ca");
    static final TlsContext SERVER = showing("localhost");

    static Stream<Arguments> backendsAndEngines() {
        return backends()
                .flatMap(backend -> Arrays.stream(TlsEngine.values())
                        .filter(TlsEngine::isAvailable)
                        .map(engine -> Arguments.of(backend, engine)));
    }

    static Path file(String name) {
        return Programs.pem(name);
    }

    static TlsContext trusting(String authority) {
        try {
            return TlsContext.client().withTrusted(file(authority + ".pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TlsContext showing(String certificate) {
        try {
            return TlsContext.server(file(certificate + ".pem"), file(certificate + ".key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A context of the JDK that shows the certificate of localhost, and trusts the authority. */
    static SSLContext jdkContext() {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "localhost",
                    Pem.privateKey(file("localhost.key"), null),
                    new char[0],
                    Pem.certificates(file("localhost.pem")).toArray(Certificate[]::new));
            keys.setCertificateEntry("ca", Pem.certificates(file("ca.pem")).getFirst());
            KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
            own.init(keys, new char[0]);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(keys);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    static ConnectOptions client(TlsContext context) {
        return ConnectOptions.DEFAULT.withTls(context);
    }

    static ServerOptions server(TlsContext context) {
        return ServerOptions.DEFAULT.withTls(context);
    }

    static Server echoServer(TlsContext context) throws IOException {
        return startServer(StreamsTest::echo, "127.0.0.1", 0, server(context));
    }

    static void assertEchoes(Connection c, String line) throws IOException {
        c.writer().write(line + "\n");
        assertThat(text(c.reader().readline())).isEqualTo(line + "\n");
    }

    static Connection connect(Server server, TlsContext context) throws IOException {
        return openConnection("127.0.0.1", server.port(), client(context));
    }
}
