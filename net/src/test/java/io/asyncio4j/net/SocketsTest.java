package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.DatagramTest.bytes;
import static io.asyncio4j.net.DatagramTest.openFiles;
import static io.asyncio4j.net.Sockets.sockAccept;
import static io.asyncio4j.net.Sockets.sockConnect;
import static io.asyncio4j.net.Sockets.sockRecv;
import static io.asyncio4j.net.Sockets.sockRecvInto;
import static io.asyncio4j.net.Sockets.sockRecvfrom;
import static io.asyncio4j.net.Sockets.sockRecvfromInto;
import static io.asyncio4j.net.Sockets.sockSendall;
import static io.asyncio4j.net.Sockets.sockSendfile;
import static io.asyncio4j.net.Sockets.sockSendto;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** N01, N02: sockets of the JDK in the loop. */
class SocketsTest extends NetTest {

    /** Two connected sockets, non-blocking. */
    record Pair(SocketChannel a, SocketChannel b) implements AutoCloseable {

        static Pair open() throws IOException {
            try (ServerSocketChannel server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress("127.0.0.1", 0));
                SocketChannel a = SocketChannel.open(server.getLocalAddress());
                SocketChannel b = server.accept();
                a.configureBlocking(false);
                b.configureBlocking(false);
                return new Pair(a, b);
            }
        }

        @Override
        public void close() throws IOException {
            a.close();
            b.close();
        }
    }

    static String readAll(SocketChannel channel) {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(1000);
            channel.read(buffer);
            return new String(buffer.array(), 0, buffer.position(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Long enough for a hop to the selector's thread and back, if there is one. */
    static void settleDown() {
        sleep(Duration.ofMillis(20));
    }

    // ---- callbacks ----

    @EachBackend
    void sA113_secondReaderReplacesTheFirst_removeTellsWhetherThereWasOne(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                List<String> out = new ArrayList<>();
                Future<@Nullable Void> read = getRunningLoop().createFuture();
                Net.addReader(pair.a, () -> out.add("first"));
                Net.addReader(pair.a, () -> {
                    out.add(readAll(pair.a));
                    out.add("" + Net.removeReader(pair.a));
                    read.setResult(null);
                });
                pair.b.write(ByteBuffer.wrap(bytes("x")));
                read.await();
                settleDown();
                assertThat(out).containsExactly("x", "true");
                assertThat(Net.removeReader(pair.a)).isFalse();
            }
        });
    }

    @EachBackend
    void reader_isCalledAgainWhileThereIsMore_andForEachNewByte(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                StringBuilder seen = new StringBuilder();
                Net.addReader(pair.a, () -> {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    try {
                        pair.a.read(one);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    seen.append(new String(one.array(), 0, one.position(), java.nio.charset.StandardCharsets.UTF_8));
                });
                pair.b.write(ByteBuffer.wrap(bytes("abc")));
                until(() -> seen.toString().equals("abc"));
                pair.b.write(ByteBuffer.wrap(bytes("de")));
                until(() -> seen.toString().equals("abcde"));
                assertThat(Net.removeReader(pair.a)).isTrue();
                pair.b.write(ByteBuffer.wrap(bytes("f")));
                settleDown();
                assertThat(seen).hasToString("abcde");
            }
        });
    }

    private interface Condition {
        boolean holds();
    }

    private static void until(Condition condition) throws Exception {
        timeout(Duration.ofSeconds(5), () -> {
            while (!condition.holds()) {
                sleep(Duration.ofMillis(1));
            }
        });
    }

    @EachBackend
    void writerAndReader_areIndependent(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                int[] calls = new int[2];
                Net.addReader(pair.a, () -> calls[0]++);
                Net.addWriter(pair.a, () -> calls[1]++);
                until(() -> calls[1] > 2);
                assertThat(calls[0]).isZero();
                assertThat(Net.removeWriter(pair.a)).isTrue();
                assertThat(Net.removeWriter(pair.a)).isFalse();
                settleDown();
                int before = calls[1];
                settleDown();
                assertThat(calls[1]).isEqualTo(before);
                pair.b.write(ByteBuffer.wrap(bytes("x")));
                until(() -> calls[0] > 2);
                assertThat(Net.removeReader(pair.a)).isTrue();
            }
        });
    }

    @EachBackend
    void removedAndAddedAgainAtOnce_works(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                for (int i = 0; i < 200; i++) {
                    StringBuilder seen = new StringBuilder();
                    Net.addReader(pair.a, () -> seen.append("old"));
                    Net.removeReader(pair.a);
                    Net.addReader(pair.a, () -> seen.append(readAll(pair.a)));
                    pair.b.write(ByteBuffer.wrap(bytes("x")));
                    until(() -> seen.toString().equals("x"));
                    Net.removeReader(pair.a);
                }
            }
        });
    }

    @EachBackend
    void callbackThatThrows_isReported_andStaysRegistered(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                StringBuilder seen = new StringBuilder();
                Net.addReader(pair.a, () -> {
                    seen.append(readAll(pair.a));
                    throw new IllegalStateException("on purpose");
                });
                pair.b.write(ByteBuffer.wrap(bytes("x")));
                until(() -> seen.toString().equals("x"));
                pair.b.write(ByteBuffer.wrap(bytes("y")));
                until(() -> seen.toString().equals("xy"));
                Net.removeReader(pair.a);
                until(() -> reports.size() == 2);
                assertThat(reports).allMatch(report -> report.contains("on purpose"));
                reports.clear();
            }
        });
    }

    @EachBackend
    void closedWhileWatched_isRemoved_andLeavesNoDescriptor(IoBackend backend) {
        run(backend, () -> {
            try (Pair warmUp = Pair.open()) {
                Net.addReader(warmUp.a, () -> {});
                Net.removeReader(warmUp.a);
                settleDown();
            }
            settleDown();
            long before = openFiles();
            Pair pair = Pair.open();
            Net.addReader(pair.a, () -> readAll(pair.a));
            settleDown();
            pair.close();
            until(() -> openFiles() <= before);
            until(() -> !Net.removeReader(pair.a));
        });
    }

    @EachBackend
    void readerOfAServer_isCalledForAConnection(IoBackend backend) {
        run(backend, () -> {
            try (ServerSocketChannel server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
                Future<@Nullable SocketChannel> accepted = getRunningLoop().createFuture();
                Net.addReader(server, () -> {
                    try {
                        accepted.setResult(server.accept());
                    } catch (IOException e) {
                        accepted.setException(e);
                    }
                    Net.removeReader(server);
                });
                try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                    SocketChannel connection = accepted.await();
                    assertThat(connection).isNotNull();
                    assertThat(connection.getRemoteAddress()).isEqualTo(client.getLocalAddress());
                    connection.close();
                }
            }
        });
    }

    // ---- tasks ----

    @EachBackend
    void sA114_blockingSockets_areRefused_bytesGoThere(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                pair.a.configureBlocking(true);
                assertThatThrownBy(() -> sockRecv(pair.a, 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("the socket must be non-blocking");
                assertThatThrownBy(() -> Net.addReader(pair.a, () -> {}))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("the socket must be non-blocking");
                pair.a.configureBlocking(false);
                sockSendall(pair.a, bytes("hello"));
                assertThat(text(sockRecv(pair.b, 3))).isEqualTo("hel");
                assertThat(text(sockRecv(pair.b, 9))).isEqualTo("lo");
                pair.a.close();
                assertThat(sockRecv(pair.b, 9)).isEmpty();
                assertThat(sockRecvInto(pair.b, ByteBuffer.allocate(9))).isEqualTo(-1);
                assertThatThrownBy(() -> sockRecv(pair.a, 9)).isInstanceOf(ClosedChannelException.class);
                assertThatThrownBy(() -> Net.addWriter(pair.a, () -> {})).isInstanceOf(ClosedChannelException.class);
                assertThatThrownBy(() -> sockRecv(pair.b, -1)).isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @EachBackend
    void recv_waits(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                for (int i = 0; i < 50; i++) {
                    Task<byte[]> reading = createTask(() -> sockRecv(pair.a, 10));
                    sleep(Duration.ofNanos(1));
                    assertThat(reading.done()).isFalse();
                    sockSendall(pair.b, bytes("m" + i));
                    assertThat(text(reading.await())).isEqualTo("m" + i);
                }
            }
        });
    }

    @EachBackend
    void muchData_goesThroughWhole(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                byte[] data = new byte[8_000_000];
                new java.util.Random(3).nextBytes(data);
                Task<?> sending = createTask(() -> sockSendall(pair.a, data));
                ByteBuffer received = ByteBuffer.allocate(data.length);
                while (received.hasRemaining()) {
                    assertThat(sockRecvInto(pair.b, received)).isPositive();
                }
                sending.await();
                assertThat(Arrays.equals(received.array(), data)).isTrue();
            }
        });
    }

    @EachBackend
    void cancelledRecv_takesNothingOut_andIsNotWatchedAnyMore(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                Task<byte[]> reading = createTask(() -> sockRecv(pair.a, 10));
                settleDown();
                reading.cancel();
                assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
                sockSendall(pair.b, bytes("kept"));
                Net.addReader(pair.a, () -> {}); // possible again
                Net.removeReader(pair.a);
                assertThat(text(sockRecv(pair.a, 10))).isEqualTo("kept");
            }
        });
    }

    @EachBackend
    void twoReaders_oneIsRefused(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                Task<byte[]> reading = createTask(() -> sockRecv(pair.a, 10));
                settleDown();
                assertThatThrownBy(() -> sockRecv(pair.a, 10))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("another task waits for that already");
                assertThatThrownBy(() -> Net.addReader(pair.a, () -> {}))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("another task waits for that already");
                assertThat(Net.removeReader(pair.a)).isFalse();
                sockSendall(pair.a, bytes("the other direction"));
                sockSendall(pair.b, bytes("x"));
                assertThat(text(reading.await())).isEqualTo("x");
                Net.addReader(pair.a, () -> {});
                assertThatThrownBy(() -> sockRecv(pair.a, 10))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("a callback waits for that already");
                Net.removeReader(pair.a);
            }
        });
    }

    @EachBackend
    void closedWhileATaskWaits_failsIt(IoBackend backend) {
        run(backend, () -> {
            try (Pair pair = Pair.open()) {
                Task<byte[]> reading = createTask(() -> sockRecv(pair.a, 10));
                settleDown();
                pair.a.close();
                assertThatThrownBy(reading::await).hasCauseInstanceOf(AsynchronousCloseException.class);
            }
        });
    }

    @EachBackend
    void connectAndAccept(IoBackend backend) {
        run(backend, () -> {
            try (ServerSocketChannel server = ServerSocketChannel.open();
                    SocketChannel client = SocketChannel.open()) {
                server.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
                client.configureBlocking(false);
                Task<SocketChannel> accepting = createTask(() -> sockAccept(server));
                settleDown();
                int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
                sockConnect(client, InetSocketAddress.createUnresolved("localhost", port));
                SocketChannel accepted = accepting.await();
                assertThat(accepted.isBlocking()).isFalse();
                sockSendall(client, bytes("hi"));
                assertThat(text(sockRecv(accepted, 10))).isEqualTo("hi");
                accepted.close();
            }
            int port;
            try (ServerSocketChannel gone = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
                port = ((InetSocketAddress) gone.getLocalAddress()).getPort();
            }
            try (SocketChannel client = SocketChannel.open()) {
                client.configureBlocking(false);
                assertThatThrownBy(() -> sockConnect(client, new InetSocketAddress("127.0.0.1", port)))
                        .isInstanceOf(ConnectException.class)
                        .hasMessage("connect to 127.0.0.1:" + port + ": Connection refused");
            }
            try (SocketChannel client = SocketChannel.open()) {
                client.configureBlocking(false);
                assertThatThrownBy(() -> sockConnect(client, InetSocketAddress.createUnresolved("nowhere.invalid", 1)))
                        .isInstanceOf(UnknownHostException.class);
            }
        });
    }

    @EachBackend
    void datagrams(IoBackend backend) {
        run(backend, () -> {
            try (DatagramChannel a = DatagramChannel.open();
                    DatagramChannel b = DatagramChannel.open()) {
                a.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
                b.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
                Task<Datagram> receiving = createTask(() -> sockRecvfrom(b, 100));
                settleDown();
                assertThat(sockSendto(a, bytes("to b"), b.getLocalAddress())).isEqualTo(4);
                Datagram received = receiving.await();
                assertThat(text(received.data())).isEqualTo("to b");
                assertThat(received.sender()).isEqualTo(a.getLocalAddress());
                sockSendto(b, new byte[0], received.sender());
                assertThat(sockRecvfrom(a, 10).data()).isEmpty();
                sockSendto(b, bytes("long one"), received.sender());
                ByteBuffer small = ByteBuffer.allocate(4);
                assertThat(sockRecvfromInto(a, small)).isEqualTo(b.getLocalAddress());
                assertThat(text(small.array())).isEqualTo("long");
                a.connect(b.getLocalAddress());
                sockSendall(a, bytes("connected"));
                assertThat(text(sockRecv(b, 100))).isEqualTo("connected");
            }
        });
    }

    @EachBackend
    void sendfile_sendsAPart_andMovesThePosition(IoBackend backend, @TempDir Path folder) {
        run(backend, () -> {
            byte[] content = new byte[3_000_000];
            new java.util.Random(4).nextBytes(content);
            Path path = Files.write(folder.resolve("file"), content);
            try (Pair pair = Pair.open();
                    FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                Task<Long> sending = createTask(() -> sockSendfile(pair.a, file, 1000, null));
                ByteBuffer received = ByteBuffer.allocate(content.length - 1000);
                while (received.hasRemaining()) {
                    sockRecvInto(pair.b, received);
                }
                assertThat(sending.await()).isEqualTo(content.length - 1000);
                assertThat(received.array()).isEqualTo(Arrays.copyOfRange(content, 1000, content.length));
                assertThat(file.position()).isEqualTo(content.length);
                assertThat(sockSendfile(pair.a, file, 5, 10L)).isEqualTo(10);
                assertThat(file.position()).isEqualTo(15);
                assertThat(sockRecv(pair.b, 100)).isEqualTo(Arrays.copyOfRange(content, 5, 15));
                assertThat(sockSendfile(pair.a, file, content.length - 3, 10L)).isEqualTo(3);
                assertThat(sockSendfile(pair.a, file, content.length + 3, null)).isZero();
                assertThatThrownBy(() -> sockSendfile(pair.a, file, -1, null))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> sockSendfile(pair.a, file, 0, 0L))
                        .isInstanceOf(IllegalArgumentException.class);
                Task<Long> stuck = createTask(() -> {
                    while (true) {
                        sockSendfile(pair.a, file, 0, null);
                    }
                });
                settleDown();
                stuck.cancel();
                assertThatThrownBy(stuck::await).isInstanceOf(CancelledError.class);
                assertThat(file.position()).isBetween(0L, (long) content.length);
            }
        });
    }

    // ---- the loop's end ----

    @EachBackend
    void closedLoop_leavesNoDescriptor_andTheChannelOpen(IoBackend backend) throws IOException {
        try (Pair pair = Pair.open()) {
            for (int warmUp = 0; warmUp < 2; warmUp++) {
                watchInANewLoop(backend, pair.a);
            }
            long before = openFiles();
            for (int i = 0; i < 5; i++) {
                watchInANewLoop(backend, pair.a);
            }
            assertThat(openFiles()).isLessThanOrEqualTo(before);
            assertThat(pair.a.isOpen()).isTrue();
            assertThat(pair.a.isRegistered()).isFalse();
        }
    }

    private static void watchInANewLoop(IoBackend backend, SelectableChannel channel) {
        EventLoop loop = backend.newLoop();
        loop.runUntilComplete(() -> {
            Net.addReader(channel, () -> {});
            settleDown();
        });
        loop.close();
    }

    /** A channel that no selector of the JDK can watch. */
    @EachBackend
    void channelOfAnotherKind_isRefused(IoBackend backend) {
        run(backend, () -> {
            var foreign = new AbstractSelectableChannel(null) {
                @Override
                protected void implCloseSelectableChannel() {}

                @Override
                protected void implConfigureBlocking(boolean block) {}

                @Override
                public int validOps() {
                    return SelectionKey.OP_READ;
                }
            };
            foreign.configureBlocking(false);
            assertThatThrownBy(() -> Net.addReader(foreign, () -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("of the JDK's own kind");
        });
    }
}
