package io.asyncio4j.http.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.util.ReferenceCountUtil;

/** Makes bytes of a stream's frames, and the other way round. The end is, in both directions, {@link LastHttpContent}. */
final class StreamBytes extends ChannelDuplexHandler {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof Http2DataFrame data)) {
            ReferenceCountUtil.release(message); // trailers, which WebSockets have none of
            return;
        }
        boolean last = data.isEndStream();
        context.fireChannelRead(data.content());
        if (last) {
            context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            context.write(new DefaultHttp2DataFrame(bytes), promise);
        } else if (message == LastHttpContent.EMPTY_LAST_CONTENT) {
            context.write(new DefaultHttp2DataFrame(true), promise);
        } else {
            context.write(message, promise);
        }
    }
}
