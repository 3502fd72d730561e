package io.asyncio4j.net;

import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What the tests of TLS share: each back end with each engine, and the certificates. */
abstract class TlsTest extends NetTest {

    static final TlsContext CLIENT = trusting("ca");
    static final TlsContext SERVER = showing("localhost");

    static Stream<Arguments> backendsAndEngines() {
        return backends().flatMap(backend -> Arrays.stream(TlsEngine.values())
                .filter(TlsEngine::isAvailable)
                .map(engine -> Arguments.of(backend, engine)));
    }

    static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(TlsTest.class.getResource("tls/" + name)).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
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
