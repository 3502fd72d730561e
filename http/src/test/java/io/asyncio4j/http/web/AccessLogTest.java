package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.Payload;
import org.junit.jupiter.api.Test;

/** X40: a line for each response. */
class AccessLogTest extends WebTest {

    @Test
    void commonLog_hasALineForEachResponse() {
        StringBuilder lines = new StringBuilder();
        Application app = new Application()
                .get("/", request -> Response.text("hello"))
                .get("/stream", request -> Response.of(Payload.stream(sink -> sink.write(new byte[7]))));
        serve(app, WebOptions.DEFAULT.withAccessLog(AccessLog.common(lines)), server -> {
            get(server, "/?a=\"b\\");
            get(server, "/stream");
            get(server, "/none");
            exchange(server, "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        });
        String start = "127\\.0\\.0\\.1 - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] ";
        assertThat(lines.toString())
                .matches(start + "\"GET /\\?a=\\\\\"b\\\\\\\\ HTTP/1\\.1\" 200 5\n"
                        + start + "\"GET /stream HTTP/1\\.1\" 200 7\n"
                        + start + "\"GET /none HTTP/1\\.1\" 404 \\d+\n"
                        + start + "\"HEAD / HTTP/1\\.1\" 200 -\n");
    }
}
