package io.asyncio4j.net;

import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.openUnixConnection;
import static io.asyncio4j.net.Streams.startServer;
import static io.asyncio4j.net.Streams.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A connection whose peer has ended its direction, and gets more than the socket's buffers hold, again and again. */
class HalfClosedTest extends NetTest {

    private static final int ROUNDS = 3;

    /** So many bytes in each, of which sockets hold less. */
    private static final int MUCH = 16_000_000;

    private final Event readAll = new Event();

    private void fillAgainAndAgain(StreamReader reader, StreamWriter writer) throws IOException {
        assertThat(text(reader.read())).isEqualTo("question");
        for (int round = 0; round < ROUNDS; round++) {
            writer.write(new byte[MUCH]);
            readAll.await();
            readAll.clear();
        }
        writer.close();
    }

    private void readEach(Connection connection) throws IOException {
        connection.writer().write("question");
        connection.writer().writeEof();
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(connection.reader().readExactly(MUCH)).hasSize(MUCH);
            readAll.set();
        }
        assertThat(connection.reader().read()).isEmpty();
    }

    @EachBackend
    void overTcp(IoBackend backend) {
        run(backend, () -> {
            try (Server server = startServer(this::fillAgainAndAgain, "127.0.0.1", 0);
                    Connection connection = openConnection("127.0.0.1", server.port())) {
                readEach(connection);
            }
        });
    }

    @EachBackend
    void overAUnixSocket(IoBackend backend, @TempDir Path folder) {
        run(backend, () -> {
            Path path = folder.resolve("socket");
            try (Server server = startUnixServer(this::fillAgainAndAgain, path);
                    Connection connection = openUnixConnection(path)) {
                assertThat(server.isServing()).isTrue();
                readEach(connection);
            }
        });
    }
}
