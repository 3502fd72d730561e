package io.asyncio4j.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.uring.IoUringBufferRingAllocator;
import java.util.function.Consumer;

/** What a ring of reception buffers is filled with. */
final class RingBuffers implements IoUringBufferRingAllocator {

    private final ChunkPool pool = new ChunkPool();

    @Override
    public ByteBuf allocate() {
        return pool.large();
    }

    @Override
    public void allocateBatch(Consumer<ByteBuf> ring, int count) {
        for (int i = 0; i < count; i++) {
            ring.accept(pool.large());
        }
    }

    @Override
    public void lastBytesRead(int attempted, int actual) {}
}
