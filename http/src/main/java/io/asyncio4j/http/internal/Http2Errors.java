package io.asyncio4j.http.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.function.Consumer;

/** Keeps from the transport what the codec answers itself: with a GOAWAY, and then the end. */
final class Http2Errors extends ChannelInboundHandlerAdapter {

    private final Consumer<Http2Exception> told;

    /** @param told what the peer has done wrong */
    Http2Errors(Consumer<Http2Exception> told) {
        this.told = told;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        Http2Exception error = Http2CodecUtil.getEmbeddedHttp2Exception(thrown);
        if (error == null) {
            context.fireExceptionCaught(thrown);
        } else {
            told.accept(error);
        }
    }
}
