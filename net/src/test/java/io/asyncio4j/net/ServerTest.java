package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.openUnixConnection;
import static io.asyncio4j.net.Streams.startServer;
import static io.asyncio4j.net.Streams.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** N05, N06, N17: servers. */
class ServerTest extends NetTest {

    private static final String HOST = "127.0.0.1";

    private static void readToTheEnd(StreamReader reader, StreamWriter writer) throws IOException {
        reader.read();
        writer.close();
    }

    @EachBackend
    void sJ153_closing_leavesConnections_andWaitClosedWaitsForThem(IoBackend backend) {
        run(backend, () -> {
            Server server = startServer((reader, _) -> reader.read(), HOST, 0);
            assertThat(server.isServing()).isTrue();
            assertThat(server.addresses()).hasSize(1);
            Connection c = openConnection(HOST, server.port());
            sleep(Duration.ofMillis(10));
            server.close();
            assertThat(server.isServing()).isFalse();
            assertThat(server.addresses()).isEmpty();
            assertThatThrownBy(server::port).isInstanceOf(IllegalStateException.class);
            Task<?> closed = createTask(server::waitClosed);
            sleep(Duration.ofMillis(20));
            assertThat(closed.done()).isFalse();
            server.closeClients();
            closed.await();
            c.close();
        });
    }

    @EachBackend
    void sJ154_serveForever_runsUntilCancelled(IoBackend backend) {
        run(backend, () -> {
            Server server = startServer(ServerTest::readToTheEnd, HOST, 0);
            Task<?> forever = createTask(server::serveForever);
            sleep(Duration.ZERO);
            assertThatThrownBy(server::serveForever)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("already being awaited on serveForever()");
            forever.cancel();
            assertThatThrownBy(forever::await).isInstanceOf(CancelledError.class);
            assertThat(forever.cancelled()).isTrue();
            assertThat(server.isServing()).isFalse();
        });
    }

    @EachBackend
    void sJ155_throwingHandler_isReported_andTheServerGoesOn(IoBackend backend) {
        run(backend, () -> {
            Server server = startServer(
                    (_, _) -> {
                        throw new IllegalArgumentException("handler");
                    },
                    HOST,
                    0);
            try (server;
                    Connection c = openConnection(HOST, server.port())) {
                assertThat(c.reader().read()).isEmpty();
                assertThat(reports)
                        .containsExactly("Unhandled exception in the handler of a connection: "
                                + "java.lang.IllegalArgumentException: handler");
                reports.clear();
                assertThat(server.isServing()).isTrue();
            }
        });
    }

    @EachBackend
    void notServing_connectionsWait_untilItStarts(IoBackend backend) {
        run(backend, () -> {
            List<String> out = new ArrayList<>();
            Server server = startServer(
                    (_, writer) -> {
                        out.add("accepted");
                        writer.close();
                    },
                    HOST,
                    0,
                    ServerOptions.DEFAULT.withStartServing(false));
            try (server;
                    Connection c = openConnection(HOST, server.port())) {
                sleep(Duration.ofMillis(20));
                assertThat(out).isEmpty();
                server.startServing();
                assertThat(c.reader().read()).isEmpty();
                assertThat(out).containsExactly("accepted");
            }
        });
    }

    @EachBackend
    void drain_waitsForConnections_andAbortsThoseThatAreLate(IoBackend backend) {
        run(backend, () -> {
            Server quick = startServer(ServerTest::readToTheEnd, HOST, 0);
            Connection c = openConnection(HOST, quick.port());
            sleep(Duration.ofMillis(10));
            Task<Boolean> draining = createTask(() -> quick.drain(Duration.ofSeconds(20)));
            sleep(Duration.ofMillis(10));
            c.close();
            assertThat(draining.await()).isTrue();

            Server slow = startServer(ServerTest::readToTheEnd, HOST, 0);
            try (Connection late = openConnection(HOST, slow.port())) {
                sleep(Duration.ofMillis(10));
                assertThat(slow.drain(Duration.ofMillis(30))).isFalse();
                assertThat(late.reader().read()).isEmpty();
            }
        });
    }

    @EachBackend
    void severalAddresses_ofOneServer(IoBackend backend) {
        run(backend, () -> {
            Server server = startServer(StreamsTest::echo, List.of(HOST, "127.0.0.2"), 0, ServerOptions.DEFAULT);
            try (server) {
                assertThat(server.addresses()).hasSize(2);
                for (var address : server.addresses()) {
                    InetSocketAddress inet = (InetSocketAddress) address;
                    try (Connection c = openConnection(inet.getHostString(), inet.getPort())) {
                        c.writer().write("x\n");
                        assertThat(c.reader().readline()).hasSize(2);
                    }
                }
            }
        });
    }

    @EachBackend
    void everyAddress_ofTheMachine_ifThereIsNoHost(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, null, 0);
                    Connection c = openConnection(HOST, server.port())) {
                c.writer().write("x\n");
                assertThat(c.reader().readline()).hasSize(2);
            }
        });
    }

    @EachBackend
    void reusePort_sharesThePort_orSaysThatItCannot(IoBackend backend) {
        run(backend, () -> {
            ServerOptions sharing = ServerOptions.DEFAULT.withReusePort(true);
            if (backend == IoBackend.NIO) {
                assertThatThrownBy(() -> startServer(StreamsTest::echo, HOST, 0, sharing))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("reusePort");
                sleep(Duration.ofMillis(1)); // the loop goes on
                return;
            }
            try (Server one = startServer(StreamsTest::echo, HOST, 0, sharing);
                    Server two = startServer(StreamsTest::echo, HOST, one.port(), sharing)) {
                assertThat(two.port()).isEqualTo(one.port());
            }
        });
    }

    @EachBackend
    void badInput_isRefusedAtTheCall(IoBackend backend) {
        run(backend, () -> {
            assertThatThrownBy(() -> startServer(StreamsTest::echo, HOST, 65_536))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("port = 65536 (expected: 0 to 65535)");
            assertThatThrownBy(() -> openConnection(HOST, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("port = 0 (expected: 1 to 65535)");
            assertThatThrownBy(() -> ServerOptions.DEFAULT.withBacklog(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ConnectOptions.DEFAULT.withServerHostname("x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("only meaningful with tls");
            assertThatThrownBy(() -> startServer(StreamsTest::echo, "192.0.2.1", 0))
                    .isInstanceOf(BindException.class)
                    .hasMessageStartingWith("listen at 192.0.2.1:0: ");
        });
    }

    @EachBackend
    void unixSocket_serves_andItsFileIsRemoved(IoBackend backend, @TempDir Path folder) {
        run(backend, () -> {
            Path path = folder.resolve("socket");
            for (int i = 0; i < 2; i++) {
                Server server = startUnixServer(StreamsTest::echo, path);
                assertThat(path).exists();
                try (Connection c = openUnixConnection(path)) {
                    c.writer().write("over unix\n");
                    assertThat(text(c.reader().readline())).isEqualTo("over unix\n");
                    c.writer().writeEof();
                    assertThat(c.reader().read()).isEmpty();
                }
                server.close();
                assertThat(path).doesNotExist();
                server.waitClosed();
            }
            assertThatThrownBy(() -> openUnixConnection(path))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString());
            Files.writeString(path, "not a socket");
            assertThatThrownBy(() -> startUnixServer(StreamsTest::echo, path))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(path.toString());
            assertThat(path).hasContent("not a socket");
        });
    }

    /** The first address refuses, the second one answers; and one that never answers does not hold up the next. */
    @EachBackend
    void severalAddresses_ofAHost_areTriedInTurn(IoBackend backend) {
        run(backend, () -> {
            ServerOptions v4 = ServerOptions.DEFAULT.withFamily(StandardProtocolFamily.INET);
            try (Server server = startServer(StreamsTest::echo, "localhost", 0, v4);
                    Connection c = openConnection("localhost", server.port())) {
                c.writer().write("x\n");
                assertThat(c.reader().readline()).hasSize(2);
            }
        });
    }

    @EachBackend
    void ipv6_works(IoBackend backend) {
        run(backend, () -> {
            Server server;
            try {
                server = startServer(StreamsTest::echo, "::1", 0);
            } catch (IOException e) {
                assumeTrue(false, "no IPv6 here: " + e.getMessage());
                return;
            }
            try (server;
                    Connection c = openConnection("::1", server.port())) {
                c.writer().write("x\n");
                assertThat(c.reader().readline()).hasSize(2);
            }
        });
    }
}
