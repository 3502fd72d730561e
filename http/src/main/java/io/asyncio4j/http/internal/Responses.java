package io.asyncio4j.http.internal;

import io.asyncio4j.net.internal.MessageTransport;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Whole responses of HTTP/1.1. */
final class Responses {

    /** What a head counts for in the write buffer. */
    static final int HEAD = 200;

    private static final byte[] NOTHING = {};

    private Responses() {}

    /** Whether a response of that status has no body, and says nothing of one (RFC 9110, 6.4.1). */
    static boolean isWithoutBody(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    /** Sends a response as a whole. */
    static void send(MessageTransport transport, int status, NettyHeaders headers, byte[] body, boolean last) {
        send(transport, status, headers, body, last, false);
    }

    /** The same, without the body if the request wants only the head. */
    static void send(
            MessageTransport transport, int status, NettyHeaders headers, byte[] body, boolean last, boolean headOnly) {
        HttpHeaders fields = headers.netty();
        if (!isWithoutBody(status)) {
            fields.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        complete(fields, last);
        byte[] sent = headOnly || isWithoutBody(status) ? NOTHING : body;
        transport.send(
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(status),
                        Unpooled.wrappedBuffer(sent),
                        fields,
                        EmptyHttpHeaders.INSTANCE),
                HEAD + sent.length);
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

    /** What a peer is told that gets no answer of a handler: nothing of the inside. */
    static byte[] errorPage(int status) {
        return (HttpResponseStatus.valueOf(status) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
