package io.asyncio4j.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Copies little that has come out of a large buffer into one that fits: handlers behind this one keep what they cannot use
 * yet, and a peer that sends half a record and waits must not cost more than that.
 */
@Sharable
public final class Fitting extends ChannelInboundHandlerAdapter {

    /** The only one; it has no state. */
    public static final Fitting HANDLER = new Fitting();

    private Fitting() {}

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf received = (ByteBuf) message;
        int size = received.readableBytes();
        if (size > received.capacity() / 4) {
            context.fireChannelRead(received);
            return;
        }
        ByteBuf copy;
        try {
            copy = context.alloc().directBuffer(size).writeBytes(received);
        } finally {
            received.release();
        }
        context.fireChannelRead(copy);
    }
}
