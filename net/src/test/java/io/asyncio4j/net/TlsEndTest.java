package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** G04: how connections over TLS end, and how fast writers wait. */
class TlsEndTest extends TlsTest {

    /** Writes down what it is told. */
    private static final class Recorder implements Protocol {

        final List<String> calls = new ArrayList<>();
        final Future<@Nullable Void> lost = Asyncio.getRunningLoop().createFuture();

        @Nullable
        Transport transport;

        @Override
        public void connectionMade(Transport newTransport) {
            transport = newTransport;
            calls.add("made, " + (newTransport.getExtraInfo(ExtraInfo.CIPHER) == null ? "in plain" : "over TLS"));
        }

        @Override
        public void dataReceived(byte[] data) {
            calls.add(text(data));
        }

        @Override
        public boolean eofReceived() {
            calls.add("eof");
            return true; // which does not help over TLS
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            calls.add("lost " + cause);
            lost.setResult(null);
        }
    }

    private void assertEnds(IoBackend backend, TlsEngine engine, ClientHandler ending, String... calls) {
        run(backend, () -> {
            try (Server server = startServer(ending, "127.0.0.1", 0, server(SERVER.withEngine(engine)))) {
                Recorder recorder = Net.createConnection(
                                Recorder::new, "127.0.0.1", server.port(), client(CLIENT.withEngine(engine)))
                        .protocol();
                recorder.lost.await();
                assertThat(recorder.calls).containsExactly(calls);
                server.close();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void closedByThePeer_isEof_thenLost(IoBackend backend, TlsEngine engine) {
        assertEnds(
                backend,
                engine,
                (_, writer) -> {
                    writer.write("bye");
                    writer.close();
                },
                "made, over TLS",
                "bye",
                "eof",
                "lost null");
    }

    @EachTlsEngine
    void endWithoutCloseNotify_isEofToo(IoBackend backend, TlsEngine engine) {
        assertEnds(backend, engine, (_, writer) -> writer.transport().abort(), "made, over TLS", "eof", "lost null");
    }

    @EachTlsEngine
    void whatWasWritten_isSentBeforeTheEnd(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            byte[] large = new byte[3_000_000];
            try (Server server = startServer(
                            (_, writer) -> {
                                writer.write(large);
                                writer.close();
                                writer.waitClosed();
                            },
                            "127.0.0.1",
                            0,
                            server(SERVER.withEngine(engine)));
                    Connection c = connect(server, CLIENT.withEngine(engine))) {
                sleep(Duration.ofMillis(30)); // the server's buffers are full, and it is closing
                assertThat(c.reader().read()).hasSize(large.length);
                c.writer().waitClosed();
                server.close();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void close_waitsForTheAnswer_butNotForever(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            // in TLS 1.3, session tickets may come after the end, which BoringSSL takes for the answer
            TlsContext context = CLIENT.withVersions("TLSv1.2").withEngine(engine);
            ConnectOptions options = client(context).withTlsShutdownTimeout(Duration.ofMillis(150));
            try (SSLServerSocket mute = (SSLServerSocket)
                    jdkContext().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Task<SSLSocket> accepting = createTask(() -> Asyncio.toThread(() -> {
                    SSLSocket socket = (SSLSocket) mute.accept();
                    socket.startHandshake();
                    return socket;
                }));
                Connection c = openConnection("127.0.0.1", mute.getLocalPort(), options);
                try (SSLSocket _ = accepting.await()) {
                    c.writer().write("nobody reads that");
                    c.close();
                    assertThatThrownBy(c.writer()::waitClosed)
                            .isInstanceOf(SocketTimeoutException.class)
                            .hasMessage("TLS end with 127.0.0.1:" + mute.getLocalPort() + ": no answer within 150 ms");
                }
            }
        });
    }

    @EachTlsEngine
    void abort_doesNotWait(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = startServer(
                            (_, writer) -> writer.transport().pauseReading(),
                            "127.0.0.1",
                            0,
                            server(SERVER.withEngine(engine)));
                    Connection c = connect(server, CLIENT.withEngine(engine))) {
                c.writer().write("lost");
                c.writer().transport().abort();
                Asyncio.timeout(Duration.ofSeconds(5), () -> c.writer().waitClosed());
                server.abortClients();
            }
        });
    }

    @EachTlsEngine
    void bothSidesCloseAtOnce(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = startServer(
                    (reader, writer) -> {
                        writer.write(reader.readline());
                        writer.close();
                        writer.waitClosed();
                    },
                    "127.0.0.1",
                    0,
                    server(SERVER.withEngine(engine)))) {
                Connection c = connect(server, CLIENT.withEngine(engine));
                c.writer().write("x\n");
                assertThat(text(c.reader().readline())).isEqualTo("x\n");
                c.close();
                Asyncio.timeout(Duration.ofSeconds(5), () -> c.writer().waitClosed());
                server.close();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void close_whileThePeerFloods_ends(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = startServer(
                    (_, writer) -> {
                        byte[] chunk = new byte[10_000];
                        try {
                            while (true) {
                                writer.write(chunk);
                                writer.drain();
                            }
                        } catch (IOException _) {
                            writer.close();
                        }
                    },
                    "127.0.0.1",
                    0,
                    server(SERVER.withEngine(engine)))) {
                Connection c = connect(server, CLIENT.withEngine(engine));
                assertThat(c.reader().readExactly(1000)).hasSize(1000);
                c.close();
                Asyncio.timeout(Duration.ofSeconds(5), () -> c.writer().waitClosed());
                server.close();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void drain_waitsForASlowPeer_andMemoryIsBounded(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = startServer((_, _) -> {}, "127.0.0.1", 0, server(SERVER.withEngine(engine)));
                    Connection c = connect(server, CLIENT.withEngine(engine))) {
                Task<@Nullable Void> flood = createTask(() -> {
                    byte[] chunk = new byte[10_000];
                    while (true) {
                        c.writer().write(chunk);
                        c.writer().drain();
                    }
                });
                long last = -1;
                for (int calm = 0; calm < 5; ) { // until the flood stands still
                    sleep(Duration.ofMillis(20));
                    long size = c.writer().transport().getWriteBufferSize();
                    calm = size == last && size > 0 ? calm + 1 : 0;
                    last = size;
                }
                assertThat(last).isLessThan(WriteTransport.DEFAULT_HIGH_WATER + 10_000 + 1_000); // TLS adds a little
                assertThat(flood.done()).isFalse();
                flood.cancel();
                c.writer().transport().abort();
                server.abortClients();
            }
        });
    }

    @EachTlsEngine
    void pausedReading_holdsThePeerBack(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            byte[] large = new byte[20_000_000];
            try (Server server = startServer(
                            (_, writer) -> {
                                writer.write(large);
                                writer.close();
                            },
                            "127.0.0.1",
                            0,
                            server(SERVER.withEngine(engine)));
                    Connection c = connect(server, CLIENT.withEngine(engine))) {
                int last = -1;
                for (int calm = 0; calm < 5; ) {
                    sleep(Duration.ofMillis(20));
                    int size = c.reader().available();
                    calm = size == last && size > 0 ? calm + 1 : 0;
                    last = size;
                }
                assertThat(last).isLessThan(large.length / 2);
                assertThat(c.reader().read()).hasSize(large.length);
            }
        });
    }
}
