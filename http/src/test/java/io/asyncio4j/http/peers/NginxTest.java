package io.asyncio4j.http.peers;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.ServerSentEvent;
import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.WebSocketMessage;
import io.asyncio4j.http.client.ClientResponse;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.Streams;
import io.asyncio4j.net.Subprocess;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** X30, X31: nginx as the server of our client, and in front of our server. */
class NginxTest extends PeerTest {

    private int port;

    @BeforeEach
    void needsNginx() throws IOException {
        Programs.needs("nginx", "-v");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    /** Starts one with these settings of the one server that it has, and what belongs around it. */
    private Subprocess nginx(String around, String server) throws IOException {
        String own = """
                daemon off;
                master_process off;
                pid FOLDER/pid;
                error_log stderr;
                events { worker_connections 500; }
                http {
                    access_log off;
                    client_body_temp_path FOLDER/body;
                    proxy_temp_path FOLDER/proxy;
                    fastcgi_temp_path FOLDER/fastcgi;
                    uwsgi_temp_path FOLDER/uwsgi;
                    scgi_temp_path FOLDER/scgi;
                    types { text/plain txt; }
                    default_type application/octet-stream;
                    AROUND
                    server {
                        SERVER
                    }
                }
                """;
        Path file = folder.resolve("nginx.conf");
        Files.writeString(
                file,
                own.replace("AROUND", around)
                        .replace("SERVER", server)
                        .replace("FOLDER", folder.toString())
                        .replace("PORT", String.valueOf(port)));
        Subprocess program = serving("nginx", "-e", "stderr", "-c", file.toString());
        while (true) {
            try (Connection _ = Streams.openConnection("127.0.0.1", port)) {
                return program;
            } catch (ConnectException _) {
                assertThat(program.returncode()).isEmpty();
                sleep(Duration.ofMillis(5));
            }
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    // ---- as origin ----

    @Test
    void files_areDownloaded() throws IOException {
        byte[] content = random(20_000_000);
        String text = "all work and no play ".repeat(10_000);
        Files.write(folder.resolve("large"), content);
        Files.writeString(folder.resolve("text.txt"), text);
        run(() -> {
            try (Subprocess _ = nginx("", "listen 127.0.0.1:PORT; root FOLDER; gzip on; gzip_types text/plain;");
                    var session = new ClientSession()) {
                assertThat(session.get(url("/large")).read()).isEqualTo(content);
                Path saved = folder.resolve("saved");
                assertThat(session.get(url("/large")).saveTo(saved)).isEqualTo(content.length);
                assertThat(saved).hasBinaryContent(content);
                try (var part = session.get(url("/large"), o -> o.header("Range", "bytes=5-14"))) {
                    assertThat(part.status()).isEqualTo(206);
                    assertThat(part.read()).isEqualTo(Arrays.copyOfRange(content, 5, 15));
                }
                try (var several = session.get(url("/large"), o -> o.header("Range", "bytes=0-9,100-104"))) {
                    assertThat(several.contentType())
                            .hasToString("multipart/byteranges; boundary="
                                    + several.contentType().parameters().get("boundary"));
                    assertThat(latin(several.read())).contains(latin(Arrays.copyOfRange(content, 100, 105)));
                }
                try (var none = session.get(url("/large"), o -> o.header("Range", "bytes=30000000-"))) {
                    assertThat(none.status()).isEqualTo(416);
                }
                try (var zipped = session.get(url("/text.txt"))) {
                    assertThat(zipped.headers().get("content-encoding")).isEqualTo("gzip");
                    assertThat(zipped.headers().get("transfer-encoding")).isEqualTo("chunked");
                    assertThat(zipped.text()).isEqualTo(text);
                }
                try (var plain = session.get(url("/text.txt"), o -> o.header("Accept-Encoding", "identity"))) {
                    assertThat(plain.contentLength()).isEqualTo(text.length());
                    assertThat(plain.text()).isEqualTo(text);
                }
                String tag = session.head(url("/large")).headers().get("etag");
                try (var same = session.get(url("/large"), o -> o.header("If-None-Match", tag))) {
                    assertThat(same.status()).isEqualTo(304);
                    assertThat(same.read()).isEmpty();
                }
                assertThat(session.get(url("/none")).status()).isEqualTo(404);
                assertThat(session.statistics().open()).isOne();
            }
        });
    }

    /** Connections that nginx closes, for their age or after some requests, while calls are under way: none of these fails. */
    @Test
    void connectionsThatEnd_failNoCall() throws IOException {
        Files.writeString(folder.resolve("text.txt"), "hello");
        run(() -> {
            try (Subprocess _ = nginx(
                            "",
                            "listen 127.0.0.1:PORT backlog=511; root FOLDER; keepalive_requests 7; keepalive_timeout 20ms;");
                    var session = new ClientSession()) {
                Random random = new Random(1);
                for (int round = 0; round < 4; round++) {
                    List<Task<String>> calls = new ArrayList<>();
                    for (int i = 0; i < 250; i++) {
                        calls.add(createTask(() -> {
                            sleep(Duration.ofMillis(random.nextInt(60)));
                            return session.get(url("/text.txt")).text();
                        }));
                    }
                    assertThat(Asyncio.gather(calls).await()).hasSize(250).containsOnly("hello");
                }
                assertThat(session.statistics().created()).isGreaterThan(1000 / 7);
            }
        });
    }

    // ---- in front ----

    private static final String PROXY = """
            client_max_body_size 0;
            proxy_http_version 1.1;
            location / {
                proxy_pass http://behind;
                proxy_set_header Connection "";
                proxy_set_header Host $host;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_set_header X-Forwarded-Proto $scheme;
            }
            location /streamed {
                proxy_pass http://behind;
                proxy_set_header Connection "";
                proxy_buffering off;
                proxy_request_buffering off;
            }
            location /socket {
                proxy_pass http://behind;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection "upgrade";
            }
            """;

    private Subprocess proxy(int behind, String listen) throws IOException {
        return nginx("upstream behind { server 127.0.0.1:" + behind + "; keepalive 8; }", listen + PROXY);
    }

    private Subprocess proxy(int behind) throws IOException {
        return proxy(behind, "listen 127.0.0.1:PORT;");
    }

    @Test
    void requests_comeThroughTheProxy_onOneConnection() {
        Set<SocketAddress> remotes = new HashSet<>();
        Application app = new Application().get("/", request -> {
            remotes.add(request.remote());
            return Response.text(request.header("x-forwarded-for") + " " + request.header("x-forwarded-proto") + " "
                    + request.host());
        });
        serve(app, server -> {
            try (Subprocess _ = proxy(server.port());
                    var session = new ClientSession()) {
                for (int i = 0; i < 50; i++) {
                    try (var response = session.get(url("/"), o -> o.header("X-Forwarded-For", "10.0.0.1"))) {
                        assertThat(response.text()).isEqualTo("10.0.0.1, 127.0.0.1 http 127.0.0.1");
                    }
                }
                assertThat(remotes).hasSize(1);
            }
        });
    }

    @Test
    void uploads_comeThroughTheProxy() {
        byte[] content = random(8_000_000);
        Application app = new Application()
                .route("POST", "/{path...}", request -> Response.bytes(request.read(), MediaType.OCTET_STREAM));
        serve(app, WebOptions.DEFAULT.withMaxBody(20_000_000), server -> {
            try (Subprocess _ = proxy(server.port());
                    var session = new ClientSession()) {
                for (String path : List.of("/", "/streamed")) {
                    assertThat(session.post(url(path), Payload.of(content)).read())
                            .isEqualTo(content);
                    Payload chunked = Payload.stream(sink -> {
                        for (int i = 0; i < 8; i++) {
                            sink.write(Arrays.copyOfRange(content, i * 1_000_000, (i + 1) * 1_000_000));
                        }
                    });
                    assertThat(session.post(url(path), chunked).read()).isEqualTo(content);
                }
            }
        });
    }

    @Test
    void events_comeThroughTheProxy_atOnce() {
        Event seen = new Event();
        Application app = new Application()
                .get(
                        "/streamed",
                        _ -> Response.events(sender -> {
                            sender.send(ServerSentEvent.of("first"));
                            seen.await();
                            sender.send(ServerSentEvent.of("second"));
                        }));
        serve(app, server -> {
            try (Subprocess _ = proxy(server.port());
                    var session = new ClientSession();
                    ClientResponse response = session.get(url("/streamed"))) {
                Iterator<ServerSentEvent> events = response.events().iterator();
                assertThat(events.next().data()).isEqualTo("first");
                seen.set();
                assertThat(events.next().data()).isEqualTo("second");
                assertThat(events.hasNext()).isFalse();
            }
        });
    }

    @Test
    void webSocket_comesThroughTheProxy() {
        Application app = new Application().webSocket("/socket", socket -> {
            for (WebSocketMessage message : socket) {
                socket.send("you said " + message.text());
            }
        });
        serve(app, server -> {
            try (Subprocess _ = proxy(server.port());
                    var session = new ClientSession();
                    WebSocket socket = session.webSocket(url("/socket").replace("http", "ws"))) {
                for (int i = 0; i < 10; i++) {
                    socket.send("hello " + i);
                    assertThat(socket.receive().text()).isEqualTo("you said hello " + i);
                }
                assertThat(socket.ping()).isPositive();
                socket.close(3000, "enough");
                assertThat(socket.closeCode()).isEqualTo(3000);
            }
        });
    }

    @Test
    void secondVersion_inFront_becomesTheFirst() {
        Programs.needs("sh", "-c", "curl --version | grep -q HTTP2");
        serve(telling(), server -> {
            String listen = "listen 127.0.0.1:PORT ssl http2; ssl_certificate " + Programs.pem("localhost.pem")
                    + "; ssl_certificate_key " + Programs.pem("localhost.key") + ";";
            try (Subprocess _ = proxy(server.port(), listen)) {
                String url = "https://localhost:" + port + "/";
                assertThat(curl("-w", " %{http_version}", url)).isEqualTo("HTTP/1.1 GET / 0 2");
                assertThat(latin(curl(new byte[500_000], "-w", " %{http_version}", "--data-binary", "@-", url)))
                        .isEqualTo("HTTP/1.1 POST / 500000 2");
            }
        });
    }
}
