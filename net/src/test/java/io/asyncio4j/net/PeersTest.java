package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Streams.openUnixConnection;
import static io.asyncio4j.net.Streams.startServer;
import static io.asyncio4j.net.Streams.startUnixServer;
import static io.asyncio4j.net.SubprocessOptions.PIPES;
import static io.asyncio4j.net.Subprocesses.createSubprocessExec;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** G02, G03, G05: programs of others as peers, started and fed as children. */
class PeersTest extends TlsTest {

    private static final String HOST = "127.0.0.1";

    // ---- curl ----

    /** As much of HTTP/1.0 as it takes: sends back what it has got. */
    private static void serve(StreamReader reader, StreamWriter writer) throws IOException {
        String request = text(reader.readline()).strip();
        int length = 0;
        String line;
        while (!(line = text(reader.readline()).strip()).isEmpty()) {
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring("Content-Length: ".length()));
            }
        }
        byte[] body = length == 0 ? (request + "\n").getBytes() : reader.readExactly(length);
        writer.write("HTTP/1.0 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
        writer.write(body);
        writer.drain();
        writer.close();
    }

    private static Subprocess.Output curl(byte[] input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--http1.0", "--noproxy", "*"));
        command.addAll(List.of(arguments));
        try (Subprocess curl = createSubprocessExec(command, PIPES)) {
            Subprocess.Output output = curl.communicate(input);
            assertThat(output.stderrText()).isEmpty();
            assertThat(curl.returncode()).hasValue(0);
            return output;
        }
    }

    private static void assertServesCurl(String base, String... arguments) throws IOException {
        String[] get = Arrays.copyOf(arguments, arguments.length + 1);
        get[arguments.length] = base + "/hello";
        assertThat(curl(new byte[0], get).stdoutText()).isEqualTo("GET /hello HTTP/1.0\n");
        byte[] content = new byte[4_000_000];
        new Random(2).nextBytes(content);
        String[] post = Arrays.copyOf(get, get.length + 2);
        post[get.length] = "--data-binary";
        post[get.length + 1] = "@-";
        assertThat(Arrays.equals(curl(content, post).stdout(), content)).isTrue();
    }

    @EachBackend
    void curl_gets_andUploads(IoBackend backend) {
        Programs.needs("curl", "--version");
        run(backend, () -> {
            try (Server server = startServer(PeersTest::serve, HOST, 0)) {
                assertServesCurl("http://127.0.0.1:" + server.port());
            }
        });
    }

    @EachTlsEngine
    void curl_overTls(IoBackend backend, TlsEngine engine) {
        Programs.needs("curl", "--version");
        run(backend, () -> {
            try (Server server = startServer(PeersTest::serve, HOST, 0, server(SERVER.withEngine(engine)))) {
                assertServesCurl(
                        "https://127.0.0.1:" + server.port(),
                        "--cacert",
                        file("ca.pem").toString());
            }
        });
    }

    @EachBackend
    void curl_overAUnixSocket(IoBackend backend, @TempDir Path folder) {
        Programs.needs("curl", "--version");
        run(backend, () -> {
            Path path = folder.resolve("socket");
            try (Server server = startUnixServer(PeersTest::serve, path)) {
                assertThat(server.isServing()).isTrue();
                assertServesCurl("http://localhost", "--unix-socket", path.toString());
            }
        });
    }

    // ---- nc ----

    private static void needsNetcat() {
        Programs.needs("sh", "-c", "nc -h 2>&1 | grep OpenBSD");
    }

    @EachBackend
    void nc_asClientOfAUnixServer(IoBackend backend, @TempDir Path folder) {
        needsNetcat();
        run(backend, () -> {
            Path path = folder.resolve("socket");
            byte[] content = new byte[1_000_000];
            new Random(3).nextBytes(content);
            try (Server server = startUnixServer(StreamsTest::echo, path);
                    Subprocess nc = createSubprocessExec(PIPES, "nc", "-N", "-U", path.toString())) {
                assertThat(server.isServing()).isTrue();
                nc.stdin().write("hello\n");
                assertThat(text(nc.stdout().readline())).isEqualTo("hello\n");
                assertThat(Arrays.equals(nc.communicate(content).stdout(), content))
                        .isTrue();
                assertThat(nc.returncode()).hasValue(0);
            }
        });
    }

    @EachBackend
    void nc_asUnixServer(IoBackend backend, @TempDir Path folder) {
        needsNetcat();
        run(backend, () -> {
            Path path = folder.resolve("socket");
            try (Subprocess nc = createSubprocessExec(PIPES, "nc", "-N", "-l", "-U", path.toString())) {
                try (Connection c = connectOnceItListens(path)) {
                    c.writer().write("to nc\n");
                    assertThat(text(nc.stdout().readline())).isEqualTo("to nc\n");
                    nc.stdin().write("from nc\n");
                    assertThat(text(c.reader().readline())).isEqualTo("from nc\n");
                    nc.stdin().close();
                    assertThat(c.reader().read()).isEmpty();
                }
                assertThat(nc.waitFor()).isZero();
            }
        });
    }

    private static Connection connectOnceItListens(Path path) throws IOException {
        while (true) {
            try {
                return openUnixConnection(path);
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("connect to " + path + ": ");
                sleep(Duration.ofMillis(5));
            }
        }
    }
}
