package io.asyncio4j.http.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests from bytes. What is left of an incomplete one is kept in a buffer of its size, see {@link Remains}. */
final class RequestDecoder extends HttpRequestDecoder {

    /** So much of a body comes as one message, at most. */
    private static final int LARGEST_PIECE = 1 << 20;

    /** How a connection of HTTP/2 begins, without what follows the head of it (RFC 9113, 3.4). */
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\n";

    private final Owner owner;

    /** What was decoded last was the end of a request, or nothing was yet. */
    private boolean ended = true;

    /** Whose requests these are. */
    interface Owner {

        /** A part of a request has come. */
        void partReceived();

        /** The peer has begun with HTTP/2: gives the codecs that are to go on. */
        List<ChannelHandler> codecsOfSecondVersion();

        /** Those codecs are in their place. */
        void secondVersionBegins();
    }

    RequestDecoder(ConnectionLimits limits, Owner owner) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLine())
                .setMaxHeaderSize(limits.headers())
                .setMaxChunkSize(LARGEST_PIECE)
                .setInitialBufferSize(128)
                .setUseRfc9112TransferEncoding(true));
        this.owner = owner;
        setCumulator(Remains.CUMULATOR);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        super.channelRead(context, bytes);
        if (context.isRemoved()) {
            return;
        }
        if (actualReadableBytes() > 0) {
            super.channelRead(context, Unpooled.EMPTY_BUFFER);
        }
        if (!isBetweenRequests()) {
            owner.partReceived();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> messages) throws Exception {
        int before = bytes.readableBytes();
        super.decode(context, bytes, messages);
        if (!messages.isEmpty()) {
            if (isPreface(messages.getFirst())) {
                messages.clear();
                giveWay(context);
                return;
            }
            ended = messages.getLast() instanceof LastHttpContent;
        } else if (bytes.readableBytes() < before) {
            ended = false;
        }
    }

    private static boolean isPreface(Object message) {
        return message instanceof HttpRequest head
                && head.protocolVersion().majorVersion() == 2
                && head.method().name().equals("PRI")
                && head.uri().equals("*")
                && head.headers().isEmpty()
                && head.decoderResult().isSuccess();
    }

    /** Lets others go on: they get the preface again, and what follows it. */
    private void giveWay(ChannelHandlerContext context) {
        String last = context.name();
        for (ChannelHandler codec : owner.codecsOfSecondVersion()) {
            context.pipeline().addAfter(last, null, codec);
            last = context.pipeline().context(codec).name();
        }
        context.pipeline().remove(HttpResponseEncoder.class);
        owner.secondVersionBegins();
        context.fireChannelRead(Unpooled.copiedBuffer(PREFACE, StandardCharsets.US_ASCII));
        context.pipeline().remove(this); // which hands on the rest
    }

    /** Whether nothing of a request has come that is not decoded yet. */
    boolean isBetweenRequests() {
        return ended && actualReadableBytes() == 0;
    }

    // The words of a request's first line, which others separate by one space (RFC 9112, 3).

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        checkSeparation(line, start);
        for (int i = start; i < start + length; i++) {
            if (isControl(line[i])) {
                throw new IllegalArgumentException("a control character in the request's target");
            }
        }
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        checkSeparation(line, start);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    private static void checkSeparation(byte[] line, int start) {
        if (start < 2 || line[start - 1] != ' ' || line[start - 2] == ' ' || isControl(line[start - 2])) {
            throw new IllegalArgumentException("the request's first line is not divided by single spaces");
        }
    }

    private static boolean isControl(byte character) {
        return (character >= 0 && character < ' ') || character == 0x7f;
    }

    /** Whoever sends both means to smuggle (RFC 9112, 6.1). */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
    }
}
