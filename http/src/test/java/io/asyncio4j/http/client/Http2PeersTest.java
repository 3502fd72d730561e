package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.http.Payload;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.Streams;
import io.asyncio4j.net.Subprocess;
import io.asyncio4j.net.SubprocessOptions;
import io.asyncio4j.net.Subprocesses;
import io.asyncio4j.net.TlsContext;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** X31: HTTP/2 with servers of others. */
class Http2PeersTest extends ClientTest {

    private static final String NODE = """
            const http2 = require('http2');
            const fs = require('fs');
            const options = {key: fs.readFileSync(process.argv[1]), cert: fs.readFileSync(process.argv[2]), allowHTTP1: true};
            const echo = (request, response) => {
                response.setHeader('x-version', request.httpVersion);
                request.pipe(response);
            };
            const plain = http2.createServer(echo).listen(0, '127.0.0.1', () => {
                const secure = http2.createSecureServer(options, echo).listen(0, '127.0.0.1', () => {
                    console.log(plain.address().port + ' ' + secure.address().port);
                });
            });
            """;

    private final byte[] content = new byte[2_000_000];

    Http2PeersTest() {
        new Random(1).nextBytes(content);
    }

    private interface Conversation {
        void with(ClientSession session) throws Exception;
    }

    private void talk(HttpVersion version, List<String> command, int port, Conversation conversation) {
        run(() -> {
            TlsContext trust = TlsContext.client().withTrusted(Programs.pem("ca.pem"));
            try (Subprocess program = Subprocesses.createSubprocessExec(command, SubprocessOptions.DEFAULT);
                    var session = new ClientSession(o -> o.version(version).tls(trust))) {
                awaitListening(port);
                conversation.with(session);
                session.close();
                program.kill();
                program.waitFor();
            }
        });
    }

    private static void awaitListening(int port) throws IOException {
        for (int i = 0; i < 500; i++) {
            try (var _ = Streams.openConnection("127.0.0.1", port)) {
                return;
            } catch (ConnectException _) {
                Asyncio.sleep(Duration.ofMillis(10));
            }
        }
        throw new IOException("nobody listens on port " + port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Gets the same many times at once. */
    private void getMany(ClientSession session, int times, String url) throws IOException {
        List<Task<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            calls.add(Asyncio.createTask(() -> {
                try (var response = session.get(url)) {
                    assertThat(response.version()).isEqualTo("HTTP/2.0");
                    return response.read();
                }
            }));
        }
        for (Task<byte[]> each : calls) {
            assertThat(each.await()).isEqualTo(content);
        }
    }

    private void echo(ClientSession session, String url) throws IOException {
        for (Payload body : List.of(Payload.of(content), Payload.stream(sink -> sink.write(content)))) {
            try (var response = session.post(url, body)) {
                assertThat(response.read()).isEqualTo(content);
                assertThat(response.version()).isEqualTo("HTTP/2.0");
            }
        }
    }

    @Test
    void nghttpd_withoutTls(@TempDir Path folder) throws Exception {
        Programs.needs("nghttpd", "--version");
        Files.write(folder.resolve("content"), content);
        int port = freePort();
        List<String> command = List.of(
                "nghttpd", "--address=127.0.0.1", "--no-tls", "--echo-upload", "-d", folder.toString(), port + "");
        talk(HttpVersion.HTTP_2_PRIOR_KNOWLEDGE, command, port, session -> {
            String url = "http://127.0.0.1:" + port + "/content";
            getMany(session, 50, url);
            echo(session, url);
            assertThat(session.get("http://127.0.0.1:" + port + "/none").status())
                    .isEqualTo(404);
            assertThat(session.statistics().created()).isOne();
        });
    }

    @Test
    void nghttpd_overTls(@TempDir Path folder) throws Exception {
        Programs.needs("nghttpd", "--version");
        Files.write(folder.resolve("content"), content);
        int port = freePort();
        List<String> command = List.of(
                "nghttpd",
                "--address=127.0.0.1",
                "-d",
                folder.toString(),
                port + "",
                Programs.pem("localhost.key").toString(),
                Programs.pem("localhost.pem").toString());
        talk(HttpVersion.HTTP_2, command, port, session -> {
            getMany(session, 20, "https://localhost:" + port + "/content");
            assertThat(session.statistics().created()).isOne();
        });
    }

    /** It ends each connection after some requests: none of them fails. */
    @Test
    void nginx_thatEndsConnections(@TempDir Path folder) throws Exception {
        Programs.needs("sh", "-c", "nginx -V 2>&1 | grep -q http_v2_module");
        Files.write(folder.resolve("content"), content);
        int port = freePort();
        Path settings = folder.resolve("nginx.conf");
        Files.writeString(
                settings, """
                daemon off;
                master_process off;
                pid %1$s/pid;
                error_log stderr;
                events { }
                http {
                    access_log off;
                    client_body_temp_path %1$s/a;
                    proxy_temp_path %1$s/b;
                    fastcgi_temp_path %1$s/c;
                    uwsgi_temp_path %1$s/d;
                    scgi_temp_path %1$s/e;
                    keepalive_requests 40;
                    server {
                        listen 127.0.0.1:%2$d ssl http2;
                        ssl_certificate %3$s;
                        ssl_certificate_key %4$s;
                        root %1$s;
                    }
                }
                """.formatted(folder, port, Programs.pem("localhost.pem"), Programs.pem("localhost.key")));
        List<String> command = List.of("nginx", "-e", "stderr", "-p", folder.toString(), "-c", settings.toString());
        talk(HttpVersion.HTTP_2, command, port, session -> {
            getMany(session, 60, "https://localhost:" + port + "/content");
            for (int i = 0; i < 50; i++) {
                getMany(session, 1, "https://localhost:" + port + "/content");
            }
            assertThat(session.statistics().created()).isGreaterThan(2);
        });
    }

    @Test
    void node_bothWays() {
        Programs.needs("node", "--version");
        run(() -> {
            List<String> command = List.of(
                    "node",
                    "-e",
                    NODE,
                    Programs.pem("localhost.key").toString(),
                    Programs.pem("localhost.pem").toString());
            TlsContext trust = TlsContext.client().withTrusted(Programs.pem("ca.pem"));
            try (Subprocess node = Subprocesses.createSubprocessExec(command, SubprocessOptions.PIPES);
                    var session = new ClientSession(o -> o.tls(trust))) {
                String[] ports = new String(node.stdout().readline()).strip().split(" ");
                echo(session, "https://localhost:" + ports[1] + "/");
                assertThat(session.statistics().created()).isOne();
                try (var plain = new ClientSession(o -> o.version(HttpVersion.HTTP_2_PRIOR_KNOWLEDGE))) {
                    echo(plain, "http://127.0.0.1:" + ports[0] + "/");
                }
                node.kill();
                node.waitFor();
            }
        });
    }
}
