package io.asyncio4j.http.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;

/** Requests from bytes. What is left of an incomplete one is kept in a buffer of its size, see {@link Remains}. */
final class RequestDecoder extends HttpRequestDecoder {

    RequestDecoder(HttpDecoderConfig limits) {
        super(limits);
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
