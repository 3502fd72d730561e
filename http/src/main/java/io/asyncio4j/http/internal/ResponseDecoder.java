package io.asyncio4j.http.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import org.jspecify.annotations.Nullable;

/** Responses from bytes, for one connection: whether a response has a body depends on what was asked. */
final class ResponseDecoder extends HttpResponseDecoder {

    /** Lines as long as aiohttp allows them; contents are not cut into pieces. */
    static final int MAX_HEADERS = 64 * 1024;

    private static final HttpDecoderConfig LIMITS = new HttpDecoderConfig()
            .setMaxInitialLineLength(8190)
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxChunkSize(1024 * 1024);

    private final Http1ClientConnection connection;

    ResponseDecoder(Http1ClientConnection connection) {
        super(LIMITS);
        this.connection = connection;
        setCumulator(Remains.CUMULATOR);
    }

    /** Whether nothing is there behind the last message. */
    boolean isEmpty() {
        return actualReadableBytes() == 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (!connection.bytesReceived()) {
            ((ByteBuf) bytes).release();
            connection.receivedUnasked();
            return;
        }
        super.channelRead(context, bytes);
        if (actualReadableBytes() > 0) {
            super.channelRead(context, Unpooled.EMPTY_BUFFER);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            connection.inputEnded();
        }
        super.userEventTriggered(context, event);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        int status = ((HttpResponse) message).status().code();
        return status < 200 || status == 204 || status == 304 || isAskedFor("HEAD") || isTunnel(status);
    }

    @Override
    protected boolean isSwitchingToNonHttp1Protocol(HttpResponse response) {
        int status = response.status().code();
        return status == 101 || isTunnel(status);
    }

    private boolean isTunnel(int status) {
        return status / 100 == 2 && isAskedFor("CONNECT");
    }

    private boolean isAskedFor(String method) {
        @Nullable Exchange current = connection.exchange();
        return current != null && current.method().equals(method);
    }
}
