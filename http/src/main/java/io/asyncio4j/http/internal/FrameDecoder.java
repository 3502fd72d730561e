package io.asyncio4j.http.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/** Frames from bytes. What is left of an incomplete one is kept in a buffer of its size, see {@link Remains}. */
final class FrameDecoder extends WebSocket13FrameDecoder {

    FrameDecoder(WebSocketDecoderConfig config) {
        super(config);
        setCumulator(Remains.CUMULATOR);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        super.channelRead(context, bytes);
        if (actualReadableBytes() > 0) {
            super.channelRead(context, Unpooled.EMPTY_BUFFER);
        }
    }
}
