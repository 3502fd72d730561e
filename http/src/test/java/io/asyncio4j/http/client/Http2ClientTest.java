package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X31: HTTP/2 in the client, with this library's server as the peer. */
class Http2ClientTest extends ClientTest {

    private static final WebOptions OPTIONS = WebOptions.DEFAULT.withMaxBody(10_000_000);

    /** What a test does with a server. */
    interface Conversation {
        void with(WebServer server, ClientSession session) throws Exception;
    }

    /** In cleartext. */
    private void talk(Application app, Consumer<SessionOptions> settings, Conversation conversation) {
        run(() -> {
            try (var server = app.start("127.0.0.1", 0, OPTIONS);
                    var session = new ClientSession(o -> {
                        o.version(HttpVersion.HTTP_2_PRIOR_KNOWLEDGE);
                        settings.accept(o);
                    })) {
                conversation.with(server, session);
            }
        });
    }

    private void talk(Application app, Conversation conversation) {
        talk(app, _ -> {}, conversation);
    }

    private static Application app() {
        return new Application()
                .get("/", request -> Response.text(request.version() + " " + request.scheme() + " " + request.host()))
                .post("/echo", request -> Response.bytes(request.read(), MediaType.OCTET_STREAM))
                .get(
                        "/stream/{size}",
                        request -> Response.of(Payload.stream(sink -> {
                            byte[] piece = new byte[10_000];
                            for (int left = Integer.parseInt(request.matchInfo("size")); left > 0; left -= 10_000) {
                                sink.write(piece);
                            }
                        })));
    }

    private static Application silentUntil(Event goOn) {
        return app().get("/silence", _ -> {
            goOn.await();
            return Response.empty(200);
        });
    }

    private static WebOptions secure() throws Exception {
        return OPTIONS.withTls(TlsContext.server(Programs.pem("localhost.pem"), Programs.pem("localhost.key")));
    }

    private static TlsContext trusting() throws Exception {
        return TlsContext.client().withTrusted(Programs.pem("ca.pem"));
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    // ---- the choice ----

    @Test
    void tls_choosesByAlpn() {
        run(() -> {
            TlsContext trust = trusting();
            try (var server = app().start("127.0.0.1", 0, secure());
                    var session = new ClientSession(o -> o.tls(trust))) {
                String url = "https://localhost:" + server.port() + "/";
                for (HttpVersion version : HttpVersion.values()) {
                    for (int i = 0; i < 2; i++) {
                        try (var response = session.get(url, o -> o.version(version))) {
                            String spoken = version == HttpVersion.HTTP_1_1 ? "HTTP/1.1" : "HTTP/2.0";
                            assertThat(response.text()).isEqualTo(spoken + " https localhost:" + server.port());
                            assertThat(response.version()).isEqualTo(spoken);
                        }
                    }
                }
                assertThat(server.connections()).isEqualTo(3);
                assertThat(session.statistics()).isEqualTo(new PoolStatistics(3, 3, 0, 3, 3, 0));
            }
        });
    }

    @Test
    void tls_contextOfARequest_isUsedAgain() {
        run(() -> {
            TlsContext trust = trusting();
            try (var server = app().start("127.0.0.1", 0, secure());
                    var session = new ClientSession()) {
                for (int i = 0; i < 3; i++) {
                    try (var response = session.get("https://localhost:" + server.port() + "/", o -> o.tls(trust))) {
                        assertThat(response.version()).isEqualTo("HTTP/2.0");
                    }
                }
                assertThat(server.connections()).isOne();
            }
        });
    }

    @Test
    void tls_withoutSecondVersion_isTheFirst() {
        run(() -> {
            TlsContext trust = trusting();
            var socket = secure().socket();
            var first = OPTIONS.withSocket(
                    socket.withTls(TlsContext.server(Programs.pem("localhost.pem"), Programs.pem("localhost.key"))));
            Event goOn = new Event();
            List<String> came = new ArrayList<>();
            Application app = new Application().get("/{name}", request -> {
                came.add(request.matchInfo("name"));
                goOn.await();
                return Response.text(request.version());
            });
            try (var server = app.start("127.0.0.1", 0, first);
                    var session = new ClientSession(o -> o.tls(trust))) {
                List<Task<String>> calls = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    String url = "https://localhost:" + server.port() + "/" + i;
                    calls.add(Asyncio.createTask(() -> session.get(url).text()));
                }
                until(() -> came.size() == 5); // each on a connection of its own
                assertThat(server.connections()).isEqualTo(5);
                assertThat(session.statistics().waiting()).isZero();
                goOn.set();
                for (Task<String> each : calls) {
                    assertThat(each.await()).isEqualTo("HTTP/1.1");
                }
            }
        });
    }

    @Test
    void cleartext_withoutPriorKnowledge_isTheFirst() {
        talk(app(), o -> o.version(HttpVersion.HTTP_2), (server, session) -> {
            try (var response = session.get(server.url() + "/")) {
                assertThat(response.version()).isEqualTo("HTTP/1.1");
            }
        });
    }

    @Test
    void webSocket_isOfTheFirst() {
        Application app =
                app().webSocket("/ws", socket -> socket.send(socket.receive().text()));
        run(() -> {
            TlsContext trust = trusting();
            try (var server = app.start("127.0.0.1", 0, secure());
                    var session = new ClientSession(o -> o.tls(trust));
                    var response = session.get("https://localhost:" + server.port() + "/");
                    var socket = session.webSocket("wss://localhost:" + server.port() + "/ws")) {
                assertThat(response.version()).isEqualTo("HTTP/2.0");
                socket.send("hello");
                assertThat(socket.receive().text()).isEqualTo("hello");
            }
        });
    }

    // ---- messages ----

    @Test
    void headers_areThoseOfHttp2() {
        Application app = new Application().route("*", "/", request -> {
            String names = String.join(",", new TreeSet<>(request.headers().names()));
            return Response.text(names + " " + request.cookies() + " " + request.host())
                    .header("X-Mixed", "Case");
        });
        talk(app, (server, session) -> {
            try (var response = session.post(
                    server.url() + "/",
                    o -> o.header("X-Mixed", "a")
                            .header("Connection", "close, X-Hop")
                            .header("X-Hop", "b")
                            .header("Keep-Alive", "c")
                            .header("TE", "gzip")
                            .cookie("d", "1")
                            .cookie("e", "2")
                            .body(Payload.stream(sink -> sink.write(new byte[3]))))) {
                assertThat(response.text())
                        .contains("x-mixed", "cookie", "content-type")
                        .doesNotContain("connection", "keep-alive", "transfer-encoding", "x-hop", "te,", "x-http2")
                        .endsWith(" {d=1, e=2} 127.0.0.1:" + server.port());
                assertThat(response.headers().get("x-mixed")).isEqualTo("Case");
                assertThat(response.headers().names()).noneMatch(each -> each.startsWith("x-http2"));
                assertThat(response.request().headers().names()).noneMatch(each -> each.startsWith("x-http2"));
            }
        });
    }

    @Test
    void responses_withoutBody_endWithTheirHead() {
        Application app = new Application()
                .get("/204", _ -> Response.empty(204))
                .get("/304", _ -> Response.empty(304))
                .get("/text", _ -> Response.text("hello"));
        talk(app, (server, session) -> {
            for (String path : List.of("/204", "/304")) {
                try (var response = session.get(server.url() + path)) {
                    assertThat(response.read()).isEmpty();
                }
            }
            try (var response = session.head(server.url() + "/text")) {
                assertThat(response.read()).isEmpty();
                assertThat(response.contentLength()).isEqualTo(5);
            }
            assertThat(server.connections()).isOne();
        });
    }

    @Test
    void bodies_bothWays_areWhole() {
        talk(app(), (server, session) -> {
            byte[] big = noise(3_000_000);
            for (Payload body : List.of(Payload.of(big), Payload.of("small"), Payload.empty(), Payload.stream(sink -> {
                for (int i = 0; i < big.length; i += 100_000) {
                    sink.write(java.util.Arrays.copyOfRange(big, i, i + 100_000));
                }
            }))) {
                byte[] expected = body.length() == 5 ? "small".getBytes() : body.length() == 0 ? new byte[0] : big;
                try (var response = session.post(server.url() + "/echo", body)) {
                    assertThat(response.read()).isEqualTo(expected);
                }
            }
            assertThat(server.connections()).isOne();
        });
    }

    @Test
    void compressed_isReadPlain() {
        talk(app().get("/text", _ -> Response.text("hello ".repeat(10_000))).compress(), (server, session) -> {
            try (var response = session.get(server.url() + "/text")) {
                assertThat(response.text()).isEqualTo("hello ".repeat(10_000));
                assertThat(response.headers().get("content-encoding")).isNotNull();
            }
        });
    }

    @Test
    void expectContinue_isAnswered() {
        talk(app(), (server, session) -> {
            try (var response = session.post(
                    server.url() + "/echo", o -> o.expectContinue(true).body("hello"))) {
                assertThat(response.text()).isEqualTo("hello");
            }
        });
    }

    @Test
    void redirect_toTheOtherVersion_isFollowed() {
        talk(app(), (server, session) -> {
            try (var old = RawServer.answering(ok("old"))) {
                Application app =
                        new Application().post("/", _ -> Response.empty(307).header("location", old.url("/")));
                try (var other = app.start("127.0.0.1", 0);
                        var response =
                                session.post(other.url() + "/", o -> o.body("x").version(HttpVersion.HTTP_1_1))) {
                    assertThat(response.text()).isEqualTo("old");
                    assertThat(old.requests.getFirst()).doesNotContain("x-http2");
                }
            }
        });
    }

    // ---- the pool ----

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void callsAtOnce_shareAConnection(boolean tls) {
        run(() -> {
            TlsContext trust = trusting();
            Event goOn = new Event();
            List<String> came = new ArrayList<>();
            Application app = new Application().get("/{name}", request -> {
                came.add(request.matchInfo("name"));
                goOn.await();
                return Response.text(request.matchInfo("name"));
            });
            try (var server = app.start("127.0.0.1", 0, tls ? secure() : OPTIONS);
                    var session = new ClientSession(
                            o -> o.tls(trust).version(tls ? HttpVersion.HTTP_2 : HttpVersion.HTTP_2_PRIOR_KNOWLEDGE))) {
                String url = (tls ? "https" : "http") + "://localhost:" + server.port() + "/";
                List<Task<String>> calls = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    String path = url + i;
                    calls.add(Asyncio.createTask(() -> session.get(path).text()));
                }
                until(() -> came.size() == 100);
                assertThat(server.connections()).isOne();
                assertThat(session.statistics()).isEqualTo(new PoolStatistics(1, 0, 0, 1, 99, 99));
                goOn.set();
                for (int i = 0; i < 100; i++) {
                    assertThat(calls.get(i).await()).isEqualTo("" + i);
                }
                assertThat(session.statistics().idle()).isOne();
            }
        });
    }

    /** The server takes 128 streams at a time. */
    @Test
    void callsBeyondTheServersLimit_openAnotherConnection() {
        Event goOn = new Event();
        List<String> came = new ArrayList<>();
        Application app = new Application().get("/", _ -> {
            came.add("");
            goOn.await();
            return Response.text("ok");
        });
        talk(app, (server, session) -> {
            List<Task<String>> calls = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                calls.add(
                        Asyncio.createTask(() -> session.get(server.url() + "/").text()));
            }
            until(() -> came.size() == 300);
            assertThat(server.connections()).isEqualTo(3);
            assertThat(session.statistics().open()).isEqualTo(3);
            goOn.set();
            for (Task<String> each : calls) {
                assertThat(each.await()).isEqualTo("ok");
            }
        });
    }

    @Test
    void callsBeyondBothLimits_wait() {
        Event goOn = new Event();
        int[] running = {0, 0};
        Application app = new Application().get("/", _ -> {
            running[1] = Math.max(running[1], ++running[0]);
            goOn.await();
            running[0]--;
            return Response.text("ok");
        });
        talk(app, o -> o.pool(PoolLimits.DEFAULT.withPerHost(1)), (server, session) -> {
            List<Task<String>> calls = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                calls.add(
                        Asyncio.createTask(() -> session.get(server.url() + "/").text()));
            }
            until(() -> running[0] == 128);
            assertThat(session.statistics().waiting()).isEqualTo(300 - 128);
            goOn.set();
            for (Task<String> each : calls) {
                assertThat(each.await()).isEqualTo("ok");
            }
            assertThat(running[1]).isEqualTo(128);
            assertThat(session.statistics().created()).isOne();
        });
    }

    @Test
    void firstConnection_failsOrIsCancelled_theNextOneTries() {
        talk(app(), (server, session) -> {
            Task<String> first =
                    Asyncio.createTask(() -> session.get(server.url() + "/").text());
            Task<String> second =
                    Asyncio.createTask(() -> session.get(server.url() + "/").text());
            Task<String> third =
                    Asyncio.createTask(() -> session.get(server.url() + "/").text());
            Asyncio.sleep(Duration.ZERO);
            assertThat(session.statistics().waiting()).isEqualTo(2);
            first.cancel();
            assertThat(second.await()).startsWith("HTTP/2.0");
            assertThat(third.await()).startsWith("HTTP/2.0");
            assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
            assertThat(session.statistics().open()).isOne();
        });
    }

    @Test
    void line_behindTheFirstConnection_isNotTooLong() {
        talk(app(), o -> o.pool(PoolLimits.DEFAULT.withMaxWaiting(1)), (server, session) -> {
            List<Task<String>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                calls.add(
                        Asyncio.createTask(() -> session.get(server.url() + "/").text()));
            }
            for (Task<String> each : calls) {
                assertThat(each.await()).startsWith("HTTP/2.0");
            }
        });
    }

    @Test
    void idleConnection_isClosedInTime() {
        talk(app(), o -> o.pool(PoolLimits.DEFAULT.withKeepAlive(Duration.ofMillis(20))), (server, session) -> {
            session.get(server.url() + "/").read();
            assertThat(session.statistics().idle()).isOne();
            until(() -> server.connections() == 0);
            assertThat(session.statistics().open()).isZero();
        });
    }

    @Test
    void oldConnection_takesNoNewCall() {
        talk(app(), o -> o.pool(PoolLimits.DEFAULT.withMaxAge(Duration.ofNanos(1))), (server, session) -> {
            try (var response = session.get(server.url() + "/stream/1000000")) {
                session.get(server.url() + "/").read();
                assertThat(server.connections()).isEqualTo(2);
                assertThat(response.read()).hasSize(1_000_000);
            }
            until(() -> server.connections() == 0);
        });
    }

    // ---- flow control ----

    @Test
    void slowReader_stopsTheServer_andNobodyElse() {
        int[] written = {0};
        Application app = app().get(
                        "/endless",
                        _ -> Response.of(Payload.stream(sink -> {
                            while (true) {
                                sink.write(new byte[10_000]);
                                written[0] += 10_000;
                            }
                        })));
        talk(app, (server, session) -> {
            try (var response = session.get(server.url() + "/endless")) {
                assertThat(response.content().read(1)).hasSize(1);
                int before = -1;
                while (before != written[0]) {
                    before = written[0];
                    assertThat(session.get(server.url() + "/stream/1000000").read())
                            .hasSize(1_000_000);
                }
                assertThat(written[0]).isLessThan(1_000_000);
                assertThat(response.content().readExactly(3_000_000)).hasSize(3_000_000);
            }
            assertThat(session.statistics().open()).isOne();
        });
    }

    @Test
    void slowServer_stopsTheSender() {
        Event goOn = new Event();
        int[] sent = {0};
        Application app = new Application().post("/", request -> {
            goOn.await();
            int count = 0;
            for (byte[] piece = request.content().read(100_000);
                    piece.length > 0;
                    piece = request.content().read(100_000)) {
                count += piece.length;
            }
            return Response.text("" + count);
        });
        talk(app.get("/", _ -> Response.text("ok")), (server, session) -> {
            Task<String> call = Asyncio.createTask(() -> session.post(server.url() + "/", Payload.stream(sink -> {
                        for (int i = 0; i < 500; i++) {
                            sink.write(new byte[10_000]);
                            sent[0] += 10_000;
                        }
                    }))
                    .text());
            int before = -1;
            while (before != sent[0] || sent[0] == 0) {
                before = sent[0];
                for (int i = 0; i < 5; i++) {
                    assertThat(session.get(server.url() + "/").text()).isEqualTo("ok");
                }
            }
            assertThat(sent[0]).isLessThan(1_000_000);
            goOn.set();
            assertThat(call.await()).isEqualTo("5000000");
        });
    }

    /** Each holds its own window, and not what all share. */
    @Test
    void manySlowReaders_doNotStopOthers() {
        talk(app(), (server, session) -> {
            List<ClientResponse> slow = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                slow.add(session.get(server.url() + "/stream/2000000"));
            }
            assertThat(session.get(server.url() + "/stream/5000000").read()).hasSize(5_000_000);
            for (ClientResponse each : slow) {
                assertThat(each.read()).hasSize(2_000_000);
            }
            assertThat(server.connections()).isOne();
        });
    }

    // ---- ends ----

    @Test
    void cancelled_endsItsStreamOnly() {
        List<String> ended = new ArrayList<>();
        Event begun = new Event();
        Application app = app().post("/wait", request -> {
            begun.set();
            try {
                request.read();
            } catch (IOException e) {
                ended.add(e.getMessage());
            }
            return Response.empty(200);
        });
        talk(app, (server, session) -> {
            Future<Void> never = Asyncio.getRunningLoop().createFuture();
            Task<ClientResponse> victim =
                    Asyncio.createTask(() -> session.post(server.url() + "/wait", Payload.stream(_ -> never.await())));
            begun.await();
            try (var other = session.get(server.url() + "/stream/1000000")) {
                victim.cancel();
                assertThatThrownBy(victim::await).isInstanceOf(CancelledError.class);
                assertThat(other.read()).hasSize(1_000_000);
            }
            until(() -> !ended.isEmpty());
            assertThat(ended).containsExactly("the peer has given up the request");
            assertThat(never.cancelled()).isTrue();
            assertThat(session.statistics().created()).isOne();
            assertThat(session.statistics().idle()).isOne();
        });
    }

    @Test
    void closed_inTheMiddle_endsItsStreamOnly() {
        talk(app(), (server, session) -> {
            for (int i = 0; i < 3; i++) {
                var response = session.get(server.url() + "/stream/100000000");
                response.close();
                response.close();
                assertThatThrownBy(response::read).hasMessageContaining("is closed");
            }
            assertThat(session.get(server.url() + "/").text()).startsWith("HTTP/2.0");
            assertThat(server.connections()).isOne();
        });
    }

    @Test
    void timeLimit_endsItsStreamOnly() {
        Event goOn = new Event();
        talk(silentUntil(goOn), (server, session) -> {
            assertThatThrownBy(() -> session.get(server.url() + "/silence", o -> o.timeout(Duration.ofMillis(20))))
                    .isInstanceOf(TotalTimeoutException.class);
            assertThatThrownBy(() -> session.get(
                            server.url() + "/silence",
                            o -> o.timeout(ClientTimeout.NONE.withSockRead(Duration.ofMillis(20)))))
                    .isInstanceOf(ReadTimeoutException.class);
            assertThat(session.get(server.url() + "/").text()).startsWith("HTTP/2.0");
            assertThat(session.statistics().created()).isOne();
            goOn.set();
        });
    }

    @Test
    void session_closed_endsAll() {
        Event goOn = new Event();
        talk(silentUntil(goOn), (server, session) -> {
            var response = session.get(server.url() + "/stream/100000000");
            Task<?> call = Asyncio.createTask(() -> session.get(server.url() + "/silence"));
            until(() -> session.statistics().reused() == 1);
            Asyncio.sleep(Duration.ZERO);
            session.close();
            assertThatThrownBy(call::await).hasStackTraceContaining("the session was closed");
            assertThatThrownBy(response::read).hasMessageContaining("the session was closed");
            until(() -> server.connections() == 0);
            goOn.set();
        });
    }

    @Test
    void serversEnd_letsCallsFinish() {
        Event begun = new Event();
        Event goOn = new Event();
        Application app = new Application().get("/", _ -> {
            begun.set();
            goOn.await();
            return Response.text("finished");
        });
        talk(app, (server, session) -> {
            Task<String> call =
                    Asyncio.createTask(() -> session.get(server.url() + "/").text());
            begun.await();
            Task<?> closing = Asyncio.createTask(server::close);
            Asyncio.sleep(Duration.ofMillis(20));
            goOn.set();
            assertThat(call.await()).isEqualTo("finished");
            closing.await();
            until(() -> session.statistics().open() == 0);
        });
    }
}
