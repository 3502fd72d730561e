package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.net.Connection;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Responses of a client that a server passes on: none keeps its connection, whatever becomes of it. */
class ProxyTest extends WebTest {

    /** What is behind sends a length and the first piece, and the rest never, unless it is asked for a short one. */
    private static Application behind() {
        return new Application()
                .get(
                        "/long",
                        _ -> Response.of(Payload.stream(sink -> {
                            sink.write(new byte[100_000]);
                            Asyncio.getRunningLoop().createFuture().await();
                        })))
                .get("/short", _ -> Response.html("<p>short"));
    }

    private interface Talk {
        void with(WebServer proxy, ClientSession session, Held held) throws Exception;
    }

    private void proxied(Talk talk) {
        WebOptions impatient = WebOptions.DEFAULT.withShutdownTime(Duration.ofMillis(10));
        serve(behind(), impatient, behind -> {
            try (ClientSession session = new ClientSession()) {
                Held held = new Held();
                Application proxy = new Application().get("/{path...}", request -> {
                    var answer = session.get(behind.url() + request.path());
                    if (request.query("held") != null) {
                        request.exchange().transport().abort(); // as if the peer had reset the connection
                        var _ = held.handle(request);
                    }
                    return Response.of(answer.payload());
                });
                try (WebServer server = proxy.start("127.0.0.1", 0, impatient)) {
                    talk.with(server, session, held);
                }
                assertThat(inUse(session)).isZero();
            }
        });
    }

    private static int inUse(ClientSession session) {
        return session.statistics().open() - session.statistics().idle();
    }

    private static void settle(ClientSession session) {
        while (inUse(session) > 0) {
            Asyncio.sleep(Duration.ofMillis(1));
        }
    }

    @Test
    void response_isPassedOn_withItsTypeAndLength() {
        proxied((proxy, session, _) -> {
            String response = get(proxy, "/short");
            assertThat(response).contains("content-type: text/html; charset=utf-8", "content-length: 8");
            assertThat(body(response)).isEqualTo("<p>short");
        });
    }

    @Test
    void peerThatAsksForTheHead_leaksNothing() {
        proxied((proxy, session, _) -> {
            exchange(proxy, "HEAD /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            settle(session);
        });
    }

    @Test
    void peerThatHasGoneBeforeTheResponse_leaksNothing() {
        proxied((proxy, session, held) -> {
            try (Connection _ = send(proxy, "/long?held")) {
                held.begun.await();
                while (proxy.connections() > 0) {
                    Asyncio.sleep(Duration.ofMillis(1));
                }
                assertThat(inUse(session)).isOne();
                held.goOn.set();
                settle(session);
            }
        });
    }

    @Test
    void peerThatGoesInTheMiddle_leaksNothing() {
        proxied((proxy, session, _) -> {
            try (Connection connection = send(proxy, "/long")) {
                connection.reader().readExactly(50_000);
            }
            // nothing more comes from behind, so only the end of the server tells the handler
            proxy.close();
            settle(session);
        });
    }

    private static Connection send(WebServer proxy, String path) throws IOException {
        Connection connection = connect(proxy);
        connection.writer().write("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        connection.writer().drain();
        return connection;
    }
}
