package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.DatagramTest.bytes;
import static io.asyncio4j.net.DatagramTest.openFiles;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.openUnixConnection;
import static io.asyncio4j.net.Streams.startServer;
import static io.asyncio4j.net.Streams.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** N10: files through transports. */
class SendfileTest extends NetTest {

    @TempDir
    Path folder;

    private byte[] content = {};
    private Path path = Path.of("");

    private void makeFile(int size) throws IOException {
        content = new byte[size];
        new Random(size).nextBytes(content);
        path = Files.write(folder.resolve("file"), content);
    }

    /** What a client does with the file, and what the server has received in the end. */
    private interface Client {
        void run(StreamWriter writer, FileChannel file) throws Exception;
    }

    private byte[] receivedFrom(Client client) throws Exception {
        Future<byte[]> received = Asyncio.getRunningLoop().createFuture();
        try (Server server = startServer(
                        (reader, writer) -> {
                            received.setResult(reader.read());
                            writer.close();
                        },
                        "127.0.0.1",
                        0);
                Connection c = openConnection("127.0.0.1", server.port());
                FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            client.run(c.writer(), file);
            c.writer().writeEof();
            return received.await();
        }
    }

    /** Sends the file as it is, or as it is done over TLS. */
    private static long sendfile(
            boolean asItIs, Transport transport, FileChannel file, long offset, @Nullable Long count)
            throws IOException {
        return asItIs
                ? Net.sendfile(transport, file, offset, count, false)
                : FileSending.send(transport, file, offset, count, true, false);
    }

    private static Transport transport(StreamWriter writer) {
        return (Transport) writer.transport();
    }

    private static void untilSending(Connection connection) {
        while (!((SocketTransport) connection.writer().transport()).isSendingFile()) {
            sleep(Duration.ofMillis(1));
        }
    }

    static byte[] joined(byte[]... parts) {
        var all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @EachBackend
    void file_comesBetweenWhatIsWrittenBeforeAndAfter(IoBackend backend) {
        run(backend, () -> {
            for (boolean asItIs : new boolean[] {true, false}) {
                for (int size : new int[] {0, 1, 100_000, 5_000_000}) {
                    makeFile(size);
                    byte[] received = receivedFrom((writer, file) -> {
                        writer.write("before");
                        assertThat(sendfile(asItIs, transport(writer), file, 0, null))
                                .isEqualTo(size);
                        assertThat(file.position()).isEqualTo(size);
                        assertThat(file.isOpen()).isTrue();
                        writer.write("after");
                    });
                    assertThat(Arrays.equals(received, joined(bytes("before"), content, bytes("after"))))
                            .as("as it is: %s, size %s", asItIs, size)
                            .isTrue();
                }
            }
        });
    }

    @EachBackend
    void part_isSent_orLessIfTheFileEnds(IoBackend backend) {
        run(backend, () -> {
            makeFile(700_000);
            for (boolean asItIs : new boolean[] {true, false}) {
                byte[] received = receivedFrom((writer, file) -> {
                    Transport transport = transport(writer);
                    assertThat(sendfile(asItIs, transport, file, 10, 600_000L)).isEqualTo(600_000);
                    assertThat(file.position()).isEqualTo(600_010);
                    assertThat(sendfile(asItIs, transport, file, 699_999, 600_000L))
                            .isEqualTo(1);
                    assertThat(sendfile(asItIs, transport, file, 800_000, null)).isZero();
                    assertThat(Net.sendfile(transport, path)).isEqualTo(700_000);
                });
                assertThat(Arrays.equals(
                                received,
                                joined(
                                        Arrays.copyOfRange(content, 10, 600_010),
                                        Arrays.copyOfRange(content, 699_999, 700_000),
                                        content)))
                        .isTrue();
            }
        });
    }

    @EachBackend
    void overAUnixSocket(IoBackend backend) {
        run(backend, () -> {
            makeFile(1_000_000);
            Future<byte[]> received = Asyncio.getRunningLoop().createFuture();
            Path address = folder.resolve("socket");
            try (Server server = startUnixServer(
                            (reader, writer) -> {
                                received.setResult(reader.read());
                                writer.close();
                            },
                            address);
                    Connection c = openUnixConnection(address)) {
                assertThat(server.isServing()).isTrue();
                assertThat(Net.sendfile(transport(c.writer()), path)).isEqualTo(1_000_000);
                c.writer().writeEof();
                assertThat(Arrays.equals(received.await(), content)).isTrue();
            }
        });
    }

    @EachBackend
    void writesMeanwhile_areRefused_andAnotherFileToo(IoBackend backend) {
        run(backend, () -> {
            makeFile(100_000);
            byte[] received = receivedFrom((writer, file) -> {
                Task<Long> sending = createTask(() -> Net.sendfile(transport(writer), file));
                sleep(Duration.ZERO);
                assertThatThrownBy(() -> writer.write("x"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("sendfile is in progress");
                assertThatThrownBy(() -> Net.sendfile(transport(writer), file))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("another sendfile is in progress");
                sending.await();
            });
            assertThat(Arrays.equals(received, content)).isTrue();
        });
    }

    @EachBackend
    void closedMeanwhile_theFileIsSentFirst(IoBackend backend) {
        run(backend, () -> {
            makeFile(20_000_000);
            Future<@Nullable Void> go = Asyncio.getRunningLoop().createFuture();
            Future<byte[]> received = Asyncio.getRunningLoop().createFuture();
            try (Server server = startServer(
                    (reader, _) -> {
                        go.await();
                        received.setResult(reader.read());
                    },
                    "127.0.0.1",
                    0)) {
                Connection c = openConnection("127.0.0.1", server.port());
                Task<Long> sending = createTask(() -> Net.sendfile(transport(c.writer()), path));
                untilSending(c);
                sleep(Duration.ofMillis(20)); // until nobody takes any more
                c.close();
                go.setResult(null);
                assertThat(sending.await()).isEqualTo(content.length);
                assertThat(Arrays.equals(received.await(), content)).isTrue();
                assertThatThrownBy(() -> Net.sendfile(transport(c.writer()), path))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closing");
                server.closeClients();
            }
        });
    }

    @EachBackend
    void closedMeanwhile_inPieces_isAnError(IoBackend backend) {
        run(backend, () -> {
            makeFile(20_000_000);
            try (Server server = startServer((_, _) -> {}, "127.0.0.1", 0);
                    FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                Connection c = openConnection("127.0.0.1", server.port());
                Task<Long> sending = createTask(() -> sendfile(false, transport(c.writer()), file, 0, null));
                untilSending(c);
                sleep(Duration.ofMillis(20));
                c.close();
                server.abortClients();
                assertThatThrownBy(sending::await).hasRootCauseInstanceOf(IOException.class);
            }
        });
    }

    @EachBackend
    void cancelled_stops_andTheConnectionGoesOn_ifTheBackEndCan(IoBackend backend) {
        run(backend, () -> {
            makeFile(20_000_000);
            Random random = new Random();
            for (boolean asItIs : new boolean[] {true, false, true, false}) {
                Future<@Nullable Void> go = Asyncio.getRunningLoop().createFuture();
                Future<byte[]> received = Asyncio.getRunningLoop().createFuture();
                try (Server server = startServer(
                                (reader, writer) -> {
                                    go.await();
                                    received.setResult(reader.read());
                                    writer.close();
                                },
                                "127.0.0.1",
                                0);
                        Connection c = openConnection("127.0.0.1", server.port())) {
                    long position;
                    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                        Task<Long> sending = createTask(() -> sendfile(asItIs, transport(c.writer()), file, 0, null));
                        untilSending(c);
                        sleep(Duration.ofMillis(random.nextInt(50)));
                        assertThat(sending.done()).isFalse();
                        sending.cancel();
                        assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
                        position = file.position();
                    }
                    assertThat(position).isLessThan(content.length);
                    if (asItIs && backend == IoBackend.IO_URING) {
                        assertThat(c.writer().isClosing()).isTrue();
                        go.setResult(null);
                        byte[] part = received.await();
                        assertThat(Arrays.mismatch(part, content)).isEqualTo(part.length);
                        continue;
                    }
                    c.writer().write("the end");
                    c.writer().writeEof();
                    go.setResult(null);
                    byte[] all = received.await();
                    int sent = all.length - "the end".length();
                    assertThat((long) sent).isBetween(position, position + 1_000_000);
                    assertThat(Arrays.mismatch(all, joined(Arrays.copyOf(content, sent), bytes("the end"))))
                            .as("as it is: %s, position %s, sent %s", asItIs, position, sent)
                            .isEqualTo(-1);
                }
            }
        });
    }

    @EachBackend
    void lostMeanwhile_isAnError(IoBackend backend) {
        run(backend, () -> {
            makeFile(20_000_000);
            for (boolean asItIs : new boolean[] {true, false}) {
                try (Server server =
                        startServer((_, writer) -> writer.transport().abort(), "127.0.0.1", 0)) {
                    Connection c = openConnection("127.0.0.1", server.port());
                    Transport transport = transport(c.writer());
                    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                        assertThatThrownBy(() -> {
                                    while (!transport.isClosing()) {
                                        sendfile(asItIs, transport, file, 0, null);
                                    }
                                    throw new IOException("sendfile to 127.0.0.1:" + server.port() + ": too late");
                                })
                                .isInstanceOf(IOException.class)
                                .hasMessageStartingWith("sendfile to 127.0.0.1:" + server.port() + ": ")
                                .hasMessageNotContaining("failed with error");
                    }
                }
            }
        });
    }

    @EachBackend
    void abortedMeanwhile_isAnError(IoBackend backend) {
        run(backend, () -> {
            makeFile(20_000_000);
            try (Server server = startServer((_, _) -> {}, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                Task<Long> sending = createTask(() -> Net.sendfile(transport(c.writer()), path));
                untilSending(c);
                sleep(Duration.ofMillis(20));
                c.writer().transport().abort();
                assertThatThrownBy(sending::await).hasRootCauseInstanceOf(IOException.class);
                server.abortClients();
            }
        });
    }

    @EachBackend
    void badInput_isRefusedAtTheCall(IoBackend backend) {
        run(backend, () -> {
            makeFile(10);
            var unused = receivedFrom((writer, file) -> {
                Transport transport = transport(writer);
                assertThatThrownBy(() -> FileSending.send(transport, file, 0, null, false, false))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("fallback is disabled");
                assertThatThrownBy(() -> Net.sendfile(transport, file, -1, null, true))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> Net.sendfile(transport, file, 0, 0L, true))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> Net.sendfile(transport, folder.resolve("none")))
                        .isInstanceOf(NoSuchFileException.class);
            });
            assertThat(unused).isEmpty();
        });
    }

    @EachBackend
    void largePositions(IoBackend backend) {
        run(backend, () -> {
            path = folder.resolve("large");
            long offset = 3L << 30;
            try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
                sparse.seek(offset);
                sparse.writeBytes("behind three gigabytes");
            }
            byte[] received =
                    receivedFrom((writer, file) -> assertThat(Net.sendfile(transport(writer), file, offset, null, true))
                            .isEqualTo(22));
            assertThat(text(received)).isEqualTo("behind three gigabytes");
        });
    }

    @EachBackend
    void noDescriptorIsLeft(IoBackend backend) {
        run(backend, () -> {
            makeFile(100_000);
            long before = 0;
            for (int i = 0; i < 20; i++) {
                var unused = receivedFrom((writer, _) -> Net.sendfile(transport(writer), path));
                assertThat(unused).hasSize(100_000);
                if (i == 5) {
                    sleep(Duration.ofMillis(50));
                    before = openFiles();
                }
            }
            for (int i = 0; i < 100 && openFiles() > before; i++) {
                sleep(Duration.ofMillis(5));
            }
            assertThat(openFiles()).isLessThanOrEqualTo(before);
        });
    }
}
