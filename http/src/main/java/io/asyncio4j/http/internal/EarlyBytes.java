package io.asyncio4j.http.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelPipeline;

/** What has come before the decoder was there that it is for. */
final class EarlyBytes {

    private EarlyBytes() {}

    /** Lets the decoder of a pipeline have bytes as if they came now. */
    static void feed(ChannelPipeline pipeline, Class<? extends ChannelHandler> decoder, byte[] bytes) {
        ChannelHandlerContext context = pipeline.context(decoder);
        try {
            ((ChannelInboundHandler) context.handler()).channelRead(context, Unpooled.wrappedBuffer(bytes));
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
    }
}
