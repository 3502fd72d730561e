package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.openUnixConnection;
import static io.asyncio4j.net.Streams.startServer;
import static io.asyncio4j.net.Streams.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Future;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** G13: however a connection is lost, the exception says which one, in the same words on all back ends. */
class LostConnectionTest extends TlsTest {

    private static final String HOST = "127.0.0.1";
    private static final String RESET = "Connection reset by peer";

    /** A server of the JDK with one client of ours, which it can reset. */
    private record Peer(ServerSocket server, Socket socket, Connection client) implements AutoCloseable {

        static Peer open() throws IOException {
            ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(HOST));
            Connection client = openConnection(HOST, server.getLocalPort());
            return new Peer(server, toThread(server::accept), client);
        }

        String name() {
            return HOST + ":" + server.getLocalPort();
        }

        void reset() throws IOException {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            client.writer().transport().abort();
            socket.close();
            server.close();
        }
    }

    private static AbstractThrowableAssert<?, ?> assertLost(ThrowingCallable call, String message) {
        return assertThatThrownBy(call)
                .isInstanceOf(SocketException.class)
                .hasMessage(message)
                .hasCauseInstanceOf(IOException.class);
    }

    @EachBackend
    void client_whoseServerResets(IoBackend backend) {
        run(backend, () -> {
            try (Peer peer = Peer.open()) {
                String message = "connection to " + peer.name() + ": " + RESET;
                Task<byte[]> reading = createTask(() -> peer.client().reader().readExactly(10));
                sleep(Duration.ofMillis(1));
                peer.reset();
                assertThatThrownBy(reading::await).hasRootCauseInstanceOf(IOException.class);
                Connection c = peer.client();
                assertLost(() -> c.reader().read(10), message);
                assertLost(() -> c.reader().read(), message);
                assertLost(() -> c.reader().readline(), message);
                assertLost(() -> c.writer().drain(), message);
                assertLost(() -> c.writer().waitClosed(), message);
                assertThat(c.reader().exception()).hasMessage(message);
                assertThat(c.writer().getExtraInfo(ExtraInfo.PEERNAME))
                        .isEqualTo(peer.server().getLocalSocketAddress());
            }
        });
    }

    @EachBackend
    void server_whoseClientResets(IoBackend backend) {
        run(backend, () -> {
            Future<IOException> lost = Asyncio.getRunningLoop().createFuture();
            ClientHandler handler = (reader, writer) -> {
                try (writer) {
                    writer.write("ready\n");
                    reader.read();
                } catch (IOException e) {
                    lost.setResult(e);
                }
            };
            try (Server server = startServer(handler, HOST, 0)) {
                Socket socket = new Socket(HOST, server.port());
                InetSocketAddress client = (InetSocketAddress) socket.getLocalSocketAddress();
                toThread(() -> socket.getInputStream().readNBytes(6));
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                socket.close();
                assertThat(lost.await()).hasMessage("connection to " + HOST + ":" + client.getPort() + ": " + RESET);
            }
        });
    }

    @EachBackend
    void protocol_isToldTheSame(IoBackend backend) {
        run(backend, () -> {
            Future<Throwable> lost = Asyncio.getRunningLoop().createFuture();
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
                var _ = Net.createConnection(
                        () -> new Protocol() {
                            @Override
                            public void dataReceived(byte[] data) {}

                            @Override
                            public void connectionLost(@Nullable Throwable cause) {
                                lost.setResult(Objects.requireNonNull(cause));
                            }
                        },
                        HOST,
                        server.getLocalPort());
                try (Socket socket = toThread(server::accept)) {
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
                assertThat(lost.await())
                        .isInstanceOf(SocketException.class)
                        .hasMessage("connection to " + HOST + ":" + server.getLocalPort() + ": " + RESET);
            }
        });
    }

    @EachBackend
    void writer_whosePeerResets(IoBackend backend) {
        run(backend, () -> {
            try (Peer peer = Peer.open()) {
                Connection c = peer.client();
                c.writer().transport().pauseReading(); // so that it is the writing that fails
                Task<?> writing = createTask(() -> {
                    while (true) {
                        c.writer().write(new byte[100_000]);
                        c.writer().drain();
                        sleep(Duration.ZERO);
                    }
                });
                toThread(() -> peer.socket().getInputStream().readNBytes(1000));
                peer.reset();
                assertThatThrownBy(writing::await).rootCause().isInstanceOf(IOException.class);
                assertThat(c.reader().exception())
                        .isInstanceOf(SocketException.class)
                        .message()
                        .matches("connection to " + peer.name() + ": (Connection reset by peer|Broken pipe)");
            }
        });
    }

    @EachBackend
    void drain_afterTheEnd(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, HOST, 0)) {
                Connection c = openConnection(HOST, server.port());
                c.close();
                c.writer().waitClosed();
                c.writer().write("nobody gets that");
                assertThatThrownBy(() -> c.writer().drain())
                        .isInstanceOf(SocketException.class)
                        .hasMessage("connection to " + HOST + ":" + server.port() + " is closed");
            }
        });
    }

    @EachBackend
    void endInTheMiddle_andLinesTooLong_sayWhoseTheyWere(IoBackend backend) {
        run(backend, () -> {
            ClientHandler handler = (_, writer) -> {
                writer.write("x".repeat(100) + "\nabc");
                writer.close();
            };
            try (Server server = startServer(handler, HOST, 0);
                    Connection c = openConnection(HOST, server.port(), ConnectOptions.DEFAULT.withLimit(50))) {
                String name = "connection to " + HOST + ":" + server.port() + ": ";
                assertThatThrownBy(() -> c.reader().readline())
                        .isInstanceOf(LimitOverrunException.class)
                        .hasMessage(name + "line of more than 50 bytes, which is the limit");
                assertThatThrownBy(() -> c.reader().readExactly(10))
                        .isInstanceOf(IncompleteReadException.class)
                        .hasMessage(name + "3 bytes read on a total of 10 expected bytes");
            }
        });
    }

    @EachBackend
    void sendfile_whosePeerResets(IoBackend backend, @TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[20_000_000]);
        run(backend, () -> {
            for (boolean asItIs : new boolean[] {true, false}) {
                try (Peer peer = Peer.open();
                        FileChannel file = FileChannel.open(path)) {
                    Transport transport = peer.client().writer().transport();
                    transport.pauseReading();
                    Task<Long> sending = createTask(() -> FileSending.send(transport, file, 0, null, true, asItIs));
                    toThread(() -> peer.socket().getInputStream().readNBytes(1000));
                    peer.reset();
                    Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(sending));
                    assertThat(sending.exception())
                            .isInstanceOf(SocketException.class)
                            .message()
                            .matches("sendfile to " + peer.name()
                                    + ": (Connection reset by peer|Broken pipe|the connection was closed)");
                }
            }
        });
    }

    @EachBackend
    void unixSocket_isNamedByItsPath_onBothSides(IoBackend backend, @TempDir Path folder) {
        run(backend, () -> {
            Path path = folder.resolve("other");
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(path));
                try (Connection c = openUnixConnection(path)) {
                    SocketChannel accepted = server.accept();
                    c.writer().write("nobody reads that, which makes the end a reset");
                    while (c.writer().transport().getWriteBufferSize() > 0) {
                        sleep(Duration.ofMillis(1));
                    }
                    accepted.close();
                    assertLost(() -> c.reader().read(), "connection to " + path + ": " + RESET);
                }
            }
            Path own = folder.resolve("own");
            Future<Throwable> closed = Asyncio.getRunningLoop().createFuture();
            ClientHandler handler = (_, writer) -> {
                writer.close();
                writer.waitClosed();
                try {
                    writer.drain();
                } catch (IOException e) {
                    closed.setResult(e);
                }
            };
            try (Server server = startUnixServer(handler, own);
                    Connection c = openUnixConnection(own)) {
                assertThat(server.isServing()).isTrue();
                assertThat(c.reader().read()).isEmpty();
                assertThat(closed.await()).hasMessage("connection to " + own + " is closed");
            }
        });
    }

    // ---- TLS ----

    private static void reset(Socket socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }

    /** Accepts TLS and then has the plain socket below, which can be reset. */
    private record TlsPeer(ServerSocket server, Socket below, SSLSocket socket, Connection client)
            implements AutoCloseable {

        static TlsPeer open(TlsContext context) throws Exception {
            ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(HOST));
            Task<Connection> connecting =
                    createTask(() -> openConnection(HOST, server.getLocalPort(), TlsTest.client(context)));
            Socket below = toThread(server::accept);
            SSLSocket socket = toThread(() -> {
                SSLSocket made = (SSLSocket) jdkContext().getSocketFactory().createSocket(below, null, true);
                made.startHandshake();
                return made;
            });
            return new TlsPeer(server, below, socket, connecting.await());
        }

        String name() {
            return HOST + ":" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            client.writer().transport().abort();
            below.close();
            server.close();
        }
    }

    @EachTlsEngine
    void overTls_resetWhileReading(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (TlsPeer peer = TlsPeer.open(CLIENT.withEngine(engine))) {
                reset(peer.below());
                assertLost(() -> peer.client().reader().read(), "connection to " + peer.name() + ": " + RESET);
                assertLost(() -> peer.client().writer().waitClosed(), "connection to " + peer.name() + ": " + RESET);
            }
        });
    }

    @EachTlsEngine
    void overTls_resetWhileWriting(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (TlsPeer peer = TlsPeer.open(CLIENT.withEngine(engine))) {
                Connection c = peer.client();
                Task<?> writing = createTask(() -> {
                    while (true) {
                        c.writer().write(new byte[100_000]);
                        c.writer().drain();
                        sleep(Duration.ZERO);
                    }
                });
                toThread(() -> peer.socket().getInputStream().readNBytes(1000));
                reset(peer.below());
                assertThatThrownBy(writing::await).hasRootCauseInstanceOf(IOException.class);
                assertThat(c.reader().exception())
                        .isInstanceOf(SocketException.class)
                        .message()
                        .matches("connection to " + peer.name() + ": (Connection reset by peer|Broken pipe)");
            }
        });
    }

    @EachTlsEngine
    void overTls_resetWhileClosing_endsIt(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (TlsPeer peer = TlsPeer.open(CLIENT.withEngine(engine))) {
                Connection c = peer.client();
                c.writer().write(new byte[20_000_000]);
                c.close();
                sleep(Duration.ofMillis(5));
                reset(peer.below());
                assertThatThrownBy(c.writer()::waitClosed)
                        .isInstanceOf(SocketException.class)
                        .message()
                        .matches("connection to " + peer.name() + ": (Connection reset by peer|Broken pipe)");
            }
        });
    }

    @EachTlsEngine
    void overTls_resetInMidHandshake(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
                Task<Connection> connecting = createTask(
                        () -> openConnection(HOST, server.getLocalPort(), client(CLIENT.withEngine(engine))));
                Socket socket = toThread(server::accept);
                toThread(() -> socket.getInputStream().readNBytes(5));
                reset(socket);
                assertThatThrownBy(connecting::await).rootCause().isInstanceOf(IOException.class);
                assertThat(connecting.exception())
                        .hasMessage("TLS handshake with " + HOST + ":" + server.getLocalPort() + ": " + RESET);
            }
        });
    }
}
