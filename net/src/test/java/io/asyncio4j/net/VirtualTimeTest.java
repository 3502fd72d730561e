package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.Stdio.PIPE;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static io.asyncio4j.net.SubprocessOptions.DEFAULT;
import static io.asyncio4j.net.SubprocessOptions.PIPES;
import static io.asyncio4j.net.Subprocesses.createSubprocessExec;
import static io.asyncio4j.net.Subprocesses.createSubprocessShell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Body;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.testing.VirtualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** X14: a virtual clock and real sockets, children and files: it jumps over idle time, and over nothing that is on its way. */
class VirtualTimeTest extends TlsTest {

    private static final String HOST = "127.0.0.1";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final VirtualClock clock = new VirtualClock();

    /** Runs with the virtual clock; fails if that takes a real minute. */
    private void runVirtually(IoBackend backend, Coroutine.OfVoid main) {
        long start = System.nanoTime();
        EventLoop loop =
                EventLoop.builder().clock(clock).driver(backend.newDriver()).build();
        run(loop, main);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MINUTE);
    }

    private interface Round {
        void run(int number) throws Exception;
    }

    /** Many exchanges between sockets of this loop, each with a time limit, beside a task that sleeps: no time passes. */
    private void assertTimeless(Round round) throws Exception {
        Task<?> sleeper = createTask(() -> sleep(HOUR));
        Duration before = clock.now();
        for (int i = 0; i < 200; i++) {
            int number = i;
            timeout(SECOND, () -> round.run(number));
        }
        assertThat(clock.now()).isLessThan(before.plus(SECOND)); // it has not jumped; a contended lock takes real time
        assertThat(sleeper.done()).isFalse();
        sleeper.await();
        assertThat(clock.now()).isEqualTo(before.plus(HOUR));
    }

    @EachBackend
    void conversation_takesNoTime(IoBackend backend) {
        runVirtually(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, HOST, 0);
                    Connection c = openConnection(HOST, server.port())) {
                assertTimeless(i -> {
                    String line = "x".repeat(i * 100) + "\n";
                    c.writer().write(line);
                    assertThat(text(c.reader().readline())).isEqualTo(line);
                });
            }
        });
    }

    @EachBackend
    void connections_takeNoTime(IoBackend backend) {
        runVirtually(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, HOST, 0)) {
                assertTimeless(_ -> {
                    try (Connection c = openConnection(HOST, server.port())) {
                        assertEchoes(c, "x");
                    }
                });
            }
        });
    }

    @EachTlsEngine
    void conversationOverTls_doesNotTimeOut(IoBackend backend, TlsEngine engine) {
        runVirtually(backend, () -> {
            try (Server server = echoServer(SERVER.withEngine(engine));
                    Connection c = connect(server, CLIENT.withEngine(engine))) {
                assertTimeless(i -> assertEchoes(c, "x".repeat(i)));
            }
        });
    }

    @EachBackend
    void datagrams_takeNoTime(IoBackend backend) {
        runVirtually(backend, () -> {
            EventLoop loop = Asyncio.getRunningLoop();
            var received = new Object() {
                Future<byte[]> next = loop.createFuture();
            };
            DatagramTransport server = Net.createDatagramEndpoint(
                            () -> new DatagramProtocol() {
                                @Override
                                public void datagramReceived(byte[] data, SocketAddress sender) {
                                    received.next.setResult(data);
                                }
                            },
                            DatagramOptions.local(HOST, 0))
                    .transport();
            SocketAddress address = server.getExtraInfo(ExtraInfo.SOCKNAME);
            DatagramTransport client = Net.createDatagramEndpoint(
                            () -> new DatagramProtocol() {}, DatagramOptions.local(HOST, 0))
                    .transport();
            assertTimeless(i -> {
                client.sendto(("message " + i).getBytes(), address);
                assertThat(text(received.next.await())).isEqualTo("message " + i);
                received.next = loop.createFuture();
            });
            client.close();
            server.close();
        });
    }

    @EachBackend
    void channelsOfTheJdk_takeNoTime(IoBackend backend) {
        runVirtually(backend, () -> {
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source();
                    Pipe.SinkChannel sink = pipe.sink()) {
                source.configureBlocking(false);
                sink.configureBlocking(false);
                assertTimeless(i -> {
                    Task<byte[]> reading = createTask(() -> Sockets.sockRecv(source, 100));
                    sleep(Duration.ZERO);
                    assertThat(reading.done()).isFalse();
                    Sockets.sockSendall(sink, ("message " + i).getBytes());
                    assertThat(text(reading.await())).isEqualTo("message " + i);
                });
                assertThatThrownBy(() -> timeout(HOUR, () -> Sockets.sockRecv(source, 1)))
                        .isInstanceOf(TimeoutException.class);
            }
        });
    }

    @EachBackend
    void idleConnections_doNotHoldTheClock(IoBackend backend) {
        runVirtually(backend, () -> {
            try (Server server = startServer((reader, _) -> reader.read(), HOST, 0);
                    Connection c = openConnection(HOST, server.port())) {
                Duration before = clock.now();
                assertThatThrownBy(() -> timeout(HOUR, () -> c.reader().readline()))
                        .isInstanceOf(TimeoutException.class);
                assertThat(clock.now()).isEqualTo(before.plus(HOUR));
            }
        });
    }

    @EachBackend
    void attemptToConnect_takesRealTime(IoBackend backend) throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            List<Socket> queued = FaultsTest.fillBacklog(deaf.getLocalPort());
            assertTakesRealTime(backend, () -> openConnection(HOST, deaf.getLocalPort()));
            for (Socket each : queued) {
                each.close();
            }
        }
    }

    @EachBackend
    void handshake_takesRealTime(IoBackend backend) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            assertTakesRealTime(backend, () -> openConnection(HOST, silent.getLocalPort(), client(CLIENT)));
        }
    }

    /** Something that never ends is given up when the time is over, and that takes as long as it says. */
    private void assertTakesRealTime(IoBackend backend, Body<?, IOException> endless) {
        Duration limit = Duration.ofMillis(150);
        long start = System.nanoTime();
        runVirtually(
                backend, () -> assertThatThrownBy(() -> timeout(limit, endless)).isInstanceOf(TimeoutException.class));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(limit);
    }

    // ---- children and files ----

    @EachBackend
    void child_isWaitedFor(IoBackend backend) {
        runVirtually(backend, () -> {
            for (SubprocessOptions options : List.of(DEFAULT, PIPES)) {
                Duration before = clock.now();
                try (Subprocess child = createSubprocessExec(options, "sleep", "0.1")) {
                    assertThat(timeout(MINUTE, child::waitFor)).isZero();
                }
                assertThat(clock.now().minus(before)).isLessThan(MINUTE);
            }
        });
    }

    @EachBackend
    void outputOfAChild_isWaitedFor(IoBackend backend) {
        runVirtually(backend, () -> {
            try (Subprocess child =
                    createSubprocessShell("while read line; do sleep 0.02; echo \"got $line\"; done", PIPES)) {
                for (int i = 0; i < 5; i++) {
                    child.stdin().write(i + "\n");
                    byte[] answer = timeout(MINUTE, () -> child.stdout().readline());
                    assertThat(text(answer)).isEqualTo("got " + i + "\n");
                }
                assertThat(timeout(MINUTE, () -> child.communicate()).stdout()).isEmpty();
            }
        });
    }

    @EachBackend
    void childWithAProtocol_isWaitedFor(IoBackend backend) {
        runVirtually(backend, () -> {
            Future<@Nullable Void> ended = Asyncio.getRunningLoop().createFuture();
            var child = Subprocesses.subprocessExec(
                    () -> new SubprocessProtocol() {
                        @Override
                        public void connectionLost(@Nullable Throwable cause) {
                            ended.setResult(null);
                        }
                    },
                    List.of("sleep", "0.1"),
                    PIPES);
            timeout(MINUTE, () -> ended.await());
            assertThat(child.transport().getReturncode()).hasValue(0);
        });
    }

    @EachBackend
    void childNobodyWaitsFor_doesNotHoldTheClock(IoBackend backend) {
        runVirtually(backend, () -> {
            try (Subprocess child = createSubprocessExec(DEFAULT.withStdout(PIPE), "sleep", "1000")) {
                sleep(HOUR);
                assertThat(child.returncode()).isEmpty();
            }
        });
    }

    @EachBackend
    void filesAndNames_areWaitedFor(IoBackend backend, @TempDir Path folder) {
        runVirtually(backend, () -> {
            Path file = folder.resolve("file");
            for (int i = 0; i < 50; i++) {
                timeout(MINUTE, () -> AsyncFiles.write(file, new byte[100_000]));
                assertThat(timeout(MINUTE, () -> Net.getaddrinfo("localhost", 1)))
                        .isNotEmpty();
            }
            assertThat(Files.size(file)).isEqualTo(100_000);
        });
    }
}
