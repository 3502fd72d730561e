package io.asyncio4j.net.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets one channel receive into a buffer of its owner, or else into the one that it shares with all channels of its loop. */
final class Reception implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {

    private final SharedReceiveBuffer shared;
    private final Supplier<@Nullable ByteBuffer> target;
    private int attempted;
    private int last;

    Reception(SharedReceiveBuffer shared, Supplier<@Nullable ByteBuffer> target) {
        this.shared = shared;
        this.target = target;
    }

    @Override
    public ExtendedHandle newHandle() {
        return this;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator unused) {
        ByteBuffer own = target.get();
        return own == null ? shared.next() : Unpooled.wrappedBuffer(own).clear();
    }

    @Override
    public int guess() {
        return SharedReceiveBuffer.SIZE;
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
