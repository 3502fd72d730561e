package io.asyncio4j.http.internal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.Collection;
import java.util.List;

/** Looks after all streams of a connection, above its codec. */
final class Http2Watch extends ChannelInboundHandlerAdapter {

    /** A connection of either side. */
    interface Owner {

        /** Those that have not ended. */
        Collection<? extends Http2Stream> streams();

        /** The peer has sent what is not HTTP/2. The codec tells it so with a GOAWAY, and then closes the connection. */
        void malformed(Http2Exception error);
    }

    private final Owner owner;
    private final int window;

    /** @param window how many bytes of all streams together may come before anybody has read some */
    Http2Watch(Owner owner, int window) {
        this.owner = owner;
        this.window = window;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.writeAndFlush(new DefaultHttp2WindowUpdateFrame(window - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
    }

    /** After the end, nothing can be asked for any more: what has come is delivered, which a window limits. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        List.copyOf(owner.streams()).forEach(Http2Stream::readRest);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        Http2Exception error = Http2CodecUtil.getEmbeddedHttp2Exception(thrown);
        if (error == null) {
            context.fireExceptionCaught(thrown);
        } else {
            owner.malformed(error);
        }
    }
}
