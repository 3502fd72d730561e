package io.asyncio4j.net;

import io.asyncio4j.net.internal.ChunkPool;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What was written to a connection since the last flush, copied into chunks. */
final class Unsent {

    private final ChunkPool pool;
    private final ArrayDeque<ByteBuf> chunks = new ArrayDeque<>(1);
    private int size;

    Unsent(ChunkPool pool) {
        this.pool = pool;
    }

    /** How many bytes there are. */
    int size() {
        return size;
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    void add(byte[] data, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            ByteBuf chunk = room(left);
            int count = Math.min(left, chunk.writableBytes());
            chunk.writeBytes(data, from, count);
            from += count;
            left -= count;
        }
        size += length;
    }

    void add(ByteBuffer data) {
        size += data.remaining();
        int end = data.limit();
        while (data.position() < end) {
            ByteBuf chunk = room(end - data.position());
            data.limit(Math.min(end, data.position() + chunk.writableBytes()));
            chunk.writeBytes(data);
            data.limit(end);
        }
    }

    private ByteBuf room(int wanted) {
        ByteBuf last = chunks.peekLast();
        if (last == null || !last.isWritable()) {
            last = pool.take(wanted);
            chunks.addLast(last);
        }
        return last;
    }

    /** Takes out the first chunk, which is the caller's then; null if there is none. */
    @Nullable
    ByteBuf poll() {
        ByteBuf chunk = chunks.pollFirst();
        size -= chunk == null ? 0 : chunk.readableBytes();
        return chunk;
    }

    void drop() {
        ByteBuf chunk;
        while ((chunk = poll()) != null) {
            chunk.release();
        }
    }
}
