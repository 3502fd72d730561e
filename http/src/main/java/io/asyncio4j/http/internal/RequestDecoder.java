package io.asyncio4j.http.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/** Requests from bytes. What is left of an incomplete one is kept in a buffer of its size, see {@link Remains}. */
final class RequestDecoder extends HttpRequestDecoder {

    /** So much of a body comes as one message, at most. */
    private static final int LARGEST_PIECE = 1 << 20;

    private final Runnable incomplete;

    /** What was decoded last was the end of a request, or nothing was yet. */
    private boolean ended = true;

    /** @param incomplete called when a part of a message has come */
    RequestDecoder(ConnectionLimits limits, Runnable incomplete) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLine())
                .setMaxHeaderSize(limits.headers())
                .setMaxChunkSize(LARGEST_PIECE)
                .setInitialBufferSize(128)
                .setUseRfc9112TransferEncoding(true));
        this.incomplete = incomplete;
        setCumulator(Remains.CUMULATOR);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        super.channelRead(context, bytes);
        if (actualReadableBytes() > 0) {
            super.channelRead(context, Unpooled.EMPTY_BUFFER);
        }
        if (!isBetweenRequests()) {
            incomplete.run();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> messages) throws Exception {
        int before = bytes.readableBytes();
        super.decode(context, bytes, messages);
        if (!messages.isEmpty()) {
            ended = messages.getLast() instanceof LastHttpContent;
        } else if (bytes.readableBytes() < before) {
            ended = false;
        }
    }

    /** Whether nothing of a request has come that is not decoded yet. */
    boolean isBetweenRequests() {
        return ended && actualReadableBytes() == 0;
    }

    /** Whoever sends both means to smuggle (RFC 9112, 6.1). */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
    }
}
