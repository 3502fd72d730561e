package io.asyncio4j.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * The kernel receives into buffers of one ring, for all channels of a loop, without being asked again: so idle connections
 * hold no buffer, and a reception takes no system call of its own.
 */
final class IoUringChannels implements Channels {

    private static final short RECEPTION = 0;
    private static final short FIRST_BUFFERS = 64;
    private static final short MOST_BUFFERS = 256;

    @Override
    public IoHandlerFactory handlers() {
        IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
        if (IoUring.isRegisterBufferRingSupported()) {
            var _ = config.setBufferRingConfig(IoUringBufferRingConfig.builder()
                    .bufferGroupId(RECEPTION)
                    .bufferRingSize(MOST_BUFFERS)
                    .batchSize(FIRST_BUFFERS)
                    .incremental(false)
                    .allocator(new RingBuffers())
                    .build());
        }
        return IoUringIoHandler.newFactory(config);
    }

    @Override
    public Channel tcp() {
        return new IoUringSocketChannel();
    }

    @Override
    public ServerChannel tcpServer() {
        return new IoUringServerSocketChannel();
    }

    @Override
    public Channel unix() {
        return new IoUringDomainSocketChannel();
    }

    @Override
    public ServerChannel unixServer() {
        return new IoUringServerDomainSocketChannel();
    }

    @Override
    public DatagramChannel datagram(SocketProtocolFamily family) {
        return new IoUringDatagramChannel(family);
    }

    /** For kernels without such rings. */
    @Override
    public RecvByteBufAllocator receiveBuffers() {
        return new PooledReceiveBuffers();
    }

    @Override
    public void prepareReception(Channel channel) {
        if (IoUring.isRegisterBufferRingSupported()) {
            channel.config().setOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, RECEPTION);
        }
    }

    @Override
    public boolean needsOneThread() {
        return true;
    }
}
