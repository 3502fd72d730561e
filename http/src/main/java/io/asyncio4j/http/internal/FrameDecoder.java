package io.asyncio4j.http.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/** Frames from bytes. What is left of an incomplete one is kept in a buffer of its size, see {@link Remains}. */
final class FrameDecoder extends WebSocket13FrameDecoder {

    FrameDecoder(WebSocketDecoderConfig config) {
        super(config);
        setCumulator(Remains.CUMULATOR);
    }

    /** Lets the decoder of a pipeline have bytes as if they came now. */
    static void feed(ChannelPipeline pipeline, byte[] bytes) {
        ChannelHandlerContext context = pipeline.context(FrameDecoder.class);
        try {
            ((FrameDecoder) context.handler()).channelRead(context, Unpooled.wrappedBuffer(bytes));
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        super.channelRead(context, bytes);
        if (actualReadableBytes() > 0) {
            super.channelRead(context, Unpooled.EMPTY_BUFFER);
        }
    }
}
