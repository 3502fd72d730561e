package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.net.ProtocolTest.Recorder;
import io.asyncio4j.net.SocketsTest.Pair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** N03, N05, N06, N08: connections and servers over sockets that the JDK has made. */
class AdoptedSocketsTest extends TlsTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    private static ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open().bind(ANY_PORT);
    }

    private static SocketChannel connectedTo(Server server) throws IOException {
        return SocketChannel.open(server.addresses().getFirst());
    }

    private static byte[] pattern(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    /** Sends back what it receives. */
    private static class Echo extends Recorder {
        @Override
        public void dataReceived(byte[] data) {
            java.util.Objects.requireNonNull(transport).write(data);
        }
    }

    // ---- there and back ----

    @EachBackend
    void acceptedSocket_becomesATransport(IoBackend backend) {
        run(backend, () -> {
            try (ServerSocketChannel listener = listening()) {
                listener.configureBlocking(false);
                Task<Connection> connecting = createTask(
                        () -> openConnection("127.0.0.1", listener.socket().getLocalPort()));
                SocketChannel socket = Sockets.sockAccept(listener);
                try (Connection c = connecting.await()) {
                    var accepted = Net.connectAcceptedSocket(Echo::new, socket);
                    assertThat(accepted.transport().getExtraInfo(ExtraInfo.PEERNAME))
                            .isEqualTo(c.writer().getExtraInfo(ExtraInfo.SOCKNAME));
                    assertThat(accepted.transport().getExtraInfo(ExtraInfo.SOCKNAME))
                            .isEqualTo(listener.getLocalAddress());
                    assertEchoes(c, "hello");
                    c.close();
                    accepted.protocol().lost.await();
                    assertThat(accepted.protocol().out).containsExactly("made", "eof", "lost null");
                    assertThat(socket.isOpen()).isFalse();
                }
            }
        });
    }

    @EachBackend
    void connectedSocket_becomesStreams_andIsClosedWithThem(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0)) {
                SocketChannel socket = connectedTo(server);
                try (Connection c = openConnection(socket)) {
                    assertEchoes(c, "one");
                    assertEchoes(c, "two");
                    c.writer().writeEof();
                    assertThat(c.reader().read()).isEmpty();
                    c.close();
                    c.writer().waitClosed();
                    assertThat(socket.isOpen()).isFalse();
                }
            }
        });
    }

    @EachBackend
    void boundSocket_becomesAServer_andItsPortIsFreeAfterwards(IoBackend backend) {
        run(backend, () -> {
            ServerSocketChannel listener = listening();
            int port = listener.socket().getLocalPort();
            Server server = startServer(StreamsTest::echo, listener);
            assertThat(server.port()).isEqualTo(port);
            List<Task<?>> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String message = "message " + i;
                clients.add(createTask(() -> {
                    try (Connection c = openConnection("127.0.0.1", port)) {
                        for (int round = 0; round < 10; round++) {
                            assertEchoes(c, message);
                        }
                    }
                }));
            }
            gather(clients).await();
            server.close();
            server.waitClosed();
            assertThat(listener.isOpen()).isFalse();
            startServer(StreamsTest::echo, "127.0.0.1", port).close();
        });
    }

    @EachBackend
    void unixSockets_serveAndConnect(IoBackend backend, @TempDir Path folder) {
        run(backend, () -> {
            Path path = folder.resolve("socket");
            ServerSocketChannel listener =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
            try (Server server = startServer(StreamsTest::echo, listener)) {
                try (Connection c = openConnection(connectedTo(server));
                        Connection d = Streams.openUnixConnection(path)) {
                    assertEchoes(c, "over Unix");
                    assertEchoes(d, "over Unix, too");
                    assertThat(c.writer().getExtraInfo(ExtraInfo.PEERNAME)).isEqualTo(UnixDomainSocketAddress.of(path));
                }
            }
            assertThat(Files.exists(path)).isFalse();
        });
    }

    @EachBackend
    void notServing_connectionsWait(IoBackend backend) {
        run(backend, () -> {
            try (Server server =
                            startServer(StreamsTest::echo, listening(), ServerOptions.DEFAULT.withStartServing(false));
                    Connection c = openConnection(connectedTo(server))) {
                c.writer().write("x\n");
                Task<byte[]> reading = createTask(() -> c.reader().readline());
                sleep(Duration.ofMillis(20));
                assertThat(reading.done()).isFalse();
                server.startServing();
                assertThat(text(reading.await())).isEqualTo("x\n");
            }
        });
    }

    @EachBackend
    void largeMessages_comeThroughWhole_bothWays(IoBackend backend) {
        run(backend, () -> {
            Pair pair = Pair.open();
            byte[] large = pattern(5_000_000);
            try (Connection a = openConnection(pair.a());
                    Connection b = openConnection(pair.b())) {
                Task<byte[]> atA = createTask(() -> a.reader().readExactly(large.length));
                Task<byte[]> atB = createTask(() -> b.reader().readExactly(large.length));
                Task<?> sendingA = createTask(() -> sendSlowly(a.writer(), large));
                sendSlowly(b.writer(), large);
                sendingA.await();
                assertThat(atA.await()).isEqualTo(large);
                assertThat(atB.await()).isEqualTo(large);
            }
        });
    }

    private static void sendSlowly(StreamWriter writer, byte[] data) throws IOException {
        for (int at = 0; at < data.length; at += 50_000) {
            writer.write(data, at, Math.min(50_000, data.length - at));
            writer.drain();
        }
    }

    @EachBackend
    void unread_holdsTheSenderBack(IoBackend backend) {
        run(backend, () -> {
            Pair pair = Pair.open();
            byte[] large = pattern(20_000_000);
            var receiver = Net.createConnection(Recorder::new, pair.a());
            receiver.transport().pauseReading();
            try (Connection sender = openConnection(pair.b())) {
                Task<?> sending = createTask(() -> sendSlowly(sender.writer(), large));
                sleep(Duration.ofMillis(50));
                assertThat(sending.done()).isFalse();
                assertThat(receiver.protocol().out).containsExactly("made");
                receiver.transport().resumeReading();
                sending.await();
            }
            receiver.protocol().lost.await();
        });
    }

    @EachBackend
    void file_isSent(IoBackend backend, @TempDir Path folder) {
        run(backend, () -> {
            byte[] content = pattern(2_000_000);
            Path file = Files.write(folder.resolve("file"), content);
            Pair pair = Pair.open();
            try (Connection a = openConnection(pair.a());
                    Connection b = openConnection(pair.b())) {
                Task<byte[]> reading = createTask(() -> b.reader().readExactly(content.length));
                assertThat(Net.sendfile(a.writer().transport(), file)).isEqualTo(content.length);
                assertThat(reading.await()).isEqualTo(content);
            }
        });
    }

    @EachTlsEngine
    void tls_onBothSides(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            Pair pair = Pair.open();
            TlsContext client = CLIENT.withEngine(engine);
            Task<Endpoint<Transport, Echo>> accepting =
                    createTask(() -> Net.connectAcceptedSocket(Echo::new, pair.b(), server(SERVER.withEngine(engine))));
            try (Connection c = openConnection(
                    pair.a(), client(client).withServerHostname("localhost").withLimit(1000))) {
                var accepted = accepting.await();
                assertThat(c.writer().getExtraInfo(ExtraInfo.CIPHER)).isNotNull();
                assertEchoes(c, "secret");
                c.close();
                c.writer().waitClosed();
                accepted.protocol().lost.await();
            }
        });
    }

    @EachBackend
    void tls_ofAServer(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, listening(), server(SERVER));
                    Connection c = connect(server, CLIENT)) {
                assertEchoes(c, "secret");
            }
        });
    }

    // ---- what was before ----

    @EachBackend
    void whatCameBefore_isReceived(IoBackend backend) {
        run(backend, () -> {
            Pair pair = Pair.open();
            pair.b().write(ByteBuffer.wrap("early\n".getBytes()));
            pair.b().close();
            try (Connection c = openConnection(pair.a())) {
                assertThat(text(c.reader().readline())).isEqualTo("early\n");
                assertThat(c.reader().read()).isEmpty();
            }
        });
    }

    @EachBackend
    void socketThatWasWatchedAMomentAgo_isTakenOver(IoBackend backend) {
        run(backend, () -> {
            Pair pair = Pair.open();
            Task<byte[]> receiving = createTask(() -> Sockets.sockRecv(pair.a(), 5));
            sleep(Duration.ofMillis(5));
            pair.b().write(ByteBuffer.wrap("firstrest\n".getBytes()));
            assertThat(text(receiving.await())).isEqualTo("first");
            try (Connection c = openConnection(pair.a());
                    Connection peer = openConnection(pair.b())) {
                assertThat(text(c.reader().readline())).isEqualTo("rest\n");
                c.writer().write("back\n");
                assertThat(text(peer.reader().readline())).isEqualTo("back\n");
            }
        });
    }

    // ---- the end ----

    @EachBackend
    void resetByPeer_isTold(IoBackend backend) {
        run(backend, () -> {
            Pair pair = Pair.open();
            var made = Net.createConnection(Recorder::new, pair.a());
            pair.b().setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.b().close();
            made.protocol().lost.await();
            assertThat(made.protocol().out).hasSize(2).last().asString().contains("reset");
        });
    }

    @EachBackend
    void socketClosedUnderneath_endsTheConnection(IoBackend backend) {
        run(backend, () -> {
            Pair pair = Pair.open();
            var made = Net.createConnection(Recorder::new, pair.a());
            pair.a().close();
            pair.b().close();
            made.protocol().lost.await();
            assertThat(made.transport().isClosing()).isTrue();
        });
    }

    @EachBackend
    void endOfTheLoop_closesTheSockets(IoBackend backend) throws IOException {
        Pair pair = Pair.open();
        ServerSocketChannel listener = listening();
        Endpoint<Transport, Recorder>[] kept = new Endpoint[1];
        run(backend, () -> {
            kept[0] = Net.createConnection(Recorder::new, pair.a());
            var _ = startServer(StreamsTest::echo, listener);
        });
        assertThat(pair.a().isOpen()).isFalse();
        assertThat(listener.isOpen()).isFalse();
        pair.b().configureBlocking(true);
        assertThat(pair.b().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        pair.b().close();
    }

    @EachBackend
    void closedConnections_leaveNoDescriptor(IoBackend backend) {
        run(backend, () -> {
            openConnection(Pair.open().a()).close(); // what all share is there now
            System.gc();
            long before = Descriptors.sockets();
            for (int i = 0; i < 50; i++) {
                Pair pair = Pair.open();
                var a = Net.createConnection(Recorder::new, pair.a());
                var b = Net.connectAcceptedSocket(Recorder::new, pair.b());
                a.transport().close();
                b.transport().abort();
                startServer(StreamsTest::echo, listening()).close();
            }
            Descriptors.awaitSockets(before);
        });
    }

    // ---- failures ----

    @EachBackend
    void throwingFactory_closesTheSocket(IoBackend backend) {
        run(backend, () -> {
            Pair pair = Pair.open();
            try (Connection peer = openConnection(pair.b())) {
                assertThatThrownBy(() -> Net.createConnection(
                                () -> {
                                    throw new IllegalStateException("no protocol");
                                },
                                pair.a()))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("no protocol");
                assertThat(peer.reader().read()).isEmpty();
                assertThat(pair.a().isOpen()).isFalse();
            }
        });
    }

    @EachBackend
    void cancelledHandshake_closesTheSocket(IoBackend backend) {
        run(backend, () -> {
            Pair pair = Pair.open();
            try (Connection peer = openConnection(pair.b())) {
                Task<?> accepting =
                        createTask(() -> Net.connectAcceptedSocket(Recorder::new, pair.a(), server(SERVER)));
                sleep(Duration.ofMillis(10));
                accepting.cancel();
                assertThatThrownBy(accepting::await).isInstanceOf(CancelledError.class);
                assertThat(peer.reader().read()).isEmpty();
                assertThat(pair.a().isOpen()).isFalse();
            }
        });
    }

    @EachBackend
    void socketsThatCannotBeTaken_areRefusedAndLeftAsTheyAre(IoBackend backend) {
        run(backend, () -> {
            try (SocketChannel unconnected = SocketChannel.open();
                    ServerSocketChannel unbound = ServerSocketChannel.open();
                    Pair pair = Pair.open();
                    Selector selector = Selector.open()) {
                refused(() -> openConnection(unconnected), "(expected: a connected one)");
                refused(() -> startServer(StreamsTest::echo, unbound), "(expected: a bound one)");

                String free = "(expected: one that is registered with no selector, and that nobody waits for)";
                SelectionKey key = pair.a().register(selector, SelectionKey.OP_READ);
                refused(() -> Net.connectAcceptedSocket(Recorder::new, pair.a()), free);
                key.cancel();
                selector.selectNow();
                Net.addReader(pair.a(), () -> {});
                refused(() -> openConnection(pair.a()), free);
                assertThat(Net.removeReader(pair.a())).isTrue();

                refused(
                        () -> openConnection(pair.a(), client(CLIENT)),
                        "serverHostname is needed, since the server's certificate must bear it");
                refused(
                        () -> openConnection(pair.a(), ConnectOptions.DEFAULT.withFamily(StandardProtocolFamily.INET)),
                        "family = INET, localAddress = null (expected: neither, since the socket is connected already)");
                assertThat(pair.a().isOpen()).isTrue();

                SocketChannel closed = SocketChannel.open();
                closed.close();
                refused(() -> openConnection(closed), "(expected: an open one)");
                ServerSocketChannel closedListener = listening();
                closedListener.close();
                refused(() -> startServer(StreamsTest::echo, closedListener), "(expected: an open one)");

                openConnection(pair.a()).close();
            }
        });
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @EachBackend
    void keepAlive_isSet(IoBackend backend) {
        run(backend, () -> {
            Pair pair = Pair.open();
            var made = Net.connectAcceptedSocket(Recorder::new, pair.a(), ServerOptions.DEFAULT.withKeepAlive(true));
            assertThat(pair.a().getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            assertThat(pair.a().getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            Future<@Nullable Void> lost = made.protocol().lost;
            pair.b().close();
            lost.await();
        });
    }
}
