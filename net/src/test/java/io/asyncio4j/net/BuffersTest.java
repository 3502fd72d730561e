package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** G08, G09: a connection that fills and sends its caller's buffers. */
class BuffersTest extends TlsTest {

    private static final int LARGE = 1_000_000;

    private static List<ByteBuffer> kinds(int size) {
        return List.of(ByteBuffer.allocate(size), ByteBuffer.allocateDirect(size));
    }

    private static ByteBuffer fill(ByteBuffer buffer) {
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, (byte) (i * 31 + (i >> 8)));
        }
        return buffer.clear();
    }

    /** Sends back what comes, by one buffer of its own. */
    static void echo(StreamReader reader, StreamWriter writer) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(100_000);
        while (reader.read(buffer) >= 0) {
            writer.sendAll(buffer.flip());
            buffer.clear();
        }
        writer.close();
    }

    private static void assertEchoesAllKinds(Connection c) throws IOException {
        for (ByteBuffer sent : kinds(LARGE)) {
            for (ByteBuffer received : kinds(LARGE)) {
                Task<?> sending = createTask(() -> c.writer().sendAll(fill(sent)));
                while (received.hasRemaining()) {
                    assertThat(c.reader().read(received)).isPositive();
                }
                sending.await();
                assertThat(sent.hasRemaining()).isFalse();
                assertThat(received.flip()).isEqualTo(sent.clear());
            }
        }
    }

    @EachBackend
    void largeBuffers_comeThroughWhole(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(BuffersTest::echo, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                assertEchoesAllKinds(c);
            }
        });
    }

    @EachTlsEngine
    void largeBuffers_overTls_comeThroughWhole(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (Server server = startServer(BuffersTest::echo, "127.0.0.1", 0, server(SERVER.withEngine(engine)));
                    Connection c = connect(server, CLIENT.withEngine(engine))) {
                assertEchoesAllKinds(c);
            }
        });
    }

    @EachBackend
    void sendAll_isInOrderWithWhatIsWritten(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(BuffersTest::echo, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                ByteBuffer part = ByteBuffer.allocateDirect(5)
                        .put(1, DatagramTest.bytes("bcd"))
                        .position(1)
                        .limit(4);
                c.writer().write("a");
                c.writer().sendAll(part);
                c.writer().write("e");
                assertThat(part.position()).isEqualTo(4);
                assertThat(text(c.reader().readExactly(5))).isEqualTo("abcde");
                c.writer().sendAll(part); // nothing
            }
        });
    }

    /** What is received while nobody waits, or by others, is not in the buffer of the one who waited before. */
    @EachBackend
    void readIntoDirectBuffer_amongOtherReads_takesItsPart(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                ByteBuffer into = ByteBuffer.allocateDirect(8).position(2).limit(5);
                Task<Integer> reading = createTask(() -> c.reader().read(into));
                sleep(Duration.ZERO);
                c.writer().write("0123456789");
                assertThat(reading.await()).isEqualTo(3);
                assertThat(into.position()).isEqualTo(5);
                assertThat(text(c.reader().readExactly(7))).isEqualTo("3456789");
                assertThat(into.clear().get(2)).isEqualTo((byte) '0');
                assertThat(into.get(5)).isZero();
            }
        });
    }

    @EachBackend
    void cancelledReadIntoDirectBuffer_leavesTheBytesToTheNext(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                ByteBuffer into = ByteBuffer.allocateDirect(8);
                Task<Integer> reading = createTask(() -> c.reader().read(into));
                sleep(Duration.ZERO);
                c.writer().write("abc");
                reading.cancel();
                assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
                assertThat(text(c.reader().readExactly(3))).isEqualTo("abc");
                assertThat(into).isEqualTo(ByteBuffer.allocate(8));
            }
        });
    }

    @EachBackend
    void sendAll_cancelled_closesTheConnection(IoBackend backend) {
        run(backend, () -> {
            Future<@Nullable Void> over = Asyncio.getRunningLoop().createFuture();
            try (Server server = startServer((_, _) -> over.await(), "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                ByteBuffer data = ByteBuffer.allocateDirect(50_000_000);
                Task<?> sending = createTask(() -> c.writer().sendAll(data));
                sleep(Duration.ofMillis(1));
                assertThat(sending.done()).isFalse(); // nobody reads, and no system buffers that much
                sending.cancel();
                assertThatThrownBy(sending::await).isInstanceOf(CancelledError.class);
                assertThat(c.writer().isClosing()).isTrue();
                assertThatThrownBy(() -> c.writer().sendAll(data))
                        .isInstanceOf(SocketException.class)
                        .hasMessage("send to 127.0.0.1:" + server.port() + ": the connection was closed");
                over.setResult(null);
            }
        });
    }

    @EachBackend
    void sendAll_afterTheEnd_isRefused(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(StreamsTest::echo, "127.0.0.1", 0);
                    Connection c = openConnection("127.0.0.1", server.port())) {
                c.writer().writeEof();
                assertThatThrownBy(() -> c.writer().sendAll(ByteBuffer.allocate(1)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("writeEof");
                assertThat(c.reader().read()).isEmpty();
            }
        });
    }

    /** A child that does not read is waited for, as by drain. */
    @EachBackend
    void sendAll_toAChild(IoBackend backend) {
        run(backend, () -> {
            try (Subprocess cat = Subprocesses.createSubprocessExec(SubprocessOptions.PIPES, "cat")) {
                cat.stdin().sendAll(ByteBuffer.wrap(DatagramTest.bytes("abc")));
                cat.stdin().close();
                assertThat(text(cat.stdout().read())).isEqualTo("abc");
                cat.waitFor();
            }
        });
    }
}
