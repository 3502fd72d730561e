package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** N09: TLS that begins in the middle of a connection. */
class StartTlsTest extends TlsTest {

    private static final TlsOptions LOCALHOST = TlsOptions.DEFAULT.withServerHostname("localhost");

    /** Reads lines and answers each; after STARTTLS, over TLS. */
    private static ClientHandler upgrading(TlsContext context) {
        return (reader, writer) -> {
            byte[] line;
            while ((line = reader.readline()).length > 0) {
                if (text(line).equals("STARTTLS\n")) {
                    writer.write("go ahead\n");
                    writer.startTls(context, TlsOptions.DEFAULT);
                } else {
                    writer.write(line);
                }
            }
            writer.close();
        };
    }

    @EachTlsEngine
    void upgrade_inMidStream(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = startServer(upgrading(SERVER.withEngine(engine)), "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                Transport transport = c.writer().transport();
                assertEchoes(c, "plain");
                c.writer().write("STARTTLS\n");
                assertThat(text(c.reader().readline())).isEqualTo("go ahead\n");
                c.writer().startTls(CLIENT.withEngine(engine), LOCALHOST);
                assertEchoes(c, "secret");
                assertThat(c.writer().getExtraInfo(ExtraInfo.CIPHER)).startsWith("TLS_");
                assertThat(c.writer().transport()).isSameAs(transport);
                assertThat(c.writer().canWriteEof()).isFalse();
                c.close();
                c.writer().waitClosed();
                server.close();
                server.waitClosed();
            }
        });
    }

    /** The client's first bytes of TLS arrive together with the request to begin, and land in the server's reader. */
    @EachTlsEngine
    void pipelinedBytes_areNotLost(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext context = SERVER.withEngine(engine);
            Future<@Nullable Void> mayGoOn = Asyncio.getRunningLoop().createFuture();
            ClientHandler late = (reader, writer) -> {
                assertThat(text(reader.readline())).isEqualTo("STARTTLS\n");
                mayGoOn.await();
                assertThat(reader.available()).isPositive();
                writer.startTls(context, TlsOptions.DEFAULT);
                StreamsTest.echo(reader, writer);
            };
            try (Server server = startServer(late, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                c.writer().write("STARTTLS\n");
                Task<@Nullable Void> upgrade =
                        createTask(() -> c.writer().startTls(CLIENT.withEngine(engine), LOCALHOST));
                Asyncio.sleep(Duration.ofMillis(50)); // the server has received all of it
                mayGoOn.setResult(null);
                upgrade.await();
                assertEchoes(c, "secret");
            }
        });
    }

    /** The same without streams: the bytes wait in the transport, which was paused. */
    @EachTlsEngine
    void undeliveredBytes_areNotLost(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            Lines lines = new Lines();
            try (Server server = Net.createServer(() -> lines, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                c.writer().write("STARTTLS\n");
                lines.paused.await(); // the transport receives once more nevertheless
                Task<@Nullable Void> upgrade =
                        createTask(() -> c.writer().startTls(CLIENT.withEngine(engine), LOCALHOST));
                Asyncio.sleep(Duration.ofMillis(50));
                Transport transport = Objects.requireNonNull(lines.transport);
                Transport secure = Net.startTls(
                        transport, lines, SERVER.withEngine(engine), TlsOptions.DEFAULT.withServerSide(true));
                assertThat(secure).isSameAs(transport);
                upgrade.await();
                transport.write("welcome\n");
                assertThat(text(c.reader().readline())).isEqualTo("welcome\n");
                c.writer().write("hello\n");
                transport.resumeReading();
                c.close();
                c.writer().waitClosed();
                assertThat(lines.calls).containsExactly("made", "STARTTLS\n", "hello\n", "eof");
            }
        });
    }

    /** Pauses when it is asked to begin. */
    private static final class Lines implements Protocol {
        final List<String> calls = new ArrayList<>();
        final Future<@Nullable Void> paused = Asyncio.getRunningLoop().createFuture();

        @Nullable
        Transport transport;

        @Override
        public void connectionMade(Transport newTransport) {
            transport = newTransport;
            calls.add("made");
        }

        @Override
        public void dataReceived(byte[] data) {
            calls.add(new String(data, StandardCharsets.ISO_8859_1));
            if (!paused.done()) {
                Objects.requireNonNull(transport).pauseReading();
                paused.setResult(null);
            }
        }

        @Override
        public boolean eofReceived() {
            calls.add("eof");
            return false;
        }
    }

    @EachTlsEngine
    void tlsInTls(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext inner = showing("example").withEngine(engine);
            try (Server server = startServer(upgrading(inner), "127.0.0.1", 0, server(SERVER.withEngine(engine)));
                    Connection c = connect(server, CLIENT.withEngine(engine))) {
                assertEchoes(c, "once");
                c.writer().write("STARTTLS\n");
                assertThat(text(c.reader().readline())).isEqualTo("go ahead\n");
                c.writer()
                        .startTls(
                                CLIENT.withAlpn("inner").withEngine(engine),
                                TlsOptions.DEFAULT.withServerHostname("example.test"));
                assertEchoes(c, "twice");
                byte[] large = new byte[1_000_000];
                Task<byte[]> reading = createTask(() -> c.reader().readExactly(large.length));
                for (int i = 0; i < large.length; i += 1000) {
                    large[i + 999] = '\n';
                }
                c.writer().write(large);
                assertThat(reading.await()).isEqualTo(large);
                c.close();
                Asyncio.timeout(Duration.ofSeconds(5), () -> c.writer().waitClosed());
                server.close();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void tlsInTls_endedByThePeer(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            for (boolean abruptly : new boolean[] {false, true}) {
                ClientHandler handler = (reader, writer) -> {
                    writer.startTls(showing("localhost").withEngine(engine), TlsOptions.DEFAULT);
                    writer.write(reader.readline());
                    if (abruptly) {
                        writer.drain();
                        reader.readline();
                        writer.transport().abort();
                    } else {
                        writer.close();
                    }
                };
                try (Server server = startServer(handler, "127.0.0.1", 0, server(SERVER.withEngine(engine)))) {
                    Connection c = connect(server, CLIENT.withEngine(engine));
                    c.writer().startTls(CLIENT.withEngine(engine), LOCALHOST);
                    assertEchoes(c, "x");
                    c.writer().write("y\n");
                    Asyncio.timeout(Duration.ofSeconds(5), () -> {
                        assertThat(c.reader().read()).isEmpty();
                        c.writer().waitClosed();
                    });
                    server.close();
                    server.waitClosed();
                }
            }
        });
    }

    @EachTlsEngine
    void failedUpgrade_closesTheConnection(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            List<Throwable> atServer = new ArrayList<>();
            ClientHandler handler = (reader, writer) -> {
                try {
                    upgrading(SERVER.withEngine(engine)).handle(reader, writer);
                } catch (IOException e) {
                    atServer.add(e);
                    writer.close();
                }
            };
            try (Server server = startServer(handler, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                c.writer().write("STARTTLS\n");
                assertThat(text(c.reader().readline())).isEqualTo("go ahead\n");
                assertThatThrownBy(
                                () -> c.writer().startTls(trusting("other-ca").withEngine(engine), LOCALHOST))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining(
                                "127.0.0.1:" + server.port() + ": the certificate's issuer is not trusted");
                assertThat(c.writer().isClosing()).isTrue();
                assertThatThrownBy(c.reader()::read).isInstanceOf(SSLHandshakeException.class);
                assertThatThrownBy(c.writer()::waitClosed).isInstanceOf(SSLHandshakeException.class);
                server.close();
                server.waitClosed();
                assertThat(atServer).singleElement().isInstanceOf(IOException.class);
            }
        });
    }

    @EachTlsEngine
    void cancelledUpgrade_closesTheConnection(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            Future<@Nullable Void> helloCame = Asyncio.getRunningLoop().createFuture();
            ClientHandler handler = (reader, writer) -> {
                reader.readExactly(1);
                helloCame.setResult(null);
                reader.read();
                writer.close();
            };
            try (Server server = startServer(handler, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                Task<@Nullable Void> upgrade =
                        createTask(() -> c.writer().startTls(CLIENT.withEngine(engine), LOCALHOST));
                helloCame.await();
                upgrade.cancel();
                assertThatThrownBy(upgrade::await).isInstanceOf(CancelledError.class);
                assertThat(c.writer().isClosing()).isTrue();
                server.close();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void upgrade_atTheWrongTime_isRefused(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext context = CLIENT.withEngine(engine);
            try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                assertThatThrownBy(() -> c.writer().startTls(context, TlsOptions.DEFAULT))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("serverHostname is needed");
                assertThatThrownBy(() -> Net.startTls(
                                c.writer().transport(),
                                (Protocol) _ -> {},
                                context,
                                TlsOptions.DEFAULT.withServerSide(true)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("a server needs a certificate");
                assertEchoes(c, "still plain");
                c.close();
                assertThatThrownBy(() -> c.writer().startTls(context, LOCALHOST))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("TLS cannot start here and now: ");
            }
        });
    }
}
