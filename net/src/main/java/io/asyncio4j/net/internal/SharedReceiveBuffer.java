package io.asyncio4j.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.RecvByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One buffer into which all channels of a loop receive, one after another: handlers take out what they want to keep before
 * the next channel is read. So idle connections hold no buffer, and the one that is there stays in the processor's cache.
 * Should a handler keep it nevertheless, as Netty's TLS handler does with half a record, the next channel gets a new one.
 */
final class SharedReceiveBuffer implements ReceiveBuffers {

    /** As much as one system call gets. CPython asks for 256 KiB. */
    static final int SIZE = ChunkPool.HUGE;

    private final ChunkPool pool = new ChunkPool();
    private ByteBuf buffer = pool.huge();

    @Override
    public RecvByteBufAllocator ofChannel(Supplier<@Nullable ByteBuffer> target) {
        return new Reception(this, target);
    }

    /** The buffer, empty, for the next reception. */
    ByteBuf next() {
        if (buffer.refCnt() > 1) {
            buffer.release();
            buffer = pool.huge();
        }
        return buffer.clear().retain();
    }
}
