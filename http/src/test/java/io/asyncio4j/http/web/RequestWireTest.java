package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.asyncio4j.http.MediaType;
import io.asyncio4j.net.Connection;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X31: what a server makes of bytes: one response to each good request, a refusal and the end to each bad one. */
class RequestWireTest extends WebTest {

    private static final String HOST = "Host: x\r\n";

    private static Application echo() {
        return new Application()
                .get("/", request -> Response.text("hello"))
                .route("*", "/echo", request -> Response.bytes(request.read(), MediaType.parse("text/plain")));
    }

    @Test
    void request_getsItsResponse() {
        serve(echo(), server -> {
            String response = get(server, "/");
            assertThat(response).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(response)
                    .contains("content-type: text/plain; charset=utf-8\r\n")
                    .contains("content-length: 5\r\n")
                    .contains("connection: close\r\n")
                    .containsPattern("date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n");
            assertThat(body(response)).isEqualTo("hello");
        });
    }

    @Test
    void requestsInOneGo_areAnsweredInOrder() {
        serve(echo(), server -> {
            String post = "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\n";
            String chunked = "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n";
            String response = exchange(
                    server,
                    post + "one" + chunked + "2\r\ntw\r\n1\r\no\r\n0\r\n\r\n" + post + "thr" + "GET / HTTP/1.1\r\n"
                            + HOST + "Connection: close\r\n\r\n");
            assertThat(response).containsSubsequence("\r\n\r\none", "\r\n\r\ntwo", "\r\n\r\nthr", "\r\n\r\nhello");
            assertThat(response.split("HTTP/1.1 200 OK", -1)).hasSize(5);
        });
    }

    @Test
    void requestByteByByte_isOneRequest() {
        serve(echo(), server -> {
            try (Connection connection = connect(server)) {
                String request = "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nConnection: close\r\n\r\nab";
                for (byte b : bytes(request)) {
                    connection.writer().write(new byte[] {b});
                    connection.writer().drain();
                    io.asyncio4j.Asyncio.sleep(java.time.Duration.ZERO);
                }
                assertThat(body(latin(connection.reader().read()))).isEqualTo("ab");
            }
        });
    }

    /** What a handler has to do with it is nobody's mistake here, so nothing is reported, which the base class looks at. */
    @Test
    void bodyThatEndsEarly_isABadRequest() {
        serve(echo(), server -> {
            try (Connection connection = connect(server)) {
                connection.writer().write(bytes("POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nab"));
                connection.writer().writeEof();
                assertThat(latin(connection.reader().read())).startsWith("HTTP/1.1 400");
            }
        });
    }

    /** A handler that answers with what it was sent must not let the peer add headers, or a second response. */
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nset-cookie: b", "a\nb", "a\0b"})
    void responseHeader_ofMoreThanALine_isRefused(String value) {
        Response response = Response.text("");
        assertThatIllegalArgumentException().isThrownBy(() -> response.header("x", value));
        assertThatIllegalArgumentException().isThrownBy(() -> response.header(value, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> response.headers().add("content-type", value));
    }

    /** Each is refused, and the server goes on with others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | GET / HTTP/1.1\\r\\n\\r\\n", // no host
                "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n",
                "400 | GET / HTTP/1.1\\r\\nHost: a/b\\r\\n\\r\\n",
                "400 | GET / HTTP/1.1\\r\\nHost: x\\r\\nBad Name: 1\\r\\n\\r\\n",
                "400 | GET / HTTP/1.1\\r\\nHost : x\\r\\n\\r\\n", // RFC 9112, 5.1
                "400 | GET / HTTP/1.1\\nHost: x\\n\\n", // bare line feeds
                "400 | GET / HTTP/1.1\\r\\nHost: x\\r\\nA: b\\0c\\r\\n\\r\\n",
                "400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 3\\r\\nContent-Length: 4\\r\\n\\r\\nabc",
                "400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: -3\\r\\n\\r\\nabc",
                "400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: +3\\r\\n\\r\\nabc",
                "400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 3, 3\\r\\n\\r\\nabc",
                "400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\nabc",
                "400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 3\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "400 | POST /echo HTTP/1.0\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nx\\r\\nab\\r\\n0\\r\\n\\r\\n",
                "400 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nabc\\r\\n0\\r\\n\\r\\n",
                "501 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
                "417 | POST /echo HTTP/1.1\\r\\nHost: x\\r\\nExpect: cake\\r\\nContent-Length: 0\\r\\n\\r\\n",
                "505 | GET / HTTP/2.0\\r\\nHost: x\\r\\n\\r\\n",
                "400 | GET /\\r\\n\\r\\n", // HTTP/0.9
                "400 | \\26\\3\\1\\2\\0 hello of TLS\\r\\n\\r\\n",
                "404 | GET /none HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n",
                "405 | DELETE / HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n",
                "400 | GET /%zz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n",
                "400 | GET /%00 HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n",
                "400 | GET /%ff HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n"
            })
    void badRequest_isRefused(String status, String raw) {
        serve(echo(), server -> {
            String response = exchange(server, raw.translateEscapes());
            assertThat(status(response)).isEqualTo(status);
            assertThat(response).contains("connection: close\r\n");
            assertThat(response.split("HTTP/1.1 ", -1)).as(response).hasSize(2);
            assertThat(body(get(server, "/"))).isEqualTo("hello");
        });
    }

    @Test
    void tooLong_isRefused() {
        WebOptions options =
                WebOptions.DEFAULT.withMaxRequestLine(100).withMaxHeaders(200).withMaxBody(10);
        serve(echo(), options, server -> {
            String head = " HTTP/1.1\r\n" + HOST;
            assertThat(status(exchange(server, "GET /" + "a".repeat(200) + head + "\r\n")))
                    .isEqualTo("414");
            assertThat(status(exchange(server, "GET /" + head + "A: " + "b".repeat(300) + "\r\n\r\n")))
                    .isEqualTo("431");
            assertThat(status(exchange(server, "GET /" + head + "A: b\r\n".repeat(60) + "\r\n")))
                    .isEqualTo("431");
            String post = "POST /echo" + head + "Connection: close\r\n";
            assertThat(status(exchange(server, post + "Content-Length: 11\r\n\r\n12345678901")))
                    .isEqualTo("413");
            assertThat(status(exchange(server, post + "Content-Length: 10\r\n\r\n1234567890")))
                    .isEqualTo("200");
        });
    }

    @Test
    void headRequest_getsNoBody() {
        serve(echo(), server -> {
            String response = exchange(server, "HEAD / HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
            assertThat(response).contains("content-length: 5\r\n").endsWith("\r\n\r\n");
        });
    }

    @Test
    void oldVersion_isClosedUnlessItAsks() {
        serve(echo(), server -> {
            assertThat(exchange(server, "GET / HTTP/1.0\r\n\r\n")).contains("connection: close\r\n");
            String kept = exchange(server, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n");
            assertThat(kept).contains("connection: keep-alive\r\n").contains("connection: close\r\n");
        });
    }

    @Test
    void expectation_isAnsweredWhenTheBodyIsRead() {
        Application app = echo().post("/deaf", request -> Response.text("no, thanks"));
        serve(app, server -> {
            String head = " HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 2\r\n";
            try (Connection connection = connect(server)) {
                connection.writer().write(bytes("POST /echo" + head + "Connection: close\r\n\r\n"));
                assertThat(latin(connection.reader().readUntil(bytes("\r\n\r\n"))))
                        .startsWith("HTTP/1.1 100 Continue\r\n");
                connection.writer().write("ab");
                assertThat(latin(connection.reader().read()))
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .endsWith("ab");
            }
            assertThat(exchange(server, "POST /deaf" + head + "\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("connection: close\r\n");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 200_000, 3_000_000})
    void bodyThatNobodyRead_doesNotDisturb(int length) {
        Application app = echo().post("/deaf", request -> Response.text("done"));
        serve(app, server -> {
            try (Connection connection = connect(server)) {
                connection
                        .writer()
                        .write(bytes("POST /deaf HTTP/1.1\r\n" + HOST + "Content-Length: " + length + "\r\n\r\n"));
                connection.writer().write(new byte[length]);
                connection.writer().write(bytes("GET / HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n"));
                String response = readAll(connection);
                assertThat(response).contains("\r\n\r\ndone");
                assertThat(response.endsWith("hello")).isEqualTo(length < 1_000_000);
            }
        });
    }

    /** The end may be a reset if the server has closed with much unread. */
    private static String readAll(Connection connection) {
        StringBuilder all = new StringBuilder();
        try {
            byte[] some;
            while ((some = connection.reader().read(10_000)).length > 0) {
                all.append(latin(some));
            }
        } catch (IOException _) {
            // what came before counts
        }
        return all.toString();
    }
}
