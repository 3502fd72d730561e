package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** X30: middlewares, retries, traces. */
class MiddlewareTest extends ClientTest {

    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

    private static ClientSession retrying(RetryMiddleware retries) {
        return new ClientSession(o -> o.middleware(retries.withRandom(new Random(1))));
    }

    @Test
    void middlewares_several_areAroundEachOther() {
        run(() -> {
            List<String> out = new ArrayList<>();
            try (var server = RawServer.answeringInTurn(
                            "HTTP/1.1 302 F\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", ok("hi"));
                    var session = new ClientSession(o -> o.middleware((request, next) -> {
                                out.add("outer " + request.url().getPath());
                                return next.send(request);
                            })
                            .middleware((request, next) -> {
                                out.add("inner");
                                request.headers().set("X-A", "b");
                                return next.send(request);
                            }));
                    var response = session.get(server.url("/a"))) {
                assertThat(response.text()).isEqualTo("hi");
                assertThat(out).containsExactly("outer /a", "inner", "outer /b", "inner");
                assertThat(server.requests.getFirst()).contains("X-A: b\r\n");
            }
        });
    }

    @Test
    void retry_statusOfABusyServer_isTriedAgain() {
        runVirtually(() -> {
            try (var server = RawServer.answeringInTurn(BUSY, BUSY, ok("hi"));
                    var session = retrying(RetryMiddleware.DEFAULT)) {
                Duration start = Asyncio.getRunningLoop().time();
                assertThat(session.get(server.url("/")).text()).isEqualTo("hi");
                assertThat(Asyncio.getRunningLoop().time().minus(start))
                        .isBetween(Duration.ofMillis(300), Duration.ofMillis(600));
                assertThat(server.connections).isOne();
            }
        });
    }

    @Test
    void retry_exhausted_givesTheLastAnswer() {
        runVirtually(() -> {
            try (var server = RawServer.answeringInTurn(BUSY, BUSY, BUSY);
                    var session = retrying(RetryMiddleware.DEFAULT)) {
                assertThat(session.get(server.url("/")).status()).isEqualTo(503);
            }
        });
    }

    @Test
    void retry_post_isNotTriedAgainUnlessAsked() {
        runVirtually(() -> {
            try (var server = RawServer.answeringInTurn(BUSY, BUSY, ok("hi"));
                    var careful = retrying(RetryMiddleware.DEFAULT);
                    var bold = retrying(RetryMiddleware.DEFAULT.withAnyMethod(true))) {
                assertThat(careful.post(server.url("/"), Payload.empty()).status())
                        .isEqualTo(503);
                assertThat(bold.post(server.url("/"), Payload.empty()).status()).isEqualTo(200);
            }
        });
    }

    @Test
    void retry_serverSaysWhen_comesThen() {
        runVirtually(() -> {
            try (var server = RawServer.answeringInTurn(
                            "HTTP/1.1 429 Slow\r\nRetry-After: 11\r\nContent-Length: 0\r\n\r\n",
                            ok("hi"),
                            "HTTP/1.1 429 Slow\r\nRetry-After: 31\r\nContent-Length: 0\r\n\r\n");
                    var session = retrying(RetryMiddleware.DEFAULT)) {
                Duration start = Asyncio.getRunningLoop().time();
                assertThat(session.get(server.url("/")).text()).isEqualTo("hi");
                assertThat(Asyncio.getRunningLoop().time().minus(start)).isEqualTo(Duration.ofSeconds(11));
                assertThat(session.get(server.url("/")).status()).isEqualTo(429);
            }
        });
    }

    @Test
    void retry_noTimeLeft_givesUpAtOnce() {
        runVirtually(() -> {
            try (var server = RawServer.answeringInTurn(
                            "HTTP/1.1 429 Slow\r\nRetry-After: 11\r\nContent-Length: 0\r\n\r\n");
                    var session = retrying(RetryMiddleware.DEFAULT);
                    var response = session.get(server.url("/"), o -> o.timeout(Duration.ofSeconds(10)))) {
                assertThat(response.status()).isEqualTo(429);
            }
        });
    }

    @Test
    void retry_connectionFails_isTriedAgain() {
        runVirtually(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        if (talk.number == 2) {
                            talk.send(ok("hi"));
                        }
                    });
                    var session = retrying(RetryMiddleware.DEFAULT)) {
                assertThat(session.get(server.url("/")).text()).isEqualTo("hi");
            }
        });
    }

    @Test
    void trace_ofRequests_isToldWhatHappens() {
        run(() -> {
            List<String> out = new ArrayList<>();
            TraceConfig trace = new TraceConfig() {
                @Override
                public void requestStart(ClientRequest request) {
                    out.add("start " + request.method());
                }

                @Override
                public void requestEnd(ClientRequest request, ClientResponse response) {
                    out.add("end " + response.status());
                }

                @Override
                public void requestException(ClientRequest request, Throwable failure) {
                    out.add("failed " + failure.getClass().getSimpleName());
                }

                @Override
                public void requestRedirect(ClientRequest request, ClientResponse response) {
                    out.add("redirect " + response.status());
                }

                @Override
                public void connectionCreateEnd(ClientRequest request) {
                    out.add("created");
                }

                @Override
                public void connectionReuseconn(ClientRequest request) {
                    out.add("reused");
                }
            };
            try (var server = RawServer.answeringInTurn(
                            "HTTP/1.1 302 F\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
                            ok("hi"),
                            "nonsense\r\n\r\n");
                    var session = new ClientSession(o -> o.trace(trace))) {
                session.get(server.url("/a")).close();
                assertThatThrownBy(() -> session.get(server.url("/a"))).isNotNull();
                assertThat(out)
                        .containsExactly(
                                "start GET",
                                "created",
                                "redirect 302",
                                "reused",
                                "end 200",
                                "start GET",
                                "reused",
                                "failed HttpProtocolException");
            }
        });
    }
}
