package io.asyncio4j.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.nio.ByteBuffer;

/**
 * One buffer into which all datagram channels of a loop receive, one after another, for back ends that hand on what was
 * received before they receive again: handlers take out what they want to keep. It has slots for several datagrams of any
 * size, which epoll fills by one system call; of a slot that gets small ones, only the first page is ever there.
 */
final class DatagramSlab extends DefaultMaxMessagesRecvByteBufAllocator {

    /** Room for any UDP datagram. Not a power of two, so that slots do not compete for the same lines of the processor's cache. */
    static final int SLOT = 64 * 1024 + 1024;

    /** How many datagrams are received before it is the next channel's turn. */
    static final int SLOTS = 16;

    /** Of the JDK, which frees it some time after the loop is gone. */
    private final ByteBuf slab = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(SLOT * SLOTS));

    DatagramSlab() {
        super(SLOTS);
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's interface says so
    public Handle newHandle() {
        return new SlabHandle();
    }

    private final class SlabHandle extends MaxMessageHandle {

        @Override
        public ByteBuf allocate(ByteBufAllocator unused) {
            return slab.clear().retain();
        }

        /** Who has filled a slot and more, has filled as many as there were datagrams: no need to ask again. */
        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return lastBytesRead() < SLOT && super.continueReading(maybeMoreData);
        }

        @Override
        public int guess() {
            return SLOT * SLOTS;
        }
    }
}
