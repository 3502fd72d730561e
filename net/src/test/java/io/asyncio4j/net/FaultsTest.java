package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Peers that misbehave, and tasks that are cancelled wherever they wait: nothing is left open, and the loop goes on. */
class FaultsTest extends NetTest {

    private static final String HOST = "127.0.0.1";

    /** A connection that ends with a reset rather than regularly. */
    private static Socket resetting(int port) throws IOException {
        Socket socket = new Socket(HOST, port);
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        return socket;
    }

    @EachBackend
    void reset_whileReading_isThrown(IoBackend backend) {
        run(backend, () -> {
            List<@Nullable Object> out = new ArrayList<>();
            Server server = startServer(
                    (reader, writer) -> {
                        try (writer) {
                            out.add(text(reader.readExactly(2)));
                            reader.read(10);
                        } catch (IOException e) {
                            out.add(e);
                        }
                    },
                    HOST,
                    0);
            try (server) {
                Socket socket = resetting(server.port());
                socket.getOutputStream().write("hi".getBytes());
                while (out.isEmpty()) {
                    sleep(Duration.ofMillis(1));
                }
                socket.close();
                while (out.size() < 2) {
                    sleep(Duration.ofMillis(1));
                }
                assertThat(out.get(1))
                        .isInstanceOf(IOException.class)
                        .asString()
                        .contains("reset");
            }
            server.waitClosed();
        });
    }

    @EachBackend
    void reset_whileWriting_endsTheWriter(IoBackend backend) {
        run(backend, () -> {
            List<Throwable> out = new ArrayList<>();
            Server server = startServer(
                    (_, writer) -> {
                        try (writer) {
                            while (true) {
                                writer.write(new byte[100_000]);
                                writer.drain();
                            }
                        } catch (IOException e) {
                            out.add(e);
                        }
                    },
                    HOST,
                    0);
            try (server) {
                Socket socket = resetting(server.port());
                toThread(() -> socket.getInputStream().readNBytes(1000));
                socket.close();
                while (out.isEmpty()) {
                    sleep(Duration.ofMillis(1));
                }
                assertThat(out.getFirst()).isInstanceOf(IOException.class);
            }
            server.waitClosed();
        });
    }

    @EachBackend
    void reset_whileClosing_isNoHindrance(IoBackend backend) {
        run(backend, () -> {
            List<Connection> served = new ArrayList<>();
            Server server = startServer((r, w) -> served.add(new Connection(r, w)), HOST, 0);
            try (server) {
                Socket socket = resetting(server.port());
                while (served.isEmpty()) {
                    sleep(Duration.ofMillis(1));
                }
                StreamWriter writer = served.getFirst().writer();
                writer.write(new byte[20_000_000]);
                writer.close();
                sleep(Duration.ofMillis(10));
                socket.close();
            }
            server.waitClosed();
        });
    }

    @EachBackend
    void endInTheMiddle_handsOverWhatHadCome(IoBackend backend) {
        run(backend, () -> {
            Server server = startServer(
                    (_, writer) -> {
                        writer.write("abc");
                        writer.close();
                    },
                    HOST,
                    0);
            try (server;
                    Connection c = openConnection(HOST, server.port())) {
                assertThatThrownBy(() -> c.reader().readExactly(10))
                        .isInstanceOf(IncompleteReadException.class)
                        .satisfies(e -> assertThat(text(((IncompleteReadException) e).partial()))
                                .isEqualTo("abc"));
            }
        });
    }

    @EachBackend
    void bytesOneByOne_makeALine(IoBackend backend) {
        run(backend, () -> {
            Server server = startServer(
                    (_, writer) -> {
                        for (byte one : "slow line\n".getBytes()) {
                            writer.write(new byte[] {one});
                            sleep(Duration.ofMillis(2));
                        }
                        writer.close();
                    },
                    HOST,
                    0);
            try (server;
                    Connection c = openConnection(HOST, server.port())) {
                assertThat(text(c.reader().readline())).isEqualTo("slow line\n");
            }
        });
    }

    /** Something that suspends, and a peer with whom it never ends. */
    private record Waiting(String name, Coroutine<?> body) {}

    @EachBackend
    void cancellation_whereverItWaits_leavesNothingOpen(IoBackend backend) throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            List<Socket> queued = fillBacklog(deaf.getLocalPort());
            run(backend, () -> {
                try (Server silent = startServer((reader, _) -> reader.read(), HOST, 0)) {
                    for (Waiting each : waits(silent.port(), deaf.getLocalPort())) {
                        settleSockets(each, () -> sleep(Duration.ZERO)); // what is made once is made now
                        settleSockets(each, () -> sleep(Duration.ZERO));
                        settleSockets(each, () -> sleep(Duration.ofMillis(5)));
                        settleSockets(each, () -> {
                            for (int i = 0; i < 4; i++) {
                                sleep(Duration.ZERO);
                            }
                        });
                    }
                }
            });
            for (Socket each : queued) {
                each.close();
            }
        }
    }

    private static void settleSockets(Waiting waiting, Coroutine.OfVoid delay) throws Exception {
        long before = Descriptors.sockets();
        Task<?> task = createTask(waiting.body());
        delay.run();
        assertThat(task.done()).as(waiting.name()).isFalse();
        task.cancel();
        assertThatThrownBy(task::await).as(waiting.name()).isInstanceOf(CancelledError.class);
        Descriptors.awaitSockets(before);
    }

    private static List<Waiting> waits(int silentPort, int deafPort) {
        return List.of(
                new Waiting("connect", () -> openConnection(HOST, deafPort)),
                new Waiting("read", () -> {
                    try (Connection c = openConnection(HOST, silentPort)) {
                        return c.reader().read(1);
                    }
                }),
                new Waiting("readExactly", () -> {
                    try (Connection c = openConnection(HOST, silentPort)) {
                        return c.reader().readExactly(1_000_000);
                    }
                }),
                new Waiting("drain", () -> {
                    Connection c = openConnection(HOST, silentPort);
                    try {
                        while (true) {
                            c.writer().write(new byte[1_000_000]);
                            c.writer().drain();
                            sleep(Duration.ZERO);
                        }
                    } finally {
                        c.writer().transport().abort();
                    }
                }),
                new Waiting("accept", () -> {
                    try (Server server = startServer((reader, _) -> reader.read(), HOST, 0)) {
                        server.serveForever();
                        return null;
                    }
                }),
                new Waiting("waitClosed", () -> {
                    try (Connection c = openConnection(HOST, silentPort)) {
                        c.writer().waitClosed();
                        return null;
                    }
                }));
    }

    /** Lets a listening socket that nobody accepts from answer nobody any more. */
    static List<Socket> fillBacklog(int port) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        while (true) {
            Socket socket = new Socket();
            sockets.add(socket);
            try {
                socket.connect(new InetSocketAddress(HOST, port), 200);
            } catch (IOException e) {
                return sockets;
            }
        }
    }

    /** Several peers send as fast as they can to readers that nobody reads from: no more than the limits allow is held. */
    @EachBackend
    void flood_thatNobodyReads_isNotTakenIn(IoBackend backend) {
        run(backend, () -> {
            List<StreamReader> readers = new ArrayList<>();
            Future<@Nullable Void> over = getRunningLoop().createFuture();
            try (Server server = startServer(
                    (reader, _) -> {
                        readers.add(reader);
                        over.await();
                    },
                    "127.0.0.1",
                    0)) {
                List<Connection> flooding = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    Connection c = openConnection("127.0.0.1", server.port());
                    flooding.add(c);
                    c.writer().write(new byte[50_000_000]);
                }
                sleep(Duration.ofMillis(100)); // in which 50 MB come, if they come
                assertThat(readers)
                        .hasSize(10)
                        .allSatisfy(reader -> assertThat(reader.available())
                                .isBetween(
                                        2 * StreamReader.DEFAULT_LIMIT, 2 * StreamReader.DEFAULT_LIMIT + 256 * 1024));
                flooding.forEach(c -> c.writer().transport().abort());
                over.setResult(null);
            }
        });
    }
}
