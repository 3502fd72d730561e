package io.asyncio4j.http.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.util.List;

/** The codec of a server: a request for a WebSocket (RFC 8441) becomes what HTTP/1.1 has for that. */
final class Http2ServerCodec extends Http2StreamCodec {

    /** HTTP/2 has none, since it has no caches that might mistake one thing for the other. */
    private static final String ANY_KEY = "AAAAAAAAAAAAAAAAAAAAAA==";

    Http2ServerCodec() {
        super(true);
    }

    @Override
    protected void decode(ChannelHandlerContext context, Http2StreamFrame frame, List<Object> out) throws Exception {
        boolean webSocket = frame instanceof Http2HeadersFrame head && !head.isEndStream() && asks(head.headers());
        super.decode(context, frame, out);
        if (webSocket) {
            ((HttpRequest) out.getLast())
                    .headers()
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                    .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, ANY_KEY);
        }
    }

    private static boolean asks(Http2Headers headers) {
        CharSequence protocol = headers.get(PseudoHeaderName.PROTOCOL.value());
        if (protocol == null
                || !HttpHeaderValues.WEBSOCKET.contentEquals(protocol)
                || !HttpMethod.CONNECT.asciiName().contentEquals(headers.method())) {
            return false;
        }
        headers.remove(PseudoHeaderName.PROTOCOL.value());
        headers.method(HttpMethod.GET.asciiName());
        return true;
    }

    /** Whether a request, as this codec makes it, asks for a WebSocket. */
    static boolean asksForWebSocket(HttpRequest head) {
        return head.headers().contains(HttpHeaderNames.UPGRADE); // which peers of HTTP/2 cannot send
    }
}
