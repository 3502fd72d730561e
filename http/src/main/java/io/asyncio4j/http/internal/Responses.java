package io.asyncio4j.http.internal;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Responses as the codecs take them. */
final class Responses {

    static final byte[] NOTHING = {};

    /** What a head counts for in the write buffer. */
    static final int HEAD = 200;

    private Responses() {}

    /** Whether a response of that status has no body, and says nothing of one (RFC 9110, 6.4.1). */
    static boolean isWithoutBody(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    static FullHttpResponse whole(int status, HttpHeaders fields, byte[] body) {
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status),
                Unpooled.wrappedBuffer(body),
                fields,
                EmptyHttpHeaders.INSTANCE);
    }

    /** Adds what every response has. */
    static void complete(HttpHeaders fields, boolean last) {
        if (!fields.contains(HttpHeaderNames.DATE)) {
            fields.set(HttpHeaderNames.DATE, CurrentDate.get());
        }
        if (last) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** A response to what no handler gets to see, before the connection ends. */
    static FullHttpResponse refusal(int status) {
        byte[] page = errorPage(status);
        HttpHeaders fields = new NettyHeaders().netty();
        fields.set(HttpHeaderNames.CONTENT_LENGTH, page.length);
        complete(fields, true);
        return whole(status, fields, page);
    }

    /** What a peer is told that gets no answer of a handler: nothing of the inside. */
    static byte[] errorPage(int status) {
        return (HttpResponseStatus.valueOf(status) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
