package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The programs that are HTTP servers, over loopback, in real time. */
@DisabledOnOs(OS.WINDOWS) // where a program cannot be told to end
final class HttpServerExamplesTest {

    // ---- the reverse proxy ----

    @Test
    void reverseProxy_passesOnWhatIsNotForOneConnection() throws Exception {
        List<String> seen = new ArrayList<>();
        try (var behind = new Behind(exchange -> {
                    seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                    exchange.getRequestHeaders().forEach((name, values) -> seen.add(name + ": " + values));
                    seen.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                    exchange.getResponseHeaders().add("Set-Cookie", "user=1");
                    exchange.getResponseHeaders().add("Keep-Alive", "timeout=5");
                    if (exchange.getRequestMethod().equals("HEAD")) {
                        exchange.getResponseHeaders().add("Content-Length", "4");
                        exchange.sendResponseHeaders(200, -1);
                        return;
                    }
                    exchange.sendResponseHeaders(404, 4);
                    exchange.getResponseBody().write("none".getBytes(StandardCharsets.UTF_8));
                });
                var proxy = ChildProgram.start("ReverseProxy", behind.url(), "0");
                var client = HttpClient.newHttpClient()) {
            String url = proxy.readUrl();
            for (int i = 0; i < 2; i++) {
                seen.clear();
                var response = client.send(
                        HttpRequest.newBuilder(URI.create(url + "/a%20b?x=1&y"))
                                .header("X-Forwarded-For", "10.0.0.1")
                                .header("TE", "trailers")
                                .header("X-Mine", "kept")
                                .POST(BodyPublishers.ofString("a body"))
                                .build(),
                        BodyHandlers.ofString());

                assertThat(response.statusCode()).isEqualTo(404);
                assertThat(response.body()).isEqualTo("none");
                assertThat(response.headers().allValues("set-cookie")).containsExactly("user=1");
                assertThat(response.headers().allValues("content-length")).containsExactly("4");
                assertThat(response.headers().map()).doesNotContainKeys("keep-alive", "transfer-encoding");
                assertThat(seen)
                        .startsWith("POST /a%20b?x=1&y")
                        .endsWith("a body")
                        .contains("X-forwarded-for: [10.0.0.1, 127.0.0.1]", "X-mine: [kept]", "Content-length: [6]")
                        .contains("X-forwarded-proto: [http]", "X-forwarded-host: [" + url.substring(7) + "]")
                        .contains("Host: [" + behind.url().substring(7) + "]")
                        .noneMatch(line -> line.matches("(?i)(TE|Upgrade|HTTP2-Settings|Cookie): .*"));
            }
            var head = HttpRequest.newBuilder(URI.create(url)).HEAD().build();
            assertThat(client.send(head, BodyHandlers.discarding()).headers().allValues("content-length"))
                    .containsExactly("4");
            proxy.terminate();
            assertThat(proxy.exitCode()).isZero();
        }
    }

    @Test
    void reverseProxy_streamsBothWays() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var proxy = ChildProgram.start("ReverseProxy", "http://127.0.0.1:" + listening.getLocalPort(), "0")) {
            URI url = URI.create(proxy.readUrl());
            try (var front = new Socket(url.getHost(), url.getPort())) {
                send(front, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
                try (var behind = listening.accept()) {
                    assertThat(readUntil(behind, "5\r\nfirst\r\n")).startsWith("POST /echo HTTP/1.1\r\n");
                    send(front, "6\r\nsecond\r\n0\r\n\r\n");
                    assertThat(readUntil(behind, "\r\n0\r\n\r\n")).isEqualTo("6\r\nsecond\r\n0\r\n\r\n");

                    send(behind, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nthird\r\n");
                    assertThat(readUntil(front, "5\r\nthird\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
                    send(behind, "6\r\nfourth\r\n0\r\n\r\n");
                    assertThat(readUntil(front, "\r\n0\r\n\r\n")).isEqualTo("6\r\nfourth\r\n0\r\n\r\n");
                }
            }
        }
    }

    @Test
    void reverseProxy_withNothingBehind_says502() throws Exception {
        String nowhere;
        try (var behind = new Behind(exchange -> {})) {
            nowhere = behind.url();
        }
        try (var proxy = ChildProgram.start("ReverseProxy", nowhere, "0");
                var client = HttpClient.newHttpClient()) {
            URI url = URI.create(proxy.readUrl());

            var response = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).isEqualTo("502: the server behind cannot be asked\n");
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        socket.setSoTimeout(20_000);
        InputStream in = socket.getInputStream();
        var text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int c = in.read();
            assertThat(c).as("end of the connection after %s", text).isNotNegative();
            text.append((char) c);
        }
        return text.toString();
    }

    /** A server of the JDK's, behind the proxy. */
    private static final class Behind implements AutoCloseable {

        private interface Code {
            void handle(com.sun.net.httpserver.HttpExchange exchange) throws IOException;
        }

        private final HttpServer server;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

        Behind(Code code) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                code.handle(exchange);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    // ---- the chat ----

    @Test
    void webChat_everybodyGetsWhatAnybodySays() throws Exception {
        try (var server = ChildProgram.start("WebChat", "0");
                var client = HttpClient.newHttpClient()) {
            String url = server.readUrl();
            var page = client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
            assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(page.body()).contains("<script>", "new WebSocket(");

            var ann = new Ear();
            WebSocket annSpeaks = enter(client, url, "Ann", ann);
            assertThat(ann.next()).isEqualTo("Ann has come");
            var bob = new Ear();
            WebSocket bobSpeaks = enter(client, url, "Bob%20B.", bob);
            assertThat(bob.next()).isEqualTo(ann.next()).isEqualTo("Bob B. has come");

            annSpeaks.sendText("hello", true);
            assertThat(bob.next()).isEqualTo(ann.next()).isEqualTo("Ann: hello");
            bobSpeaks.sendText("<b>", true);
            assertThat(ann.next()).isEqualTo(bob.next()).isEqualTo("Bob B.: <b>");
            bobSpeaks.sendClose(WebSocket.NORMAL_CLOSURE, "");
            assertThat(ann.next()).isEqualTo("Bob B. has gone");

            server.terminate(); // while Ann is there
            assertThat(ann.next()).isEqualTo("closed 1001");
            assertThat(server.exitCode()).isZero();
        }
    }

    private static WebSocket enter(HttpClient client, String url, String name, Ear ear) throws Exception {
        return client.newWebSocketBuilder()
                .buildAsync(URI.create(url.replaceFirst("http", "ws") + "/chat?name=" + name), ear)
                .get(20, TimeUnit.SECONDS);
    }

    /** What one hears. */
    private static final class Ear implements WebSocket.Listener {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }

        String next() throws InterruptedException {
            String next = heard.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("what is heard").isNotNull();
            return next;
        }
    }
}
