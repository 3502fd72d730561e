package io.asyncio4j.net.internal;

import io.asyncio4j.EventLoop;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The kernel receives into buffers of one ring, for all channels of a loop: so idle connections hold no buffer, and a
 * reception takes no system call of its own. It fills one buffer after another, a piece for each reception.
 */
final class IoUringChannels implements Channels {

    /**
     * Whether Netty lets the kernel receive on and on without being asked again. When the ring is exhausted, Netty asks
     * again even for channels that are paused, and all that a fast peer sends is received, 50 MB in a test. Without it, a pause
     * is one; with 1,000 busy connections a request takes a tenth longer. Netty reads this once, when {@link IoUring} is loaded.
     */
    private static final String UNASKED = "io.netty.iouring.recvMultiShotEnabled";

    static {
        if (System.getProperty(UNASKED) == null) {
            System.setProperty(UNASKED, "false");
        }
    }

    /** So many events may come at once before the kernel has to set some aside: 512 KiB. */
    private static final int COMPLETIONS = 32 * 1024;

    /**
     * Pieces of such a size would pile up, several in one poll, before any task has its turn: an upload was half as fast again
     * when each waited for a poll of its own.
     */
    private static final int LARGE_RECEPTION = 32 * 1024;

    private static final short RECEPTION = 0;
    private static final short FIRST_BUFFERS = 16;
    private static final short MOST_BUFFERS = 64;

    /** See {@link Channels#unavailability}. */
    static @Nullable Throwable unavailability() {
        return EventLoop.areOnPlatformThreads()
                ? IoUring.unavailabilityCause()
                : new IllegalStateException("it needs the standard coroutine runtime, not the portable one");
    }

    @Override
    public IoHandlerFactory handlers() {
        IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
        var _ = config.setCqSize(COMPLETIONS);
        if (IoUring.isRegisterBufferRingSupported()) {
            var _ = config.setBufferRingConfig(IoUringBufferRingConfig.builder()
                    .bufferGroupId(RECEPTION)
                    .bufferRingSize(MOST_BUFFERS)
                    .batchSize(FIRST_BUFFERS)
                    .incremental(IoUring.isRegisterBufferRingIncSupported())
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

    /** One of the JDK: Netty's is closed as soon as the peer ends its own direction, and what was not sent yet is lost. */
    @Override
    public Channel unix() {
        return new NioDomainSocketChannel();
    }

    @Override
    public ServerChannel unixServer() {
        return new NioServerDomainSocketChannel();
    }

    @Override
    public SocketAddress toNetty(SocketAddress address) {
        return address;
    }

    @Override
    public DatagramChannel datagram(SocketProtocolFamily family) {
        return new IoUringDatagramChannel(family);
    }

    /** For kernels without such rings. */
    @Override
    public ReceiveBuffers receiveBuffers() {
        return new PooledReceiveBuffers();
    }

    @Override
    public void prepareReception(Channel channel) {
        if (IoUring.isRegisterBufferRingSupported()) {
            channel.config().setOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, RECEPTION);
        }
    }

    @Override
    public boolean mayReceiveAgain(Channel channel) {
        return !(channel instanceof IoUringSocketChannel)
                || channel.unsafe().recvBufAllocHandle().lastBytesRead() < LARGE_RECEPTION;
    }

    @Override
    public boolean needsOneThread() {
        return true;
    }

    @Override
    public RecvByteBufAllocator datagramBuffers() {
        return new BufferOfEachChannel(DatagramSlab.SLOTS);
    }

    @Override
    public void sendEmptyDatagram(Channel channel, @Nullable Object recipient) {
        Object message = recipient == null
                ? Unpooled.EMPTY_BUFFER
                : new DatagramPacket(Unpooled.EMPTY_BUFFER, (InetSocketAddress) recipient);
        channel.write(message, channel.voidPromise());
    }

    /** Netty counts a piece that is under way for what is sent next, which is lost then. */
    @Override
    public boolean canStopFile(Channel channel) {
        return !(channel instanceof IoUringSocketChannel);
    }

    /**
     * Netty stops receiving at an error, and does not give back what it has used to receive that; after 256 of these nothing
     * would be left. A reception that is cancelled gives all back, so this is one, and a new one.
     */
    @Override
    public void receiveAgainAfterError(Channel channel) {
        channel.eventLoop().execute(() -> {
            if (channel.isActive()) {
                channel.read();
                channel.config().setAutoRead(false);
                channel.config().setAutoRead(true);
            }
        });
    }

    /** Netty sets {@code IP_TTL} instead. */
    @Override
    public void setMulticastTtl(Channel channel, SocketProtocolFamily family, int hops) {
        if (family == SocketProtocolFamily.INET) {
            Channels.setNative(channel, "IP_MULTICAST_TTL", 0, 33, hops);
        } else {
            Channels.setNative(channel, "IPV6_MULTICAST_HOPS", 41, 18, hops);
        }
    }
}
