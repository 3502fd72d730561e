package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.MultipartLimits;
import io.asyncio4j.http.Part;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X34: forms with files, part by part. */
class MultipartRequestTest extends WebTest {

    private static final String TYPE = "multipart/form-data; boundary=B";

    private static Application app() {
        return new Application().post("/", request -> {
            StringBuilder seen = new StringBuilder();
            for (Part part : request.multipart()) {
                seen.append(part.name())
                        .append('/')
                        .append(part.fileName())
                        .append('=')
                        .append(part.text())
                        .append(';');
            }
            return Response.text(seen.toString());
        });
    }

    private static String post(WebServer server, String type, String body) throws IOException {
        return exchange(
                server,
                "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void parts_come() {
        serve(app(), server -> assertThat(body(post(server, TYPE, """
                        --B\r
                        Content-Disposition: form-data; name="a"\r
                        \r
                        1\r
                        --B\r
                        Content-Disposition: form-data; name="f"; filename="x.txt"\r
                        \r
                        text\r
                        --B--\r
                        """))).isEqualTo("a/null=1;f/x.txt=text;"));
    }

    @Test
    void whatIsNoForm_isRefused() {
        serve(app(), server -> {
            assertThat(status(post(server, "text/plain", "x"))).isEqualTo("415");
            assertThat(status(post(server, "multipart/form-data", "x"))).isEqualTo("415");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--B\r\n\r\nno end",
                "no boundary",
                "--B\r\nno colon\r\n\r\n\r\n--B--",
                "--B and more\r\n\r\n\r\n--B--",
                "--B\r\nContent-Type: x\r\n\r\n\r\n--B--",
            })
    void malformedForm_isABadRequest(String form) {
        serve(app(), server -> assertThat(status(post(server, TYPE, form))).isEqualTo("400"));
    }

    @Test
    void tooMuch_isTooLarge() {
        MultipartLimits limits =
                MultipartLimits.DEFAULT.withTotalBytes(100).withHeaderBytes(20).withParts(2);
        serve(app(), WebOptions.DEFAULT.withMultipart(limits), server -> {
            assertThat(status(post(server, TYPE, "--B\r\n\r\n" + "x".repeat(200) + "\r\n--B--")))
                    .isEqualTo("413");
            assertThat(status(post(server, TYPE, "--B\r\na: " + "x".repeat(30) + "\r\n\r\n\r\n--B--")))
                    .isEqualTo("413");
            assertThat(status(post(server, TYPE, "--B\r\n\r\n\r\n".repeat(3) + "--B--")))
                    .isEqualTo("413");
        });
    }
}
