package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Net.createConnection;
import static io.asyncio4j.net.Net.createServer;
import static io.asyncio4j.net.Streams.openConnection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.ContextVar;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** G01, N14, N15: transports and protocols. */
class ProtocolTest extends NetTest {

    private static final String HOST = "127.0.0.1";

    /** Writes down what it is told. */
    static class Recorder implements Protocol {

        final List<Object> out = new ArrayList<>();
        final Future<@Nullable Void> lost = getRunningLoop().createFuture();

        @Nullable
        Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            out.add("made");
        }

        @Override
        public void dataReceived(byte[] data) {
            out.add("data " + text(data));
        }

        @Override
        public boolean eofReceived() {
            out.add("eof");
            return false;
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            out.add("lost " + cause);
            lost.setResult(null);
        }
    }

    @EachBackend
    void sJ100_callbacks_comeInOrder_andTheEndOnce(IoBackend backend) {
        run(backend, () -> {
            Recorder recorder = new Recorder();
            try (Server server = createServer(() -> recorder, HOST, 0)) {
                Connection c = openConnection(HOST, server.port());
                c.writer().write("hi");
                c.writer().close();
                c.writer().close();
                c.writer().waitClosed();
                recorder.lost.await();
                assertThat(recorder.out).containsExactly("made", "data hi", "eof", "lost null");
                assertThat(c.writer().isClosing()).isTrue();
            }
        });
    }

    @EachBackend
    void sJ101_trueFromEofReceived_keepsTheOtherDirectionOpen(IoBackend backend) {
        run(backend, () -> {
            EventLoop loop = getRunningLoop();
            class HalfClosed extends Recorder {
                @Override
                public boolean eofReceived() {
                    var _ = loop.callLater(Duration.ofMillis(20), () -> {
                        transport.write("after eof");
                        transport.close();
                    });
                    return true;
                }
            }
            try (Server server = createServer(HalfClosed::new, HOST, 0);
                    Connection c = openConnection(HOST, server.port())) {
                assertThat(c.writer().canWriteEof()).isTrue();
                c.writer().writeEof();
                assertThatThrownBy(() -> c.writer().write("x")).isInstanceOf(IllegalStateException.class);
                assertThat(text(c.reader().read())).isEqualTo("after eof");
            }
        });
    }

    @EachBackend
    void sJ102_waterMarks_pauseAndResumeTheWriter(IoBackend backend) {
        run(backend, () -> {
            EventLoop loop = getRunningLoop();
            List<String> calls = new ArrayList<>();
            Future<@Nullable Void> resumed = loop.createFuture();
            class Writer extends Recorder {
                @Override
                public void pauseWriting() {
                    calls.add("pause");
                }

                @Override
                public void resumeWriting() {
                    calls.add("resume");
                    resumed.setResult(null);
                }
            }
            class LateReader extends Recorder {
                @Override
                public void connectionMade(Transport made) {
                    super.connectionMade(made);
                    made.pauseReading();
                    var _ = loop.callLater(Duration.ofMillis(50), made::resumeReading);
                }

                @Override
                public void dataReceived(byte[] data) {}
            }
            try (Server server = createServer(LateReader::new, HOST, 0)) {
                Transport transport =
                        createConnection(Writer::new, HOST, server.port()).transport();
                assertThat(transport.getWriteBufferLimits()).isEqualTo(new WriteBufferLimits(16_384, 65_536));
                transport.setWriteBufferLimits(1000);
                assertThat(transport.getWriteBufferLimits()).isEqualTo(new WriteBufferLimits(250, 1000));
                assertThatThrownBy(() -> transport.setWriteBufferLimits(1, 2))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("high = 1, low = 2");
                transport.write(new byte[8_000_000]);
                assertThat(calls).containsExactly("pause");
                assertThat(transport.getWriteBufferSize()).isGreaterThan(1000);
                resumed.await();
                assertThat(calls).containsExactly("pause", "resume");
                transport.abort();
                assertThat(transport.getWriteBufferSize()).isZero();
            }
        });
    }

    @EachBackend
    void sJ152_abort_dropsTheBuffer_andTheEndIsToldInALaterTurn(IoBackend backend) {
        run(backend, () -> {
            Recorder recorder = new Recorder();
            try (Server server = createServer(Recorder::new, HOST, 0)) {
                Transport transport =
                        createConnection(() -> recorder, HOST, server.port()).transport();
                transport.write("never sent");
                transport.abort();
                assertThat(recorder.out).containsExactly("made");
                recorder.lost.await();
                assertThat(recorder.out).containsExactly("made", "lost null");
                transport.write("ignored");
                transport.close();
                transport.abort();
                sleep(Duration.ofMillis(5));
                assertThat(recorder.out).hasSize(2);
            }
        });
    }

    @EachBackend
    void close_sendsWhatWasWritten(IoBackend backend) {
        run(backend, () -> {
            class Sender extends Recorder {
                @Override
                public void connectionMade(Transport made) {
                    made.write(new byte[3_000_000]);
                    made.close();
                }
            }
            try (Server server = createServer(Sender::new, HOST, 0);
                    Connection c = openConnection(HOST, server.port())) {
                assertThat(c.reader().read()).hasSize(3_000_000);
            }
        });
    }

    @EachBackend
    void pausedReading_deliversNothing_untilResumed(IoBackend backend) {
        run(backend, () -> {
            Recorder recorder = new Recorder();
            try (Server server = createServer(() -> recorder, HOST, 0);
                    Connection c = openConnection(HOST, server.port())) {
                c.writer().write("1");
                sleep(Duration.ofMillis(20));
                recorder.transport.pauseReading();
                assertThat(recorder.transport.isReading()).isFalse();
                c.writer().write("2");
                sleep(Duration.ofMillis(30));
                assertThat(recorder.out).containsExactly("made", "data 1");
                recorder.transport.resumeReading();
                sleep(Duration.ofMillis(20));
                assertThat(recorder.out).containsExactly("made", "data 1", "data 2");
            }
        });
    }

    @EachBackend
    void protocol_canBeSwitchedInMidStream(IoBackend backend) {
        run(backend, () -> {
            Recorder second = new Recorder();
            class First extends Recorder {
                @Override
                public void dataReceived(byte[] data) {
                    super.dataReceived(data);
                    transport.setProtocol(second);
                    transport.write("ok");
                }
            }
            First first = new First();
            try (Server server = createServer(() -> first, HOST, 0);
                    Connection c = openConnection(HOST, server.port())) {
                c.writer().write("a");
                assertThat(text(c.reader().readExactly(2))).isEqualTo("ok");
                c.writer().write("b");
                c.writer().writeEof();
                second.lost.await();
                assertThat(first.out).containsExactly("made", "data a");
                assertThat(second.out).containsExactly("data b", "eof", "lost null");
                assertThat(first.transport.getProtocol()).isSameAs(second);
            }
        });
    }

    @EachBackend
    void bufferedProtocol_receivesIntoItsOwnBuffer(IoBackend backend) {
        run(backend, () -> {
            class Buffered implements BufferedProtocol {
                final ByteBuffer buffer = ByteBuffer.allocate(7);
                final StringBuilder received = new StringBuilder();
                final Future<@Nullable Void> lost = getRunningLoop().createFuture();

                @Override
                public ByteBuffer getBuffer(int sizeHint) {
                    assertThat(sizeHint).isPositive();
                    return buffer.clear();
                }

                @Override
                public void bufferUpdated(int count) {
                    assertThat(buffer.position()).isZero();
                    received.append(text(buffer.array()), 0, count);
                }

                @Override
                public void connectionLost(@Nullable Throwable cause) {
                    lost.setResult(null);
                }
            }
            Buffered protocol = new Buffered();
            try (Server server = createServer(() -> protocol, HOST, 0);
                    Connection c = openConnection(HOST, server.port())) {
                c.writer().write("more than seven bytes");
                c.writer().writeEof();
                protocol.lost.await();
                assertThat(protocol.received).hasToString("more than seven bytes");
            }
        });
    }

    /** What a callback throws goes to the exception handler and ends that connection, no other one, and not the loop. */
    @EachBackend
    void throwingProtocol_isReported_andItsConnectionEnds(IoBackend backend) {
        run(backend, () -> {
            class Throwing extends Recorder {
                @Override
                public void dataReceived(byte[] data) {
                    throw new AssertionError("in dataReceived");
                }
            }
            Throwing protocol = new Throwing();
            try (Server server = createServer(() -> protocol, HOST, 0);
                    Connection c = openConnection(HOST, server.port())) {
                c.writer().write("x");
                assertThat(c.reader().read()).isEmpty();
                protocol.lost.await();
                assertThat(protocol.out).containsExactly("made", "lost java.lang.AssertionError: in dataReceived");
                assertThat(reports).hasSize(1).first().asString().contains("protocol.dataReceived()");
                reports.clear();
            }
        });
    }

    @EachBackend
    void throwingFactory_isReported_andTheServerGoesOn(IoBackend backend) {
        run(backend, () -> {
            List<Integer> calls = new ArrayList<>();
            Server server = createServer(
                    () -> {
                        calls.add(0);
                        if (calls.size() == 1) {
                            throw new IllegalStateException("no protocol today");
                        }
                        return new Recorder();
                    },
                    HOST,
                    0);
            try (server;
                    Connection c = openConnection(HOST, server.port())) {
                assertThat(c.reader().read()).isEmpty();
                try (Connection d = openConnection(HOST, server.port())) {
                    d.writer().writeEof();
                    assertThat(d.reader().read()).isEmpty();
                }
                assertThat(reports).hasSize(1).first().asString().contains("no protocol today");
                reports.clear();
            }
        });
    }

    @EachBackend
    void callbacks_seeTheContextOfWhoeverAskedForTheConnection(IoBackend backend) {
        ContextVar<String> variable = ContextVar.of("who");
        run(backend, () -> {
            List<String> seen = new ArrayList<>();
            class Looking extends Recorder {
                @Override
                public void connectionMade(Transport made) {
                    super.connectionMade(made);
                    seen.add(variable.get());
                }

                @Override
                public void dataReceived(byte[] data) {
                    seen.add(variable.get());
                }
            }
            variable.set("server");
            try (Server server = createServer(Looking::new, HOST, 0)) {
                variable.set("client");
                var endpoint = createConnection(Looking::new, HOST, server.port());
                variable.set("later");
                endpoint.transport().write("x");
                endpoint.transport().writeEof();
                endpoint.protocol().lost.await();
                assertThat(seen).containsExactlyInAnyOrder("client", "server", "server");
            }
        });
    }

    @EachBackend
    void extraInfo_hasBothAddresses(IoBackend backend) {
        run(backend, () -> {
            Recorder recorder = new Recorder();
            try (Server server = createServer(() -> recorder, HOST, 0);
                    Connection c = openConnection(HOST, server.port())) {
                var peer = c.writer().getExtraInfo(ExtraInfo.PEERNAME);
                assertThat(peer).isEqualTo(new InetSocketAddress(HOST, server.port()));
                sleep(Duration.ofMillis(20));
                assertThat(recorder.transport.getExtraInfo(ExtraInfo.PEERNAME))
                        .isEqualTo(c.writer().getExtraInfo(ExtraInfo.SOCKNAME));
                assertThat(c.writer().getExtraInfo(ExtraInfo.CIPHER)).isNull();
            }
        });
    }
}
