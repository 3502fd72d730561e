package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.MultipartLimits;
import io.asyncio4j.http.Part;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** X34: forms with files, part by part. */
class MultipartRequestTest extends WebTest {

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
        serve(
                app(),
                server -> assertThat(body(post(server, "multipart/form-data; boundary=B", """
                        --B\r
                        Content-Disposition: form-data; name="a"\r
                        \r
                        1\r
                        --B\r
                        Content-Disposition: form-data; name="f"; filename="x.txt"\r
                        \r
                        text\r
                        --B--\r
                        """)))
                        .isEqualTo("a/null=1;f/x.txt=text;"));
    }

    @Test
    void whatIsNoForm_isRefused() {
        serve(app(), WebOptions.DEFAULT.withMultipart(MultipartLimits.DEFAULT.withTotalBytes(100)), server -> {
            assertThat(status(post(server, "text/plain", "x"))).isEqualTo("415");
            assertThat(status(post(server, "multipart/form-data", "x"))).isEqualTo("415");
            assertThat(status(post(server, "multipart/form-data; boundary=B", "--B\r\n\r\nno end")))
                    .isEqualTo("400");
            assertThat(status(post(
                            server, "multipart/form-data; boundary=B", "--B\r\n\r\n" + "x".repeat(200) + "\r\n--B--")))
                    .isEqualTo("413");
        });
    }
}
