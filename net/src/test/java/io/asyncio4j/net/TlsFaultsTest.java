package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** G04: handshakes that are broken off, at each point that there is: nothing is left open, and the server goes on. */
class TlsFaultsTest extends TlsTest {

    private static final String HOST = "127.0.0.1";

    /** What happens in the middle of a handshake. */
    private enum Fault {
        CLIENT_CANCELLED,
        SERVER_ABORTS,
        SERVER_CLOSES,
        NETWORK_ENDS
    }

    /** Between a client and a server: lets pass so many pieces of what they send, each half a record of TLS, and no more. */
    private static final class Relay {

        private final int port;
        private final int allowed;
        private int passed;

        /** Done when a piece is held back. */
        private final Future<@Nullable Void> stuck = Asyncio.getRunningLoop().createFuture();

        private final Future<@Nullable Void> over = Asyncio.getRunningLoop().createFuture();

        Relay(int port, int allowed) {
            this.port = port;
            this.allowed = allowed;
        }

        void end() {
            if (!over.done()) {
                over.setResult(null);
            }
        }

        void handle(StreamReader reader, StreamWriter writer) throws IOException {
            try (writer;
                    Connection up = openConnection(HOST, port)) {
                Task<?> there = createTask(() -> pass(reader, up.writer()));
                Task<?> back = createTask(() -> pass(up.reader(), writer));
                Asyncio.waitUntil(ReturnWhen.FIRST_COMPLETED, List.of(there, back, over));
                there.cancel();
                back.cancel();
            }
        }

        private void pass(StreamReader from, StreamWriter to) {
            try {
                while (true) {
                    byte[] header = from.readExactly(5);
                    byte[] body = from.readExactly(ByteBuffer.wrap(header).getShort(3) & 0xffff);
                    pass(header, to);
                    pass(body, to);
                }
            } catch (IOException _) {
                return; // one of the ends has gone
            }
        }

        private void pass(byte[] piece, StreamWriter to) {
            if (passed == allowed) {
                if (!stuck.done()) {
                    stuck.setResult(null);
                }
                Asyncio.shield(over).await();
            }
            passed++;
            to.write(piece);
        }
    }

    /** One attempt that is broken off after so many pieces; false if it was done before. */
    private static boolean breakOff(TlsEngine engine, Server server, int pieces, Fault fault) throws IOException {
        Relay relay = new Relay(server.port(), pieces);
        try (Server between = startServer(relay::handle, HOST, 0)) {
            Task<Connection> attempt =
                    createTask(() -> openConnection(HOST, between.port(), client(CLIENT.withEngine(engine))));
            Asyncio.waitUntil(ReturnWhen.FIRST_COMPLETED, List.of(attempt, relay.stuck));
            boolean done = attempt.done();
            if (done) {
                attempt.result().close();
            } else {
                strike(fault, attempt, server, relay);
            }
            relay.end();
            server.abortClients();
            return !done;
        }
    }

    private static void strike(Fault fault, Task<Connection> attempt, Server server, Relay relay) {
        switch (fault) {
            case CLIENT_CANCELLED -> {
                attempt.cancel();
                assertThatThrownBy(attempt::await).isInstanceOf(CancelledError.class);
                return;
            }
            case SERVER_ABORTS -> server.abortClients();
            case SERVER_CLOSES -> server.closeClients();
            case NETWORK_ENDS -> {}
        }
        relay.end(); // which holds something back, perhaps the end
        Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(attempt));
        assertThat(attempt.exception())
                .isInstanceOf(SSLHandshakeException.class)
                .message()
                .matches("TLS handshake with .*: (the peer has ended the connection|Connection reset by peer)");
    }

    private static void echo(StreamReader reader, StreamWriter writer) {
        try {
            StreamsTest.echo(reader, writer);
        } catch (IOException _) {
            writer.close(); // broken off when the server's side was done
        }
    }

    @EachTlsEngine
    void handshake_brokenOffAnywhere_leavesNothingOpen(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                TlsContext context = SERVER.withVersions(version).withEngine(engine);
                try (Server server = startServer(TlsFaultsTest::echo, HOST, 0, server(context))) {
                    assertThat(breakOff(engine, server, 1000, Fault.NETWORK_ENDS))
                            .isFalse(); // what is made once is made now
                    for (Fault fault : Fault.values()) {
                        long before = Descriptors.sockets();
                        int pieces = 0;
                        while (breakOff(engine, server, pieces, fault)) {
                            Descriptors.awaitSockets(before);
                            pieces++;
                        }
                        assertThat(pieces).as("pieces of a handshake").isGreaterThan(4);
                    }
                    try (Connection c = connect(server, CLIENT.withEngine(engine))) {
                        assertEchoes(c, "still there");
                    }
                }
            }
        });
    }

    @EachTlsEngine
    void server_whoseClientResetsInMidHandshake(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            Asyncio.getRunningLoop().setDebug(true);
            try (Server server = echoServer(SERVER.withEngine(engine))) {
                Socket socket = new Socket(HOST, server.port());
                socket.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1}); // the beginning of a client's hello
                while (!server.toString().contains("connections=1")) {
                    Asyncio.sleep(Duration.ofMillis(1));
                }
                int port = socket.getLocalPort();
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                socket.close();
                server.close();
                server.waitClosed();
                assertThat(reports)
                        .containsExactly("Error on transport creation for incoming connection: "
                                + SSLHandshakeException.class.getName() + ": TLS handshake with " + HOST + ":" + port
                                + ": Connection reset by peer");
                reports.clear();
            }
            Asyncio.getRunningLoop().setDebug(false);
        });
    }

    /** The first use of a context suspends before anything else; what was handed over is closed all the same. */
    @EachTlsEngine
    void cancelledWhileTheContextIsMade_closesSocketsOfTheJdk(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            try (ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(HOST, 0));
                    SocketChannel socket = SocketChannel.open(listener.getLocalAddress())) {
                Task<?> connecting = createTask(() -> openConnection(
                        socket, client(trusting("ca").withEngine(engine)).withServerHostname("localhost")));
                Task<?> serving = createTask(() -> startServer(
                        StreamsTest::echo, listener, server(showing("localhost").withEngine(engine))));
                Asyncio.sleep(Duration.ZERO);
                connecting.cancel();
                serving.cancel();
                assertThatThrownBy(connecting::await).isInstanceOf(CancelledError.class);
                assertThatThrownBy(serving::await).isInstanceOf(CancelledError.class);
                assertThat(socket.isOpen()).isFalse();
                assertThat(listener.isOpen()).isFalse();
            }
        });
    }
}
