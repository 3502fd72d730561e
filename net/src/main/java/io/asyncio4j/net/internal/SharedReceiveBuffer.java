package io.asyncio4j.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * One buffer into which all channels of a loop receive, one after another: handlers take out what they want to keep before
 * the next channel is read. So idle connections hold no buffer, and the one that is there stays in the processor's cache.
 * Should a handler keep it nevertheless, as Netty's TLS handler does with half a record, the next channel gets a new one.
 */
final class SharedReceiveBuffer implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

    /** As much as one system call gets. CPython asks for 256 KiB. */
    static final int SIZE = ChunkPool.HUGE;

    private final ChunkPool pool = new ChunkPool();
    private ByteBuf buffer = pool.huge();
    private int attempted;
    private int last;

    @Override
    public ExtendedHandle newHandle() {
        return this;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator unused) {
        if (buffer.refCnt() > 1) {
            buffer.release();
            buffer = pool.huge();
        }
        return buffer.clear().retain();
    }

    @Override
    public int guess() {
        return SIZE;
    }

    @Override
    public void reset(ChannelConfig config) {}

    @Override
    public void incMessagesRead(int count) {}

    @Override
    public void lastBytesRead(int bytes) {
        last = bytes;
    }

    @Override
    public int lastBytesRead() {
        return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
        attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
        return attempted;
    }

    /** One system call, then it is the next channel's turn. */
    @Override
    public boolean continueReading() {
        return false;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
        return false;
    }

    @Override
    public void readComplete() {}
}
