package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** G07, N17: many connections on one loop, and more than the system allows. */
class LoadTest extends NetTest {

    private static final String HOST = "127.0.0.1";
    private static final int IDLE = 10_000;
    private static final int BUSY = 1_000;
    private static final int ROUND_TRIPS = 20;

    /** Connects as often as it is told; the busy ones talk, and then all hold on until the standard input ends. */
    static final class Clients {

        private Clients() {}

        public static void main(String[] arguments) {
            int port = Integer.parseInt(arguments[0]);
            int idle = Integer.parseInt(arguments[1]);
            int busy = Integer.parseInt(arguments[2]);
            Asyncio.run(() -> {
                List<Connection> silent = new ArrayList<>();
                for (int i = 0; i < idle; i++) {
                    silent.add(openConnection(HOST, port));
                }
                List<Task<?>> talks = new ArrayList<>();
                for (int i = 0; i < busy; i++) {
                    talks.add(createTask(() -> talk(port)));
                }
                gather(talks).await();
                System.out.println("talked");
                toThread(() -> System.in.readAllBytes());
                silent.forEach(Connection::close);
            });
        }

        private static void talk(int port) throws IOException {
            try (Connection c = openConnection(HOST, port)) {
                byte[] message = new byte[1024];
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    message[0] = (byte) i;
                    c.writer().write(message);
                    if (c.reader().readExactly(1024)[0] != (byte) i) {
                        throw new IOException("another answer than the message");
                    }
                }
            }
        }
    }

    @EachBackend
    void manyIdle_andManyBusyConnections_onOneLoop(IoBackend backend) throws IOException {
        assumeTrue(allowedDescriptors() > IDLE + BUSY + 500, "too few descriptors are allowed here");
        run(backend, () -> {
            long before = Descriptors.sockets();
            int[] most = new int[2];
            Server server = startServer(
                    (reader, writer) -> {
                        most[0] = Math.max(most[0], ++most[1]);
                        try (writer) {
                            StreamsTest.echo(reader, writer);
                        } finally {
                            most[1]--;
                        }
                    },
                    HOST,
                    0,
                    ServerOptions.DEFAULT.withBacklog(4096));
            try (server) {
                ChildProgram clients = ChildProgram.start(Clients.class, 0, "" + server.port(), "" + IDLE, "" + BUSY);
                try (clients) {
                    toThread(() -> clients.expect("talked"));
                    assertThat(most[0]).isGreaterThan(IDLE);
                } finally {
                    toThread(clients::close);
                }
                while (most[1] > 0) {
                    sleep(Duration.ofMillis(5));
                }
            }
            server.waitClosed();
            Descriptors.awaitSockets(before);
        });
    }

    private static int allowedDescriptors() throws IOException {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.exists(limits)) {
            return 0;
        }
        return Files.readAllLines(limits).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+")[3])
                .mapToInt(text -> text.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(text))
                .findFirst()
                .orElse(0);
    }

    /** Echoes, and prints what the exception handler gets. */
    static final class FewDescriptors {

        private FewDescriptors() {}

        public static void main(String[] arguments) {
            Asyncio.run(() -> {
                EventLoop loop = Asyncio.getRunningLoop();
                loadClasses(loop);
                loop.setExceptionHandler((_, context) -> System.out.println("report " + context.message()));
                try (Server server = startServer(StreamsTest::echo, HOST, 0)) {
                    try (Connection c = openConnection(HOST, server.port())) {
                        c.writer().write("x\n");
                        c.reader().readline();
                    }
                    System.out.println("port " + server.port());
                    toThread(() -> System.in.readAllBytes());
                    server.abortClients();
                }
            });
        }

        /** A class cannot be loaded from a folder later, when there is no descriptor left. */
        private static void loadClasses(EventLoop loop) {
            loop.setExceptionHandler((_, _) -> {});
            loop.callExceptionHandler(new ExceptionContext("none", new IOException("none")));
            loop.callLater(Duration.ZERO, () -> {});
            sleep(Duration.ofMillis(1));
        }
    }

    /** N17: when the system has no descriptor left, that is reported, and accepting goes on a second later. */
    @Test
    void outOfDescriptors_andBack() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc here");
        try (ChildProgram child = ChildProgram.start(FewDescriptors.class, 200)) {
            InetSocketAddress server = new InetSocketAddress(HOST, Integer.parseInt(child.expect("port")));
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
                Socket socket = new Socket();
                socket.connect(server);
                sockets.add(socket);
            }
            assertThat(child.expect("report"))
                    .startsWith("accepting a connection at 127.0.0.1:" + server.getPort() + " failed: ")
                    .contains("Too many open files");
            for (Socket each : sockets) {
                each.close();
            }
            try (Socket socket = new Socket()) {
                socket.connect(server);
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write("alive".getBytes());
                assertThat(new String(socket.getInputStream().readNBytes(5))).isEqualTo("alive");
            }
        }
    }

    /** Makes loops one after another, each of which receives a stream and a datagram. */
    static final class ManyLoops {

        private ManyLoops() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                try (EventLoop loop = IoBackend.of(arguments[0]).newLoop()) {
                    loop.runUntilComplete(ManyLoops::talk);
                }
            }
            System.out.println("done");
        }

        private static void talk() throws IOException {
            Future<@Nullable Void> received = Asyncio.getRunningLoop().createFuture();
            var endpoint = Net.createDatagramEndpoint(
                    () -> new DatagramProtocol() {
                        @Override
                        public void datagramReceived(byte[] data, SocketAddress sender) {
                            received.setResult(null);
                        }
                    },
                    DatagramOptions.local(HOST, 0));
            endpoint.transport().sendto(new byte[1], endpoint.transport().getExtraInfo(ExtraInfo.SOCKNAME));
            received.await();
            endpoint.transport().close();
            try (Server server = startServer(StreamsTest::echo, HOST, 0);
                    Connection c = openConnection(HOST, server.port())) {
                c.writer().write("x\n");
                c.reader().readline();
            }
        }
    }

    /** The buffers of a loop are gone with it: those of a hundred loops exceed what this child may have. */
    @EachBackend
    void manyLoops_oneAfterAnother_leaveNoMemoryBehind(IoBackend backend) throws Exception {
        List<String> little = List.of("-XX:MaxDirectMemorySize=32m");
        try (ChildProgram child = ChildProgram.start(little, ManyLoops.class, 0, backend.toString(), "100")) {
            child.expect("done");
        }
    }

    @Test
    void shortConnections_oneAfterAnother() {
        int count = Integer.getInteger("asyncio4j.test.shortConnections", 20_000);
        run(IoBackend.best(), () -> {
            long before = Descriptors.sockets();
            try (Server server = startServer(StreamsTest::echo, HOST, 0)) {
                for (int i = 0; i < count; i++) {
                    try (Connection c = openConnection(HOST, server.port())) {
                        c.writer().write("x\n");
                        assertThat(c.reader().readline()).hasSize(2);
                    }
                }
            }
            Descriptors.awaitSockets(before);
        });
    }
}
