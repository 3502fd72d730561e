package io.asyncio4j.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
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
    static final int SIZE = 128 * 1024;

    /** How often one channel is read before it is the next one's turn, while it fills the whole buffer. */
    private static final int READS_PER_TURN = 4;

    private ByteBuf buffer = Unpooled.directBuffer(SIZE);
    private int attempted;
    private int last;
    private int reads;

    @Override
    public ExtendedHandle newHandle() {
        return this;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator unused) {
        if (buffer.refCnt() > 1) {
            buffer.release();
            buffer = Unpooled.directBuffer(SIZE);
        }
        return buffer.clear().retain();
    }

    @Override
    public int guess() {
        return SIZE;
    }

    @Override
    public void reset(ChannelConfig config) {
        reads = 0;
    }

    @Override
    public void incMessagesRead(int count) {
        reads += count;
    }

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

    /** A buffer that was not filled has emptied the socket: another call would only find that out. */
    @Override
    public boolean continueReading() {
        return last == attempted && reads < READS_PER_TURN;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
        return maybeMoreData.get() && reads < READS_PER_TURN;
    }

    @Override
    public void readComplete() {}
}
