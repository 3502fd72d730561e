package io.asyncio4j.http.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.codec.http2.HttpConversionUtil.ExtensionHeaderNames;
import java.util.List;

/** Makes messages of a stream's frames, and frames of messages. What Netty notes in their headers is taken out. */
class Http2StreamCodec extends Http2StreamFrameToHttpObjectCodec {

    private static final HttpVersion HTTP_2 = HttpVersion.valueOf("HTTP/2.0");

    Http2StreamCodec(boolean server) {
        super(server);
    }

    @Override
    protected void decode(ChannelHandlerContext context, Http2StreamFrame frame, List<Object> out) throws Exception {
        super.decode(context, frame, out);
        if (!out.isEmpty() && out.getFirst() instanceof HttpMessage message) {
            message.setProtocolVersion(HTTP_2)
                    .headers()
                    .remove(ExtensionHeaderNames.STREAM_ID.text())
                    .remove(ExtensionHeaderNames.SCHEME.text())
                    .remove(HttpHeaderNames.TRANSFER_ENCODING);
        }
    }

    /** The headers of a request are its sender's, who may send it again over HTTP/1.1. */
    @Override
    protected void encode(ChannelHandlerContext context, HttpObject object, List<Object> out) throws Exception {
        super.encode(context, object, out);
        if (object instanceof HttpRequest request) {
            request.headers().remove(ExtensionHeaderNames.SCHEME.text());
        }
    }
}
