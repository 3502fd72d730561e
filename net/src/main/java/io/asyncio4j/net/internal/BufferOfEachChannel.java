package io.asyncio4j.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * For datagrams over io_uring, where the kernel fills a buffer of each channel while others are in use. After an error Netty
 * forgets to release the buffer that it had taken; since there is one only, that is seen when it is asked for again.
 */
final class BufferOfEachChannel extends DefaultMaxMessagesRecvByteBufAllocator {

    BufferOfEachChannel(int inARow) {
        super(inARow);
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's interface says so
    public Handle newHandle() {
        return new OwnBuffer();
    }

    private final class OwnBuffer extends MaxMessageHandle {

        /** Of the JDK, which frees it some time after the channel is gone. */
        private final ByteBuf buffer = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(ChunkPool.LARGE));

        @Override
        public ByteBuf allocate(ByteBufAllocator unused) {
            if (buffer.refCnt() > 1) {
                buffer.release(buffer.refCnt() - 1);
            }
            return buffer.clear().retain();
        }

        @Override
        public int guess() {
            return ChunkPool.LARGE;
        }
    }
}
