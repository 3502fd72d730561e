package io.asyncio4j.http.web;

import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.http.Payload;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.EachBackend;
import io.asyncio4j.net.IoBackend;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.Streams;
import io.asyncio4j.net.TlsContext;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** X36: large files, which the operating system sends itself; they are closed in every case. */
class FileSendingTest extends WebTest {

    private static final int SIZE = 20_000_000;

    @TempDir
    static Path folder;

    private static byte[] content;
    private static Path file;

    @BeforeAll
    static void makeFile() throws IOException {
        content = new byte[SIZE];
        new Random(7).nextBytes(content);
        file = Files.write(folder.resolve("large.bin"), content);
    }

    private static Application app() {
        return new Application().addStatic("/", folder);
    }

    private static void ask(Connection connection, String... headers) {
        StringBuilder lines = new StringBuilder("GET /large.bin HTTP/1.1\r\nHost: x\r\n");
        for (String header : headers) {
            lines.append(header).append("\r\n");
        }
        connection.writer().write(lines.append("\r\n").toString());
    }

    private static byte[] response(Connection connection, int length) throws IOException {
        assertThat(latin(connection.reader().readUntil(bytes("\r\n\r\n"))))
                .contains("content-length: " + length + "\r\n");
        return connection.reader().readExactly(length);
    }

    /** How often this process has the file open. */
    private static long open() throws IOException {
        Path all = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(all), "no /proc here: open files cannot be counted");
        try (Stream<Path> descriptors = Files.list(all)) {
            return descriptors
                    .filter(each -> {
                        try {
                            return Files.readSymbolicLink(each).endsWith("large.bin");
                        } catch (IOException _) { // closed meanwhile
                            return false;
                        }
                    })
                    .count();
        }
    }

    private static void awaitOpen(long count) throws IOException {
        for (int i = 0; i < 400 && open() != count; i++) {
            sleep(Duration.ofMillis(5));
        }
        assertThat(open()).as("open files").isEqualTo(count);
    }

    @EachBackend
    void file_arrives_andTheConnectionGoesOn(IoBackend backend) {
        serve(backend.newLoop(), app(), WebOptions.DEFAULT, server -> {
            try (Connection connection = connect(server)) {
                ask(connection);
                assertThat(response(connection, SIZE)).isEqualTo(content);
                ask(connection, "Range: bytes=5000000-14999999");
                assertThat(response(connection, 10_000_000))
                        .isEqualTo(Arrays.copyOfRange(content, 5_000_000, 15_000_000));
                ask(connection, "Range: bytes=0-0,1000000-8999999", "Connection: close");
                String several = latin(connection.reader().read());
                assertThat(several)
                        .contains("content-range: bytes 1000000-8999999/20000000\r\n\r\n"
                                + latin(Arrays.copyOfRange(content, 1_000_000, 9_000_000)) + "\r\n--");
            }
            awaitOpen(0);
        });
    }

    @EachBackend
    void slowReader_doesNotHoldUpOthers(IoBackend backend) {
        serve(backend.newLoop(), app(), WebOptions.DEFAULT, server -> {
            try (Connection slow = connect(server);
                    Connection other = connect(server)) {
                ask(slow);
                byte[] head = slow.reader().readUntil(bytes("\r\n\r\n"));
                assertThat(latin(head)).startsWith("HTTP/1.1 200");
                ask(other, "Range: bytes=0-9999999");
                assertThat(response(other, 10_000_000)).isEqualTo(Arrays.copyOf(content, 10_000_000));
                awaitOpen(1);
                assertThat(slow.reader().readExactly(SIZE)).isEqualTo(content);
            }
            awaitOpen(0);
        });
    }

    @EachBackend
    void peerThatGoesAway_leavesNothingOpen(IoBackend backend) {
        serve(backend.newLoop(), app(), WebOptions.DEFAULT, server -> {
            Connection connection = connect(server);
            ask(connection);
            assertThat(connection.reader().readExactly(1000)).hasSize(1000);
            awaitOpen(1);
            connection.writer().transport().abort();
            awaitOpen(0);
            assertThat(body(get(server, "/none"))).contains("404");
        });
    }

    @EachBackend
    void peerThatTakesNothing_isGivenUp(IoBackend backend) {
        WebOptions impatient = WebOptions.DEFAULT.withBodyTime(Duration.ofMillis(100));
        serve(backend.newLoop(), app(), impatient, server -> {
            Connection connection = connect(server);
            ask(connection);
            assertThat(connection.reader().readExactly(1000)).hasSize(1000);
            awaitOpen(1);
            awaitOpen(0);
            connection.writer().transport().abort();
        });
    }

    @EachBackend
    void cancelledHandler_leavesNothingOpen(IoBackend backend) {
        WebOptions hasty = WebOptions.DEFAULT.withShutdownTime(Duration.ofMillis(50));
        serve(backend.newLoop(), app(), hasty, server -> {
            Connection connection = connect(server);
            ask(connection);
            assertThat(connection.reader().readExactly(1000)).hasSize(1000);
            awaitOpen(1);
            server.close();
            awaitOpen(0);
            connection.writer().transport().abort();
        });
    }

    @EachBackend
    void fileThatBecameShorter_endsTheConnection(IoBackend backend) throws IOException {
        Path shrinking = Files.write(folder.resolve("shrinking.bin"), new byte[1_000_000]);
        Application app = new Application().get("/", request -> {
            Payload body = Payload.file(shrinking);
            try (FileChannel channel = FileChannel.open(shrinking, StandardOpenOption.WRITE)) {
                channel.truncate(10_000);
            }
            return Response.of(body);
        });
        WebOptions impatient = WebOptions.DEFAULT.withBodyTime(Duration.ofMillis(300));
        serve(backend.newLoop(), app, impatient, server -> {
            try (Connection connection = connect(server)) {
                connection.writer().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThatThrownBy(() -> response(connection, 1_000_000)).isInstanceOf(IOException.class);
            }
        });
        reports.clear();
    }

    @Test
    void file_arrivesOverTls() throws IOException {
        TlsContext own = TlsContext.server(Programs.pem("localhost.pem"), Programs.pem("localhost.key"));
        TlsContext trusting = TlsContext.client().withTrusted(Programs.pem("ca.pem"));
        serve(app(), WebOptions.DEFAULT.withTls(own), server -> {
            try (Connection connection = Streams.openConnection(
                    "127.0.0.1",
                    server.port(),
                    ConnectOptions.DEFAULT.withTls(trusting).withServerHostname("localhost"))) {
                ask(connection);
                assertThat(response(connection, SIZE)).isEqualTo(content);
                ask(connection, "Range: bytes=19999990-");
                assertThat(response(connection, 10)).isEqualTo(Arrays.copyOfRange(content, SIZE - 10, SIZE));
            }
            awaitOpen(0);
        });
    }

    @Test
    void file_arrivesByHttp2() throws IOException {
        Programs.needs("sh", "-c", "curl --version | grep -q HTTP2");
        String[] curl = {"curl", "-sS", "--noproxy", "*", "--http2-prior-knowledge", "-r", "5-", ""};
        serve(app(), server -> {
            curl[7] = server.url() + "/large.bin";
            assertThat(Programs.run(new byte[0], curl).stdout()).isEqualTo(Arrays.copyOfRange(content, 5, SIZE));
            awaitOpen(0);
        });
    }
}
