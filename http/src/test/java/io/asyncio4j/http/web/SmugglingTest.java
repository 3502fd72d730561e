package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * X31: requests that another server, in front of this one, may read in another way, to bring a second request past it. Each is
 * refused, and what follows it is not looked at.
 */
class SmugglingTest extends WebTest {

    private static final String SECOND = "GET /second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private void assertRefused(String status, String first) {
        List<String> handled = new ArrayList<>();
        Application app = new Application()
                .post("/", request -> Response.bytes(request.read(), MediaType.OCTET_STREAM))
                .get("/{name}", request -> {
                    handled.add(request.path());
                    return Response.text("hello");
                });
        serve(app, server -> {
            String response = exchange(server, first + SECOND);
            assertThat(status(response)).isEqualTo(status);
            assertThat(response).contains("connection: close\r\n");
            assertThat(response.split("HTTP/1.1 ", -1)).as(response).hasSize(2);
            assertThat(handled).isEmpty();
            assertThat(body(get(server, "/first"))).isEqualTo("hello");
        });
    }

    /** A length, a coding or a line that is not what it seems. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Content-Length: 5\\r\\nTransfer-Encoding: chunked",
                "400 | Transfer-Encoding: chunked\\r\\nContent-Length: 5",
                "400 | Content-Length: 5\\r\\nContent-Length: 5",
                "400 | Content-Length: 5\\r\\nContent-Length: 0",
                "400 | Content-Length: 5, 5",
                "400 | Content-Length: -5",
                "400 | Content-Length: +5",
                "400 | Content-Length: 0x5",
                "400 | Content-Length: 5 5",
                "400 | Content-Length: 5\\r\\n 5", // folded
                "400 | Content-Length:",
                "400 | Content-Length: 5;",
                "400 | Content-Length: \\265",
                "400 | Content-Length: 9223372036854775808",
                "400 | Content-Length: 99999999999999999999999",
                "400 | Content-Length : 5",
                "400 | Transfer-Encoding : chunked",
                "400 | Transfer-Encoding\\t: chunked",
                "400 | Transfer-Encoding\\0: chunked",
                "400 | Transfer-Encoding: \\13chunked",
                "400 | Transfer-Encoding: chunked\\0",
                "400 | Transfer-Encoding: identity",
                "400 | Transfer-Encoding: xchunked",
                "400 | Transfer-Encoding: chunked;q=1",
                "400 | Transfer-Encoding: chunked, chunked",
                "400 | Transfer-Encoding: chunked, identity",
                "501 | Transfer-Encoding: gzip, chunked",
                "400 | Transfer-Encoding: \"chunked\"",
                "400 | Transfer-Encoding: chunked\\r\\nTransfer-Encoding: identity",
                "400 | Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked",
                "501 | Transfer-Encoding: identity\\r\\nTransfer-Encoding: chunked",
                "400 | Transfer-Encoding:",
                "400 | A: b\\rTransfer-Encoding: chunked",
                "400 | A: b\\nTransfer-Encoding: chunked",
                "400 | A: b\\n\\nTransfer-Encoding: chunked",
                "400 | : b",
                "400 | A",
                "400 | A: \\177",
            })
    void header_isRefused(String status, String header) {
        assertRefused(
                status, "POST / HTTP/1.1\r\nHost: x\r\n" + header.strip().translateEscapes() + "\r\n\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET  / HTTP/1.1",
                "GET\t/ HTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET / HTTP/1.1 x",
                "GET / x HTTP/1.1",
                "GET / HTTP/1.1\n",
                "GET /\u000b HTTP/1.1",
                "GET /\0 HTTP/1.1",
                "GET /\u007f HTTP/1.1",
                "GET \t/ HTTP/1.1",
                "GET / \tHTTP/1.1",
                "GET /\tHTTP/1.1",
                "G(T / HTTP/1.1",
                "GET / HTTP/1.1\r",
                "GET / HTTP/1.x",
                "GET / HTTP/1",
                "GET / HTTP/ 1.1",
                "GET / HTTP/1.1\r\n A: b", // folded into nothing
            })
    void requestLine_isRefused(String line) {
        assertRefused("400", line + "\r\nHost: x\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\t",
                "-5",
                "+5",
                "0x5",
                "5 5",
                "g",
                "\u00b55",
                "80000000",
                "ffffffff",
                "100000005",
                "7fffffffffffffff",
                "ffffffffffffffff",
                "10000000000000005",
                "5\n",
                "5;a\n",
                "\n5",
                "5\r",
                "4",
                "6",
            })
    void chunkSize_isRefused(String size) {
        assertRefused(
                "400",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + size + "\r\nhello\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\n0\r\n\r\n",
                "5\r\nhello\r0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5\r\nhello\r\n0\n\r\n",
                "5\r\nhello\r\n0\r\n\n",
                "5\r\nhello\r\n0\r\nA : b\r\n\r\n",
                "5\r\nhello\r\n0\r\nA: b\nC: d\r\n\r\n",
                "5\r\nhello\r\n0\r\nA: b\0\r\n\r\n",
            })
    void chunks_areRefused(String chunks) {
        assertRefused("400", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
    }

    /** Lines of chunks and trailers are limited as those of heads are. */
    @ParameterizedTest
    @CsvSource({"'5;', '=\r\nhello\r\n0\r\n\r\n'", "'5\r\nhello\r\n0\r\nA: ', '\r\n\r\n'"})
    void chunkLine_tooLong_isRefused(String begin, String end) throws IOException {
        assertRefused(
                "400",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + begin + "x".repeat(20_000) + end);
    }
}
