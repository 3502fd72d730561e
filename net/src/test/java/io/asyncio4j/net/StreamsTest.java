package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Task;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** G02, G08 to G11, N16: connections in straight-line code. */
class StreamsTest extends NetTest {

    static void echo(StreamReader reader, StreamWriter writer) throws IOException {
        byte[] data;
        while ((data = reader.read(65_536)).length > 0) {
            writer.write(data);
            writer.drain();
        }
        writer.close();
    }

    @EachBackend
    void echo_servesSeveralConnections(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0)) {
                List<Task<?>> clients = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    String message = "message " + i + "\n";
                    clients.add(createTask(() -> {
                        try (Connection c = openConnection("127.0.0.1", server.port())) {
                            for (int round = 0; round < 10; round++) {
                                c.writer().write(message);
                                assertThat(text(c.reader().readline())).isEqualTo(message);
                            }
                            c.writer().writeEof();
                            assertThat(c.reader().read()).isEmpty();
                        }
                    }));
                }
                gather(clients).await();
            }
        });
    }

    @EachBackend
    void largeMessage_comesThroughWhole(IoBackend backend) {
        run(backend, () -> {
            byte[] large = new byte[5_000_000];
            for (int i = 0; i < large.length; i++) {
                large[i] = (byte) (i * 31 + (i >> 8));
            }
            try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                Task<byte[]> reading = createTask(() -> c.reader().readExactly(large.length));
                c.writer().write(large);
                c.writer().drain();
                assertThat(reading.await()).isEqualTo(large);
            }
        });
    }

    @EachBackend
    void iteration_yieldsLines(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(
                            (_, writer) -> {
                                writer.write("a\nbb\n\nlast");
                                writer.close();
                            },
                            "127.0.0.1",
                            0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                List<String> lines = new ArrayList<>();
                for (byte[] line : c.reader()) {
                    lines.add(text(line));
                }
                assertThat(lines).containsExactly("a\n", "bb\n", "\n", "last");
                assertThat(c.reader().atEof()).isTrue();
            }
        });
    }

    @EachBackend
    void refused_saysWhere(IoBackend backend) {
        run(backend, () -> {
            Server server = startServer(StreamsTest::echo, "127.0.0.1", 0);
            int port = server.port();
            server.close();
            server.waitClosed();
            assertThatThrownBy(() -> openConnection("127.0.0.1", port))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("connect to 127.0.0.1:" + port + ": Connection refused");
        });
    }

    @EachBackend
    void addressInUse_saysWhere(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0)) {
                assertThatThrownBy(() -> startServer(StreamsTest::echo, "127.0.0.1", server.port()))
                        .isInstanceOf(BindException.class)
                        .hasMessage("listen at 127.0.0.1:" + server.port() + ": Address already in use");
            }
        });
    }

    @EachBackend
    void serverRestart_atTheSamePort(IoBackend backend) {
        run(backend, () -> {
            Server server = startServer(StreamsTest::echo, "127.0.0.1", 0);
            for (int i = 0; i < 5; i++) {
                int port = server.port();
                try (Connection c = openConnection("127.0.0.1", port)) {
                    c.writer().write("x\n");
                    assertThat(text(c.reader().readline())).isEqualTo("x\n");
                }
                server.close();
                server.waitClosed();
                server = startServer(StreamsTest::echo, "127.0.0.1", port);
            }
            server.close();
        });
    }

    @EachBackend
    void unknownHost_saysWhich(IoBackend backend) {
        run(
                backend,
                () -> assertThatThrownBy(() -> openConnection("no-such-host.invalid", 80))
                        .isInstanceOf(UnknownHostException.class)
                        .hasMessageContaining("no-such-host.invalid"));
    }

    @EachBackend
    void drain_waitsForASlowPeer_andMemoryIsBounded(IoBackend backend) {
        run(backend, () -> {
            List<StreamReader> readers = new ArrayList<>();
            try (Server server = startServer((reader, _) -> readers.add(reader), "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
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
                assertThat(last).isLessThan(WriteTransport.DEFAULT_HIGH_WATER + 10_000 + 1);
                assertThat(flood.done()).isFalse();
                flood.cancel();
                c.writer().transport().abort();
                server.abortClients();
            }
        });
    }

    /** The end comes while the reader is paused; what was sent before is read later, and answered. */
    @EachBackend
    void endOfThePeer_whilePaused_losesNothing(IoBackend backend) {
        run(backend, () -> {
            byte[] large = new byte[1_000_000];
            large[999_999] = 1;
            try (Server server = startServer(
                            (reader, writer) -> {
                                while (!reader.toString().contains("paused")) {
                                    sleep(Duration.ofMillis(1));
                                }
                                sleep(Duration.ofMillis(50)); // in which the end may come
                                byte[] all = reader.read();
                                writer.write(all.length + " " + all[all.length - 1]);
                                writer.close();
                            },
                            "127.0.0.1",
                            0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                c.writer().write(large);
                c.writer().writeEof();
                assertThat(text(c.reader().read())).isEqualTo("1000000 1");
            }
        });
    }

    /** Pausing and going on after the peer's end is allowed, and does nothing. */
    @EachBackend
    void resumeReading_afterTheEndOfThePeer_doesNothing(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(
                            (reader, writer) -> {
                                reader.read();
                                writer.transport().pauseReading();
                                sleep(Duration.ofMillis(5));
                                writer.transport().resumeReading();
                                sleep(Duration.ofMillis(5));
                                writer.write("still here");
                                writer.close();
                            },
                            "127.0.0.1",
                            0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                c.writer().writeEof();
                assertThat(text(c.reader().read())).isEqualTo("still here");
            }
        });
    }
}
