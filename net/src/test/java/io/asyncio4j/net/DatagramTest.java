package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.toThread;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Task;
import io.asyncio4j.queue.Queue;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** G03, N07: datagram endpoints. */
class DatagramTest extends NetTest {

    static final DatagramOptions LOCAL = DatagramOptions.local("127.0.0.1", 0);

    /** Writes down what it is told. */
    static class Recorder implements DatagramProtocol {

        final Queue<Datagram> datagrams = new Queue<>();
        final Queue<IOException> errors = new Queue<>();
        final List<String> calls = new ArrayList<>();

        @Nullable
        DatagramTransport transport;

        @Override
        public void connectionMade(DatagramTransport made) {
            calls.add("made");
            transport = made;
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress sender) {
            datagrams.putNowait(new Datagram(data, sender));
        }

        @Override
        public void errorReceived(IOException exception) {
            errors.putNowait(exception);
        }

        @Override
        public void pauseWriting() {
            calls.add("pause");
        }

        @Override
        public void resumeWriting() {
            calls.add("resume");
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            calls.add("lost " + cause);
        }

        /** The next datagram. */
        Datagram next() throws Exception {
            return timeout(Duration.ofSeconds(5), () -> datagrams.get());
        }

        String nextText() throws Exception {
            return text(next().data());
        }
    }

    /** Sends back in capital letters. */
    static class Echo extends Recorder {
        @Override
        public void datagramReceived(byte[] data, SocketAddress sender) {
            requireNonNull(transport)
                    .sendto(text(data).toUpperCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8), sender);
        }
    }

    static Endpoint<DatagramTransport, Recorder> endpoint(DatagramOptions options) throws IOException {
        return Net.createDatagramEndpoint(Recorder::new, options);
    }

    static InetSocketAddress own(DatagramTransport transport) {
        return (InetSocketAddress) requireNonNull(transport.getExtraInfo(ExtraInfo.SOCKNAME));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ---- there and back ----

    @EachBackend
    void sJ157_echo_andAnEndpointWithARemoteAddressSendsNowhereElse(IoBackend backend) {
        run(backend, () -> {
            var server = Net.createDatagramEndpoint(Echo::new, LOCAL);
            var client = endpoint(DatagramOptions.remote(own(server.transport())));
            client.transport().sendto(bytes("ping"));
            assertThat(client.protocol().nextText()).isEqualTo("PING");
            InetSocketAddress elsewhere = new InetSocketAddress("127.0.0.1", 9);
            assertThatThrownBy(() -> client.transport().sendto(bytes("x"), elsewhere))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("address = /127.0.0.1:9 (expected: null or /127.0.0.1:"
                            + own(server.transport()).getPort());
            client.transport().sendto(bytes("to the same"), own(server.transport()));
            assertThat(client.protocol().nextText()).isEqualTo("TO THE SAME");
            client.transport().close();
            server.transport().close();
        });
    }

    @EachBackend
    void addresses_areThoseOfTheSockets(IoBackend backend) {
        run(backend, () -> {
            var a = endpoint(LOCAL);
            var b = endpoint(
                    DatagramOptions.remote(own(a.transport())).withLocalAddress(new InetSocketAddress("127.0.0.1", 0)));
            assertThat(b.transport().getExtraInfo(ExtraInfo.PEERNAME)).isEqualTo(own(a.transport()));
            assertThat(a.transport().getExtraInfo(ExtraInfo.PEERNAME)).isNull();
            b.transport().sendto(bytes("x"));
            Datagram received = a.protocol().next();
            assertThat(received.sender()).isEqualTo(own(b.transport()));
            a.transport().sendto(ByteBuffer.wrap(bytes("abcd"), 1, 2), received.sender());
            assertThat(b.protocol().nextText()).isEqualTo("bc");
            a.transport().close();
            b.transport().close();
        });
    }

    @EachBackend
    void sizes_fromNothingToTheLargest(IoBackend backend) {
        run(backend, () -> {
            var a = endpoint(LOCAL);
            var b = endpoint(DatagramOptions.remote(own(a.transport())));
            for (int size : new int[] {0, 1, 512, 4096, 4097, 9000, 65_507, 0}) {
                if (size == 0 && backend == IoBackend.NIO) {
                    continue;
                }
                byte[] data = new byte[size];
                Arrays.fill(data, (byte) size);
                b.transport().sendto(data);
                Datagram there = a.protocol().next();
                assertThat(there.data()).as("there, %s bytes", size).isEqualTo(data);
                a.transport().sendto(there.data(), there.sender());
                assertThat(b.protocol().next().data())
                        .as("back, %s bytes", size)
                        .isEqualTo(data);
            }
            a.transport().close();
            b.transport().close();
        });
    }

    @EachBackend
    void severalInOneTurn_comeInOrder_emptyOnesAmongThem(IoBackend backend) {
        run(backend, () -> {
            var a = endpoint(LOCAL);
            var b = endpoint(connectedUnlessNio(backend, a));
            var c = endpoint(LOCAL);
            List<String> sent = List.of("1", "", "333", "", "", "6", "7777777", "", "9");
            for (String text : sent) {
                b.transport().sendto(bytes(text), own(a.transport()));
                c.transport().sendto(bytes(text), own(a.transport()));
            }
            List<String> fromB = new ArrayList<>();
            List<String> fromC = new ArrayList<>();
            for (int i = 0; i < 2 * sent.size(); i++) {
                Datagram datagram = a.protocol().next();
                (datagram.sender().equals(own(b.transport())) ? fromB : fromC).add(text(datagram.data()));
            }
            assertThat(fromB).isEqualTo(sent);
            assertThat(fromC).isEqualTo(sent);
            for (var each : List.of(a, b, c)) {
                each.transport().close();
            }
        });
    }

    /** Those of the JDK send no empty datagrams. */
    private static DatagramOptions connectedUnlessNio(IoBackend backend, Endpoint<DatagramTransport, ?> to) {
        return backend == IoBackend.NIO ? LOCAL : DatagramOptions.remote(own(to.transport()));
    }

    @EachBackend
    void emptyDatagram_ofAConnectedSocketOfTheJdk_isAnError(IoBackend backend) {
        assumeTrue(backend == IoBackend.NIO);
        run(backend, () -> {
            var client = endpoint(DatagramOptions.remote("127.0.0.1", 9));
            client.transport().sendto(new byte[0]);
            IOException error = timeout(
                    Duration.ofSeconds(5), () -> client.protocol().errors.get());
            assertThat(error).hasMessageContaining("cannot send an empty datagram");
            client.transport().close();
        });
    }

    @EachBackend
    void manyOfAllSizes_comeThroughWhole(IoBackend backend) {
        run(backend, () -> {
            var server = Net.createDatagramEndpoint(
                    () -> new Recorder() {
                        @Override
                        public void datagramReceived(byte[] data, SocketAddress sender) {
                            requireNonNull(transport).sendto(data, sender);
                        }
                    },
                    LOCAL.withBufferSizes(1 << 20, 1 << 20));
            var client =
                    endpoint(DatagramOptions.remote(own(server.transport())).withBufferSizes(1 << 20, 1 << 20));
            java.util.Random random = new java.util.Random(5);
            for (int round = 0; round < 100; round++) {
                List<byte[]> sent = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    byte[] data = new byte[1 + random.nextInt(3000)];
                    random.nextBytes(data);
                    sent.add(data);
                    client.transport().sendto(data);
                }
                for (byte[] data : sent) {
                    assertThat(client.protocol().next().data()).isEqualTo(data);
                }
            }
            client.transport().close();
            server.transport().close();
        });
    }

    @EachBackend
    void overIpv6(IoBackend backend) {
        run(backend, () -> {
            Endpoint<DatagramTransport, Echo> server;
            try {
                server = Net.createDatagramEndpoint(Echo::new, DatagramOptions.local("::1", 0));
            } catch (IOException e) {
                abort("no IPv6 here: " + e);
                return;
            }
            var client = endpoint(DatagramOptions.of(StandardProtocolFamily.INET6));
            client.transport().sendto(bytes("six"), own(server.transport()));
            Datagram answer = client.protocol().next();
            assertThat(text(answer.data())).isEqualTo("SIX");
            assertThat(answer.sender()).isEqualTo(own(server.transport()));
            client.transport().close();
            server.transport().close();
        });
    }

    @EachBackend
    void anIpv6Endpoint_sendsToIpv4Peers_butNotTheOtherWayRound(IoBackend backend) {
        run(backend, () -> {
            var four = Net.createDatagramEndpoint(Echo::new, LOCAL);
            Endpoint<DatagramTransport, Recorder> six;
            try {
                six = endpoint(DatagramOptions.of(StandardProtocolFamily.INET6));
            } catch (IOException e) {
                four.transport().close();
                abort("no IPv6 here: " + e);
                return;
            }
            six.transport().sendto(bytes("mapped"), own(four.transport()));
            assertThat(six.protocol().nextText()).isEqualTo("MAPPED");
            assertThatThrownBy(() -> four.transport().sendto(bytes("x"), new InetSocketAddress("::1", 9)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: an IPv4 address");
            four.transport().close();
            six.transport().close();
        });
    }

    // ---- errors ----

    @EachBackend
    void unreachablePort_isAnError_andTheEndpointGoesOn(IoBackend backend) {
        run(backend, () -> {
            var gone = endpoint(LOCAL);
            InetSocketAddress address = own(gone.transport());
            var client = endpoint(DatagramOptions.remote(address));
            gone.transport().close();
            gone = null;
            sleep(Duration.ofMillis(20)); // until its port is free
            for (int i = 0; i < 300; i++) { // more often than io_uring channels of Netty bear by themselves
                client.transport().sendto(bytes("x"));
                IOException error = timeout(
                        Duration.ofSeconds(5), () -> client.protocol().errors.get());
                assertThat(error)
                        .isInstanceOf(PortUnreachableException.class)
                        .hasMessage("datagrams to 127.0.0.1:" + address.getPort() + ": Connection refused");
            }
            var again = Net.createDatagramEndpoint(Echo::new, DatagramOptions.local(address));
            client.transport().sendto(bytes("back"));
            assertThat(client.protocol().nextText()).isEqualTo("BACK");
            again.transport().close();
            client.transport().close();
        });
    }

    @EachBackend
    void tooLarge_isAnError_andTheEndpointGoesOn(IoBackend backend) {
        run(backend, () -> {
            var server = Net.createDatagramEndpoint(Echo::new, LOCAL);
            var client = endpoint(LOCAL);
            for (int size : new int[] {65_508, 70_000}) {
                client.transport().sendto(new byte[size], own(server.transport()));
                IOException error = timeout(
                        Duration.ofSeconds(5), () -> client.protocol().errors.get());
                assertThat(error)
                        .hasMessageContaining("datagrams at 127.0.0.1:")
                        .hasMessageContaining("Message too long");
            }
            client.transport().sendto(bytes("small"), own(server.transport()));
            assertThat(client.protocol().nextText()).isEqualTo("SMALL");
            server.transport().close();
            client.transport().close();
        });
    }

    @EachBackend
    void broadcast_needsTheOption(IoBackend backend) {
        run(backend, () -> {
            InetSocketAddress broadcast = new InetSocketAddress("127.255.255.255", 9);
            var without = endpoint(LOCAL);
            without.transport().sendto(bytes("x"), broadcast);
            IOException error = timeout(
                    Duration.ofSeconds(5), () -> without.protocol().errors.get());
            assertThat(error).hasMessageContaining("Permission denied");
            var receiver = endpoint(DatagramOptions.local("0.0.0.0", 0));
            var with = endpoint(LOCAL.withAllowBroadcast(true));
            with.transport()
                    .sendto(
                            bytes("all"),
                            new InetSocketAddress(
                                    broadcast.getAddress(),
                                    own(receiver.transport()).getPort()));
            assertThat(receiver.protocol().nextText()).isEqualTo("all");
            for (var each : List.of(without, receiver, with)) {
                each.transport().close();
            }
        });
    }

    @EachBackend
    void badInput_isRefusedAtTheCall(IoBackend backend) {
        run(backend, () -> {
            var endpoint = endpoint(LOCAL);
            assertThatThrownBy(() -> endpoint.transport().sendto(bytes("x")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no address");
            assertThatThrownBy(
                            () -> endpoint.transport().sendto(bytes("x"), InetSocketAddress.createUnresolved("h", 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: a resolved one");
            assertThatThrownBy(() -> endpoint.transport().sendto(bytes("x"), UnixDomainSocketAddress.of("/x")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("same kind");
            assertThatThrownBy(() -> endpoint.transport().setWriteBufferLimits(1, 2))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> endpoint.transport().setProtocol(new Protocol() {
                        @Override
                        public void dataReceived(byte[] data) {}
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: a DatagramProtocol");
            assertThatThrownBy(() -> endpoint(new DatagramOptions(null, null, null, false, false, null, 1, true, 0, 0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("family = null (expected: INET or INET6, or an address");
            assertThatThrownBy(() -> LOCAL.withMulticastTtl(256)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> LOCAL.withBufferSizes(-1, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> endpoint(DatagramOptions.local("127.0.0.1", 0)
                            .withRemoteAddress(InetSocketAddress.createUnresolved("::1", 9))))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining("no addresses of the same family");
            endpoint.transport().close();
        });
    }

    @EachBackend
    void addressInUse_saysWhere(IoBackend backend) {
        run(backend, () -> {
            var first = endpoint(LOCAL);
            InetSocketAddress address = own(first.transport());
            assertThatThrownBy(() -> endpoint(DatagramOptions.local(address)))
                    .isInstanceOf(BindException.class)
                    .hasMessage("bind to 127.0.0.1:" + address.getPort() + ": Address already in use");
            first.transport().close();
        });
    }

    @EachBackend
    void reusePort_letsTwoListen(IoBackend backend) {
        run(backend, () -> {
            var first = endpoint(LOCAL.withReusePort(true));
            var second = endpoint(DatagramOptions.local(own(first.transport())).withReusePort(true));
            assertThat(own(second.transport())).isEqualTo(own(first.transport()));
            first.transport().close();
            second.transport().close();
        });
    }

    @EachBackend
    void aProtocolThatThrows_isReported_andTheEndpointGoesOn(IoBackend backend) {
        run(backend, () -> {
            var server = Net.createDatagramEndpoint(
                    () -> new Echo() {
                        @Override
                        public void datagramReceived(byte[] data, SocketAddress sender) {
                            if (data.length == 0) {
                                throw new IllegalStateException("bad datagram");
                            }
                            super.datagramReceived(data, sender);
                        }
                    },
                    LOCAL);
            var client = endpoint(LOCAL);
            client.transport().sendto(new byte[0], own(server.transport()));
            client.transport().sendto(bytes("good"), own(server.transport()));
            assertThat(client.protocol().nextText()).isEqualTo("GOOD");
            assertThat(reports).hasSize(1).first().asString().contains("bad datagram");
            reports.clear();
            client.transport().close();
            server.transport().close();
        });
    }

    // ---- the end ----

    @EachBackend
    void close_sendsWhatIsBuffered_andTellsOnce(IoBackend backend) {
        run(backend, () -> {
            var a = endpoint(LOCAL);
            var b = endpoint(DatagramOptions.remote(own(a.transport())));
            b.transport().sendto(bytes("last"));
            b.transport().close();
            b.transport().close();
            assertThat(b.transport().isClosing()).isTrue();
            assertThat(b.protocol().calls).containsExactly("made");
            b.transport().sendto(bytes("too late"));
            assertThat(a.protocol().nextText()).isEqualTo("last");
            sleep(Duration.ofMillis(10));
            assertThat(b.protocol().calls).containsExactly("made", "lost null");
            assertThat(a.protocol().datagrams.empty()).isTrue();
            assertThatThrownBy(() -> b.transport()
                            .joinGroup(InetAddress.getByName("224.0.0.251"), NetworkInterface.getByIndex(1)))
                    .isInstanceOf(ClosedChannelException.class);
            a.transport().abort();
            sleep(Duration.ofMillis(10));
            assertThat(a.protocol().calls).containsExactly("made", "lost null");
        });
    }

    @EachBackend
    void abort_dropsWhatIsBuffered(IoBackend backend) {
        run(backend, () -> {
            var a = endpoint(LOCAL);
            var b = endpoint(DatagramOptions.remote(own(a.transport())));
            b.transport().sendto(bytes("never"));
            b.transport().abort();
            sleep(Duration.ofMillis(10));
            assertThat(b.protocol().calls).containsExactly("made", "lost null");
            assertThat(a.protocol().datagrams.empty()).isTrue();
            a.transport().close();
        });
    }

    @EachBackend
    void waterMarks_pauseAndResume(IoBackend backend) {
        run(backend, () -> {
            var a = endpoint(LOCAL);
            var b = endpoint(DatagramOptions.remote(own(a.transport())));
            b.transport().setWriteBufferLimits(1000);
            assertThat(b.transport().getWriteBufferLimits()).isEqualTo(new WriteBufferLimits(250, 1000));
            b.transport().sendto(new byte[500]);
            assertThat(b.transport().getWriteBufferSize()).isEqualTo(508);
            assertThat(b.protocol().calls).containsExactly("made");
            b.transport().sendto(new byte[500]);
            assertThat(b.transport().getWriteBufferSize()).isEqualTo(1016);
            assertThat(b.protocol().calls).containsExactly("made", "pause");
            a.protocol().next();
            a.protocol().next();
            sleep(Duration.ofMillis(10));
            assertThat(b.transport().getWriteBufferSize()).isZero();
            assertThat(b.protocol().calls).containsExactly("made", "pause", "resume");
            a.transport().close();
            b.transport().close();
        });
    }

    @EachBackend
    void cancelledWhileItIsMade_leavesNothingOpen(IoBackend backend) {
        run(backend, () -> {
            long before = openFiles();
            List<String> calls = new ArrayList<>();
            for (int turns = 0; turns < 4; turns++) {
                Task<?> making = createTask(() -> Net.createDatagramEndpoint(
                        () -> new Recorder() {
                            @Override
                            public void connectionLost(@Nullable Throwable cause) {
                                calls.add("lost " + cause);
                            }
                        },
                        LOCAL));
                for (int i = 0; i < turns; i++) {
                    sleep(Duration.ofNanos(1));
                }
                making.cancel();
                try {
                    Endpoint<?, ?> made = (Endpoint<?, ?>) making.await();
                    made.transport().close();
                } catch (io.asyncio4j.CancelledError e) {
                    assertThat(e).isNotNull();
                }
            }
            for (int i = 0; i < 100 && openFiles() > before; i++) {
                sleep(Duration.ofMillis(5));
            }
            assertThat(openFiles()).isLessThanOrEqualTo(before);
        });
    }

    @EachBackend
    void closedEndpoints_leaveNoDescriptor(IoBackend backend) {
        run(backend, () -> {
            endpoint(LOCAL).transport().close();
            sleep(Duration.ofMillis(20));
            long before = openFiles();
            for (int i = 0; i < 50; i++) {
                endpoint(LOCAL).transport().close();
                endpoint(DatagramOptions.remote("127.0.0.1", 9)).transport().abort();
            }
            for (int i = 0; i < 100 && openFiles() > before; i++) {
                sleep(Duration.ofMillis(5));
            }
            assertThat(openFiles()).isLessThanOrEqualTo(before);
        });
    }

    /** How many descriptors this process has; 0 where that cannot be seen. */
    static long openFiles() {
        String[] names = Path.of("/proc/self/fd").toFile().list();
        return names == null ? 0 : names.length;
    }

    // ---- multicast ----

    @EachBackend
    void multicast_comesToThoseWhoJoined(IoBackend backend) {
        run(backend, () -> {
            NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1"));
            InetAddress group = InetAddress.getByName("239.255.77.77");
            var receiver = endpoint(DatagramOptions.local("0.0.0.0", 0));
            var sender = endpoint(LOCAL.withMulticastInterface(loopback).withMulticastTtl(0));
            InetSocketAddress target =
                    new InetSocketAddress(group, own(receiver.transport()).getPort());
            try {
                receiver.transport().joinGroup(group, loopback);
            } catch (IOException e) {
                abort("no multicast here: " + e);
            }
            sender.transport().sendto(bytes("to the group"), target);
            assertThat(receiver.protocol().nextText()).isEqualTo("to the group");
            receiver.transport().leaveGroup(group, loopback);
            InetSocketAddress direct = new InetSocketAddress("127.0.0.1", target.getPort());
            sender.transport().sendto(bytes("nobody hears"), target);
            sender.transport().sendto(bytes("direct"), direct);
            assertThat(receiver.protocol().nextText()).isEqualTo("direct");
            InetAddress source = InetAddress.getByName("127.0.0.1");
            receiver.transport().joinGroup(group, loopback, source);
            sender.transport().sendto(bytes("from that source"), target);
            assertThat(receiver.protocol().nextText()).isEqualTo("from that source");
            receiver.transport().leaveGroup(group, loopback, source);
            receiver.transport().joinGroup(group, loopback, InetAddress.getByName("127.0.0.9"));
            sender.transport().sendto(bytes("nobody hears"), target);
            sender.transport().sendto(bytes("direct"), direct);
            assertThat(receiver.protocol().nextText()).isEqualTo("direct");
            assertThatThrownBy(() -> receiver.transport().joinGroup(InetAddress.getByName("10.1.1.1"), loopback))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("group = 10.1.1.1 (expected: a multicast address)");
            InetAddress six = InetAddress.getByName("ff02::7777");
            assertThatThrownBy(() -> receiver.transport().joinGroup(six, loopback))
                    .isInstanceOf(Exception.class);
            receiver.transport().close();
            sender.transport().close();
        });
    }

    // ---- Unix ----

    @EachBackend
    void unixDatagrams_whereTheBackEndHasThem(IoBackend backend, @TempDir Path folder) {
        run(backend, () -> {
            Path path = folder.resolve("server");
            var address = UnixDomainSocketAddress.of(path);
            if (backend == IoBackend.NIO || backend == IoBackend.IO_URING) {
                assertThatThrownBy(() -> endpoint(DatagramOptions.local(address)))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("need epoll or kqueue");
                return;
            }
            var server = endpoint(DatagramOptions.local(address));
            var client = endpoint(DatagramOptions.remote(address)
                    .withLocalAddress(UnixDomainSocketAddress.of(folder.resolve("client"))));
            var third = endpoint(DatagramOptions.local(UnixDomainSocketAddress.of(folder.resolve("third"))));
            client.transport().sendto(bytes("hello"));
            Datagram received = server.protocol().next();
            assertThat(text(received.data())).isEqualTo("hello");
            assertThat(received.sender()).isEqualTo(UnixDomainSocketAddress.of(folder.resolve("client")));
            server.transport().sendto(bytes("answer"), received.sender());
            assertThat(client.protocol().nextText()).isEqualTo("answer");
            third.transport().sendto(bytes("third"), address);
            assertThat(server.protocol().nextText()).isEqualTo("third");
            third.transport().sendto(new byte[0], address);
            third.transport().sendto(new byte[100_000], address);
            assertThat(server.protocol().next().data()).isEmpty();
            assertThat(server.protocol().next().data()).hasSize(100_000);
            var nameless = endpoint(DatagramOptions.remote(address));
            nameless.transport().sendto(bytes("nameless"));
            Datagram fromNobody = server.protocol().next();
            assertThat(text(fromNobody.data())).isEqualTo("nameless");
            assertThat(fromNobody.sender()).isEqualTo(UnixDomainSocketAddress.of(""));
            for (var each : List.of(server, client, third, nameless)) {
                each.transport().close();
            }
        });
    }

    // ---- others ----

    @EachBackend
    void aBlockingSocketOfTheJdk_isAPeer(IoBackend backend) {
        run(backend, () -> {
            var server = Net.createDatagramEndpoint(Echo::new, LOCAL);
            InetSocketAddress address = own(server.transport());
            String answer = toThread(() -> {
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.setSoTimeout(5000);
                    socket.send(new DatagramPacket(bytes("jdk"), 3, address));
                    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                    socket.receive(packet);
                    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
                }
            });
            assertThat(answer).isEqualTo("JDK");
            server.transport().close();
        });
    }

    @EachBackend
    void socat_isAPeer(IoBackend backend) {
        peer(backend, port -> List.of("socat", "-t", "2", "-", "UDP:127.0.0.1:" + port));
    }

    @EachBackend
    void nc_isAPeer(IoBackend backend) {
        peer(backend, port -> List.of("nc", "-u", "-w", "1", "127.0.0.1", port));
    }

    @EachBackend
    void python_isAPeer(IoBackend backend) {
        peer(backend, port -> List.of("python3", "-c", """
                        import asyncio, sys
                        class P(asyncio.DatagramProtocol):
                            def __init__(self, done): self.done = done
                            def datagram_received(self, data, addr): self.done.set_result(data)
                        async def main():
                            loop = asyncio.get_running_loop(); done = loop.create_future()
                            t, _ = await loop.create_datagram_endpoint(lambda: P(done), remote_addr=('127.0.0.1', %s))
                            t.sendto(sys.stdin.buffer.read()); print((await done).decode(), end='')
                        asyncio.run(main())
                        """.formatted(port)));
    }

    private void peer(IoBackend backend, java.util.function.Function<String, List<String>> command) {
        assumeTrue(
                isInstalled(command.apply("1").getFirst()), command.apply("1").getFirst() + " is not installed");
        run(backend, () -> {
            var server = Net.createDatagramEndpoint(Echo::new, LOCAL);
            String port = String.valueOf(own(server.transport()).getPort());
            String answer = toThread(() -> {
                Process process = new ProcessBuilder(command.apply(port))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                try (var in = process.getOutputStream()) {
                    in.write(bytes("from outside"));
                }
                byte[] out = process.getInputStream().readNBytes(12);
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                return text(out);
            });
            assertThat(answer).isEqualTo("FROM OUTSIDE");
            server.transport().close();
        });
    }

    static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Test
    void options_rememberEverything() throws IOException {
        NetworkInterface loopback = NetworkInterface.getByIndex(1);
        InetSocketAddress a = new InetSocketAddress("127.0.0.1", 1);
        InetSocketAddress b = new InetSocketAddress("127.0.0.1", 2);
        assertThat(DatagramOptions.local(a)
                        .withRemoteAddress(b)
                        .withFamily(StandardProtocolFamily.INET)
                        .withReusePort(true)
                        .withAllowBroadcast(true)
                        .withMulticastInterface(loopback)
                        .withMulticastTtl(3)
                        .withMulticastLoopback(false)
                        .withBufferSizes(4, 5))
                .isEqualTo(
                        new DatagramOptions(a, b, StandardProtocolFamily.INET, true, true, loopback, 3, false, 4, 5));
    }
}
