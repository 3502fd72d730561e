package io.asyncio4j.http.web;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.net.Streams.openConnection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.http.Cookie;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import io.asyncio4j.net.Connection;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** X31: applications: middleware, errors, requests, streaming, and what lives as long as the server. */
class ApplicationTest extends WebTest {

    private final List<String> log = new ArrayList<>();

    private static String post(WebServer server, String path, String headers, String body) throws IOException {
        return exchange(
                server,
                "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "Content-Length: "
                        + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void middleware_standsAroundHandlersInOrder() {
        Application app = new Application()
                .use((request, next) -> {
                    log.add("outer");
                    Response response = next.handle(request);
                    log.add("outer " + response.status());
                    return response.header("x-outer", "1");
                })
                .use((request, next) -> {
                    log.add("inner");
                    try {
                        return next.handle(request);
                    } catch (HttpStatusException e) {
                        return Response.text("caught " + e.status()).status(e.status());
                    }
                })
                .get("/", _ -> Response.text("ok"));
        serve(app, server -> {
            assertThat(get(server, "/")).contains("x-outer: 1\r\n").endsWith("ok");
            assertThat(log).containsExactly("outer", "inner", "outer 200");
            assertThat(get(server, "/none")).startsWith("HTTP/1.1 404").endsWith("caught 404");
        });
    }

    @Test
    void failure_isAnsweredWithoutDetails_andReported() {
        Application app = new Application()
                .get("/", _ -> {
                    throw new IllegalStateException("secret");
                })
                .get(
                        "/late",
                        _ -> Response.of(Payload.stream(sink -> {
                            sink.write(new byte[10]);
                            throw new IOException("secret");
                        })))
                .get("/status", _ -> {
                    throw HttpStatusException.conflict("there is one already");
                });
        serve(app, server -> {
            assertThat(get(server, "/")).startsWith("HTTP/1.1 500").doesNotContain("secret");
            assertThat(reports).singleElement().asString().contains("<Request GET />", "secret");
            reports.clear();
            assertThat(get(server, "/status")).startsWith("HTTP/1.1 409").endsWith("409: there is one already\n");
            assertThatThrownBy(() -> {
                        String response = get(server, "/late");
                        assertThat(response).doesNotContain("\r\n0\r\n\r\n"); // so the peer knows that it was cut off
                        throw new IOException("cut off");
                    })
                    .isInstanceOf(IOException.class);
            assertThat(reports).singleElement().asString().contains("GET /late", "secret");
            reports.clear();
        });
    }

    @Test
    void request_tellsAllThereIs() {
        Application app = new Application().post("/a/{b}", request -> {
            request.attributes().put("seen", true);
            log.add(request.method() + " " + request.path() + " " + request.queryString() + " " + request.query("q")
                    + " "
                    + request.matchInfo("b") + " " + request.version() + " " + request.scheme() + " " + request.host()
                    + " "
                    + request.cookies() + " " + request.contentType() + " " + request.hasBody() + " "
                    + request.attributes());
            assertThatThrownBy(() -> request.matchInfo("c")).hasMessage("variable c (expected: one of [b])");
            return Response.json(Map.of("name", request.json(Map.class).get("name")))
                    .cookie(Cookie.of("k", "v"));
        });
        serve(app, server -> {
            String response = post(
                    server,
                    "/a/1%202?q=x%26y",
                    "Cookie: c=d; e=f\r\nContent-Type: application/json\r\n",
                    "{\"name\": 5}");
            assertThat(log)
                    .containsExactly("POST /a/1%202 q=x%26y x&y 1 2 HTTP/1.1 http x {c=d, e=f} application/json true"
                            + " {seen=true}");
            assertThat(response).contains("set-cookie: k=v").endsWith("{\"name\":5}");
            log.clear();
            assertThat(post(server, "/a/1", "", "{")).startsWith("HTTP/1.1 400").contains("malformed JSON");
        });
    }

    @Test
    void form_isRead() {
        Application app = new Application().post("/", request -> {
            var form = request.form();
            return Response.text(form.get("a") + "," + form.getAll("b"));
        });
        serve(app, server -> {
            String type = "Content-Type: application/x-www-form-urlencoded\r\n";
            assertThat(post(server, "/", type, "a=1+2&b=%C3%A4&b=")).endsWith("1 2,[\u00c3\u00a4, ]");
            assertThat(post(server, "/", "Content-Type: text/plain\r\n", "a=1")).endsWith("null,[]");
        });
    }

    @Test
    void bodies_streamBothWays() {
        Application app = new Application()
                .post(
                        "/",
                        request -> Response.of(Payload.stream(sink -> {
                            byte[] some;
                            while ((some = request.content().read(1000)).length > 0) {
                                sink.write(some);
                            }
                        })));
        serve(app, server -> {
            try (Connection connection = connect(server)) {
                connection
                        .writer()
                        .write("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3000000\r\n\r\n");
                Task<?> sending = createTask(() -> {
                    for (int i = 0; i < 30; i++) {
                        connection.writer().write(new byte[100_000]);
                        connection.writer().drain();
                    }
                });
                assertThat(latin(connection.reader().readUntil(bytes("\r\n\r\n"))))
                        .contains("transfer-encoding: chunked");
                int length = 0;
                while (true) {
                    int chunk = Integer.parseInt(
                            latin(connection.reader().readline()).strip(), 16);
                    if (chunk == 0) {
                        break;
                    }
                    length += connection.reader().readExactly(chunk).length;
                    connection.reader().readline();
                }
                assertThat(length).isEqualTo(3_000_000);
                sending.await();
            }
        });
    }

    /** A slow peer does not make the server keep what it does not take. */
    @Test
    void streamToASlowPeer_waits() {
        List<Integer> written = new ArrayList<>();
        Application app = new Application()
                .get(
                        "/",
                        _ -> Response.of(Payload.stream(sink -> {
                            for (int i = 0; i < 1000; i++) {
                                sink.write(new byte[100_000]);
                                written.add(i);
                            }
                        })));
        serve(app, server -> {
            try (Connection connection = connect(server)) {
                connection.writer().write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                var _ = connection.reader().readline();
                int before;
                do {
                    before = written.size();
                    Asyncio.sleep(Duration.ofMillis(30));
                } while (written.size() > before);
                assertThat(written.size()).isLessThan(300); // 100 MB did not go into the sockets' buffers
            }
        });
    }

    @Test
    void startupAndCleanup_runAroundTheServer() {
        Application app = new Application()
                .onStartup(() -> log.add("start 1"), () -> log.add("end 1"))
                .onStartup(() -> log.add("start 2"), () -> log.add("end 2"))
                .background(() -> {
                    log.add("background");
                    try {
                        getRunningLoop().createFuture().await();
                    } catch (CancelledError e) {
                        log.add("background ends");
                        throw e;
                    }
                })
                .get("/", _ -> Response.text("ok"));
        serve(app, server -> {
            assertThat(get(server, "/")).endsWith("ok");
            assertThat(server.url()).isEqualTo("http://127.0.0.1:" + server.port());
        });
        assertThat(log).containsExactly("start 1", "start 2", "background", "background ends", "end 2", "end 1");
        assertThatThrownBy(() -> app.get("/late", _ -> Response.text("")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("started already");
    }

    @Test
    void startupThatFails_endsWhatHasStarted() {
        Application app = new Application()
                .onStartup(() -> log.add("start 1"), () -> log.add("end 1"))
                .onStartup(() -> {
                    throw new IOException("no database");
                })
                .onStartup(() -> log.add("start 3"), () -> log.add("end 3"));
        assertThatThrownBy(() -> serve(app, _ -> {})).rootCause().hasMessage("no database");
        assertThat(log).containsExactly("start 1", "end 1");
    }

    @Test
    void backgroundThatFails_isReported() {
        Application app = new Application().background(() -> {
            throw new IllegalStateException("broken");
        });
        serve(app, server -> assertThat(status(get(server, "/"))).isEqualTo("404"));
        assertThat(reports).singleElement().asString().contains("a background task", "broken");
        reports.clear();
    }

    // ---- the end ----

    @Test
    void close_letsHandlersFinish_andClosesIdleConnections() {
        Held held = new Held();
        Application app = new Application().get("/", held);
        serve(app, server -> {
            int port = server.port();
            Connection idle = connect(server);
            Connection busy = connect(server);
            busy.writer().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            held.begun.await();
            Task<?> closing = createTask(server::close);
            assertThat(idle.reader().read()).isEmpty();
            assertThat(closing.done()).isFalse();
            assertThatThrownBy(() -> openConnection("127.0.0.1", port)).isInstanceOf(IOException.class);
            held.goOn.set();
            assertThat(latin(busy.reader().read()))
                    .contains("connection: close\r\n")
                    .endsWith("finished");
            closing.await();
            idle.close();
            busy.close();
        });
    }

    @Test
    void close_cancelsHandlersThatTakeTooLong() {
        Event begun = new Event();
        Application app = new Application().get("/", _ -> {
            begun.set();
            try {
                getRunningLoop().createFuture().await();
            } catch (CancelledError e) {
                log.add("cancelled");
                throw e;
            }
            return Response.text("never");
        });
        serve(app, WebOptions.DEFAULT.withShutdownTime(Duration.ofMillis(50)), server -> {
            Connection busy = connect(server);
            busy.writer().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            begun.await();
            server.close();
            assertThat(log).containsExactly("cancelled");
            busy.close();
        });
    }

    /** What a response is taken from is let go of, whatever becomes of it. */
    private final class Source implements Payload {

        @Override
        public String contentType() {
            return "text/plain";
        }

        @Override
        public long length() {
            return 4;
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public void writeTo(PayloadSink sink) throws IOException {
            log.add("written");
            sink.write(bytes("text"));
        }

        @Override
        public void close() {
            log.add("closed");
        }
    }

    @Test
    void payload_isClosed_afterItIsWritten() {
        serve(new Application().get("/", _ -> Response.of(new Source())), server -> {
            assertThat(get(server, "/")).endsWith("text");
            assertThat(log).containsExactly("written", "closed");
        });
    }

    @Test
    void payload_ofAHead_isClosed() {
        serve(new Application().get("/", _ -> Response.of(new Source())), server -> {
            assertThat(exchange(server, "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .contains("content-length: 4");
            assertThat(log).containsExactly("closed");
        });
    }

    @Test
    void payload_thatMiddlewareDoesNotWant_isClosed() {
        Application app = new Application()
                .use((request, next) -> {
                    var _ = next.handle(request);
                    throw HttpStatusException.forbidden("no");
                })
                .get("/", _ -> Response.of(new Source()));
        serve(app, server -> {
            assertThat(status(get(server, "/"))).isEqualTo("403");
            assertThat(log).containsExactly("closed");
        });
    }

    @Test
    void payload_forAPeerThatHasGone_isClosed() {
        Held held = new Held();
        Application app = new Application().get("/", request -> {
            request.exchange().transport().abort();
            var _ = held.handle(request);
            return Response.of(new Source().withContentType(MediaType.HTML));
        });
        serve(app, server -> {
            Connection gone = connect(server);
            gone.writer().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            held.begun.await();
            while (server.connections() > 0) {
                Asyncio.sleep(Duration.ofMillis(1));
            }
            held.goOn.set();
            server.close();
            assertThat(log).containsExactly("closed");
        });
    }

    @Test
    void handlerWhosePeerHasGone_goesOn() {
        Held held = new Held();
        Application app = new Application().get("/", request -> {
            request.exchange().transport().abort();
            Response response = held.handle(request);
            log.add("finished");
            return response;
        });
        serve(app, server -> {
            Connection gone = connect(server);
            gone.writer().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            held.begun.await();
            while (server.connections() > 0) {
                Asyncio.sleep(Duration.ofMillis(1));
            }
            Task<?> closing = createTask(server::close);
            Asyncio.sleep(Duration.ofMillis(20));
            assertThat(closing.done()).isFalse();
            held.goOn.set();
            closing.await();
            assertThat(log).containsExactly("finished");
        });
    }

    @Test
    void closeThatIsCancelled_doesNotDisturbTheHandlerItWaitedFor() {
        Event begun = new Event();
        Event goOn = new Event();
        Application app = new Application().get("/", request -> {
            request.exchange().transport().abort();
            begun.set();
            goOn.await();
            return Response.text("for nobody");
        });
        serve(app, server -> {
            Connection gone = connect(server);
            gone.writer().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            begun.await();
            while (server.connections() > 0) {
                Asyncio.sleep(Duration.ofMillis(1));
            }
            Task<?> closing = createTask(server::close);
            Asyncio.sleep(Duration.ofMillis(20));
            closing.cancel();
            assertThatThrownBy(closing::await).isInstanceOf(CancelledError.class);
            goOn.set();
        });
    }

    @Test
    void accessLog_isToldOfEach() {
        WebOptions options = WebOptions.DEFAULT.withAccessLog((request, response, duration) ->
                log.add(request + " " + response.status() + " " + !duration.isNegative()));
        serve(new Application().get("/", _ -> Response.text("ok")), options, server -> {
            get(server, "/");
            get(server, "/none");
        });
        assertThat(log).containsExactly("<Request GET /> 200 true", "<Request GET /none> 404 true");
    }
}
