package io.asyncio4j.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** For io_uring, where the kernel fills buffers while others are in use: each reception takes one from a pool. */
final class PooledReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator implements ReceiveBuffers {

    private final ChunkPool pool = new ChunkPool();

    /** For streams: one reception in a row. */
    PooledReceiveBuffers() {
        this(1);
    }

    /** How many receptions in a row. */
    PooledReceiveBuffers(int inARow) {
        super(inARow);
    }

    /** The owner's buffer is not used: it may be gone before the kernel is done with it. */
    @Override
    public RecvByteBufAllocator ofChannel(Supplier<@Nullable ByteBuffer> target) {
        return this;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's interface says so
    public Handle newHandle() {
        return new PoolHandle();
    }

    private final class PoolHandle extends MaxMessageHandle {

        @Override
        public ByteBuf allocate(ByteBufAllocator unused) {
            return pool.large();
        }

        @Override
        public int guess() {
            return ChunkPool.LARGE;
        }
    }
}
