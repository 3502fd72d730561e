package io.asyncio4j.http;

import static io.asyncio4j.Asyncio.createTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.http.web.WebTest;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.EachBackend;
import io.asyncio4j.net.IoBackend;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.TlsContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** X30, X31, X32: client and server on each back end. */
class BackendsTest extends WebTest {

    private static final byte[] CONTENT = new byte[4_000_000];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    private static final WebOptions LARGE = WebOptions.DEFAULT.withMaxBody(CONTENT.length);

    private static Application app() {
        return new Application()
                .get("/", _ -> Response.text("hello"))
                .post("/echo", request -> {
                    byte[] all = request.read();
                    return Response.of(Payload.stream(sink -> {
                        for (int i = 0; i < all.length; i += 50_000) {
                            sink.write(Arrays.copyOfRange(all, i, i + 50_000));
                        }
                    }));
                })
                .webSocket("/socket", socket -> {
                    for (WebSocketMessage message : socket) {
                        socket.send(message.bytes());
                    }
                });
    }

    private static Payload streamed() {
        return Payload.stream(sink -> {
            for (int i = 0; i < CONTENT.length; i += 100_000) {
                sink.write(Arrays.copyOfRange(CONTENT, i, i + 100_000));
            }
        });
    }

    @EachBackend
    void requests_shareConnections(IoBackend backend) {
        serve(backend.newLoop(), app(), LARGE, server -> {
            try (var session = new ClientSession()) {
                for (int i = 0; i < 20; i++) {
                    assertThat(session.get(server.url()).text()).isEqualTo("hello");
                }
                assertThat(server.connections()).isOne();
                List<Task<String>> calls = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    calls.add(createTask(() -> session.get(server.url()).text()));
                }
                assertThat(Asyncio.gather(calls).await()).hasSize(300).containsOnly("hello");
                assertThat(server.connections()).isBetween(2, 100);
            }
        });
    }

    @EachBackend
    void bodies_streamBothWays(IoBackend backend) {
        serve(backend.newLoop(), app(), LARGE, server -> {
            try (var session = new ClientSession()) {
                assertThat(session.post(server.url() + "/echo", streamed()).read())
                        .isEqualTo(CONTENT);
                assertThat(session.post(server.url() + "/echo", Payload.of(CONTENT))
                                .read())
                        .isEqualTo(CONTENT);
                assertThat(session.statistics().open()).isOne();
            }
        });
    }

    @EachBackend
    void bodies_streamBothWays_overTls(IoBackend backend) throws IOException {
        WebOptions options =
                LARGE.withTls(TlsContext.server(Programs.pem("localhost.pem"), Programs.pem("localhost.key")));
        TlsContext trust = TlsContext.client().withTrusted(Programs.pem("ca.pem"));
        serve(backend.newLoop(), app(), options, server -> {
            String url = "https://localhost:" + server.port();
            try (var session = new ClientSession(o -> o.tls(trust))) {
                assertThat(session.get(url).text()).isEqualTo("hello");
                assertThat(session.post(url + "/echo", streamed()).read()).isEqualTo(CONTENT);
                assertThat(session.statistics().open()).isOne();
            }
        });
    }

    @EachBackend
    void webSocket_talks(IoBackend backend) {
        serve(backend.newLoop(), app(), LARGE, server -> {
            try (var session = new ClientSession();
                    WebSocket socket = session.webSocket(server.url().replace("http", "ws") + "/socket")) {
                for (int size : new int[] {0, 1, 100_000, 4_000_000}) {
                    byte[] message = Arrays.copyOf(CONTENT, size);
                    socket.send(message);
                    assertThat(socket.receive().bytes()).isEqualTo(message);
                }
                assertThat(socket.ping()).isPositive();
                socket.close(3000, "enough");
                assertThat(socket.closeCode()).isEqualTo(3000);
            }
        });
    }

    @EachBackend
    void http2_streamsBothWays(IoBackend backend) {
        Programs.needs("sh", "-c", "curl --version | grep -q HTTP2");
        serve(backend.newLoop(), app(), LARGE, server -> {
            String[] curl = {
                "curl",
                "-sS",
                "--noproxy",
                "*",
                "--http2-prior-knowledge",
                "--data-binary",
                "@-",
                server.url() + "/echo"
            };
            assertThat(Programs.run(CONTENT, curl).stdout()).isEqualTo(CONTENT);
        });
    }

    @EachBackend
    void peersThatGoAway_doNotDisturb(IoBackend backend) {
        serve(backend.newLoop(), app(), LARGE, server -> {
            Connection gone = connect(server);
            gone.writer().write("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
            gone.writer().write(CONTENT);
            assertThat(latin(gone.reader().readline())).isEqualTo("HTTP/1.1 200 OK\r\n");
            gone.writer().transport().abort();
            assertThat(get(server, "/")).endsWith("hello");
            reports.clear();
            try (var session = new ClientSession()) {
                var response = session.post(server.url() + "/echo", Payload.of(CONTENT));
                response.close();
                assertThatThrownBy(response::read).isInstanceOf(IOException.class);
                assertThat(session.get(server.url()).text()).isEqualTo("hello");
            }
            reports.clear();
        });
    }
}
