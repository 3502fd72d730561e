package io.asyncio4j.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The direct buffers of one loop, of a few sizes: what is written waits in them. Confined to the loop, whichever thread runs
 * the task that asks; Netty's own pools would keep caches for each of these threads. The last one given back is the next
 * one given out, since it is still in the processor's cache. Their memory is the JDK's, which frees it some time after the
 * loop is gone: Netty's own would have to be given back, by whoever holds a buffer then.
 */
public final class ChunkPool {

    /** The size of a small buffer, in bytes. */
    static final int SMALL = 4 * 1024;

    /** The size of a middle one, in bytes. */
    static final int MIDDLE = 16 * 1024;

    /** The size of a large one, in bytes. */
    static final int LARGE = 64 * 1024;

    /** The size of one that a lot is received into, in bytes. */
    static final int HUGE = 128 * 1024;

    /** What is smaller than this is copied into an array of its own size: a chunk would wait for a slow peer almost empty. */
    private static final int TINY = 1024;

    /** How many bytes of unused buffers are kept, of each size. */
    private static final int KEPT = 4 * 1024 * 1024;

    private final ArrayDeque<Chunk> small = new ArrayDeque<>();
    private final ArrayDeque<Chunk> middle = new ArrayDeque<>();
    private final ArrayDeque<Chunk> large = new ArrayDeque<>();
    private final ArrayDeque<Chunk> huge = new ArrayDeque<>();
    private int inUse;

    /** An empty pool. */
    public ChunkPool() {}

    /** An empty buffer that is large enough for {@code size} bytes, or else a large one. */
    public ByteBuf take(int size) {
        return size <= SMALL ? take(small, SMALL) : size <= MIDDLE ? middle() : large();
    }

    /** A copy of the bytes that {@code data} has next, as many as a large buffer has room for; its position is behind them. */
    public ByteBuf copy(ByteBuffer data) {
        int count = Math.min(data.remaining(), LARGE);
        ByteBuf copy = count < TINY ? Unpooled.buffer(count, count) : take(count);
        int end = data.limit();
        copy.writeBytes(data.limit(data.position() + count));
        data.limit(end);
        return copy;
    }

    /** An empty middle buffer. */
    ByteBuf middle() {
        return take(middle, MIDDLE);
    }

    /** An empty large buffer. */
    ByteBuf large() {
        return take(large, LARGE);
    }

    /** An empty buffer that is large enough for {@code size} bytes in any case. */
    public ByteBuf whole(int size) {
        return size <= SMALL ? take(size) : largeWhole(size);
    }

    /** The same, not a small one. */
    public ByteBuf largeWhole(int size) {
        return size <= LARGE ? large() : Unpooled.directBuffer(size);
    }

    /** An empty buffer of {@link #HUGE} bytes. */
    ByteBuf huge() {
        return take(huge, HUGE);
    }

    /** How many buffers are in use. */
    public int inUse() {
        return inUse;
    }

    private ByteBuf take(ArrayDeque<Chunk> unused, int size) {
        inUse++;
        Chunk chunk = unused.pollLast();
        return chunk == null ? new Chunk(unused, size) : chunk.again();
    }

    /** Goes back to its pool when it is released. */
    private final class Chunk extends UnpooledDirectByteBuf {

        private final ArrayDeque<Chunk> home;

        Chunk(ArrayDeque<Chunk> home, int size) {
            super(UnpooledByteBufAllocator.DEFAULT, ByteBuffer.allocateDirect(size), size);
            this.home = home;
            setIndex(0, 0);
        }

        Chunk again() {
            resetRefCnt();
            setIndex(0, 0);
            return this;
        }

        @Override
        protected void deallocate() {
            inUse--;
            if (home.size() < KEPT / capacity()) {
                home.addLast(this);
            }
        }
    }
}
