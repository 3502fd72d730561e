package io.asyncio4j.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.net.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X31: wrk and h2load: many requests at a time, each of which is answered, and afterwards the next one, too. */
class LoadPeersTest extends PeerTest {

    private static Application app() {
        return new Application()
                .get("/", _ -> Response.text("hello"))
                .get("/large", _ -> Response.of(Payload.of(new byte[300_000])))
                .get(
                        "/stream",
                        _ -> Response.of(Payload.stream(sink -> {
                            for (int i = 0; i < 20; i++) {
                                sink.write(new byte[5_000]);
                            }
                        })))
                .post("/", request -> Response.bytes(request.read(), MediaType.OCTET_STREAM));
    }

    private static void assertGoesOn(WebServer server) throws IOException {
        assertThat(get(server, "/")).endsWith("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/stream"})
    void wrk_getsAllAnswers(String path) {
        Programs.needs("sh", "-c", "wrk --version; test $? = 1");
        serve(app(), server -> {
            assertAnswered(output("wrk", "-t", "1", "-c", "50", "-d", "1s", server.url() + path));
            assertGoesOn(server);
        });
    }

    @ParameterizedTest
    @CsvSource({"GET, ''", "POST, hello"})
    void wrk_pipelining_getsAllAnswers(String method, String body) throws IOException {
        Programs.needs("sh", "-c", "wrk --version; test $? = 1");
        Path script = Files.writeString(folder.resolve("pipeline.lua"), """
                init = function(args)
                    local all = {}
                    for i = 1, 16 do
                        all[i] = wrk.format("%s", "/", nil, "%s")
                    end
                    requests = table.concat(all)
                end
                request = function()
                    return requests
                end
                """.formatted(method, body));
        serve(app(), server -> {
            assertAnswered(
                    output("wrk", "-t", "1", "-c", "20", "-d", "1s", "-s", script.toString(), server.url() + "/"));
            assertGoesOn(server);
        });
    }

    private static void assertAnswered(String report) {
        assertThat(report)
                .contains("requests in")
                .doesNotContain("Socket errors")
                .doesNotContain("Non-2xx")
                .doesNotContain("\n  0 requests in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/large", "/stream"})
    void h2load_getsAllAnswers(String path) {
        Programs.needs("h2load", "--version");
        serve(app(), server -> {
            assertLoaded(output("h2load", "-n", "300", "-c", "10", "-m", "20", server.url() + path), 300);
            assertLoaded(output("h2load", "--h1", "-n", "300", "-c", "10", "-m", "5", server.url() + path), 300);
            assertGoesOn(server);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void h2load_uploads(int size) throws IOException {
        Programs.needs("h2load", "--version");
        String file = Files.write(folder.resolve("f"), random(size)).toString();
        WebOptions options = overTls();
        serve(app(), options, server -> {
            String url = "https://localhost:" + server.port() + "/";
            assertLoaded(output("h2load", "-n", "300", "-c", "5", "-m", "10", "-d", file, url), 300);
        });
    }

    private static void assertLoaded(String report, int count) {
        assertThat(report).contains(count + " succeeded, 0 failed, 0 errored, 0 timeout", count + " 2xx, 0 3xx");
    }
}
