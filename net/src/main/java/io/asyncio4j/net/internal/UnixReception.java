package io.asyncio4j.net.internal;

import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioDomainSocketChannel;

/**
 * For Unix sockets of the JDK, whose peer may end its direction and still read the answer. Netty, which would close them, asks
 * first whether the input was shut down already.
 */
final class UnixReception extends RecvByteBufAllocator.DelegatingHandle {

    private final NioDomainSocketChannel channel;

    @SuppressWarnings("deprecation") // Netty's interface says so
    private UnixReception(RecvByteBufAllocator.Handle reception, NioDomainSocketChannel channel) {
        super(reception);
        this.channel = channel;
    }

    /** Receives as that allocator has it. */
    static RecvByteBufAllocator of(RecvByteBufAllocator allocator, NioDomainSocketChannel channel) {
        return () -> new UnixReception(allocator.newHandle(), channel);
    }

    @Override
    public void lastBytesRead(int bytes) {
        super.lastBytesRead(bytes);
        if (bytes < 0 && !channel.isInputShutdown()) {
            var _ = channel.shutdownInput();
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }
}
