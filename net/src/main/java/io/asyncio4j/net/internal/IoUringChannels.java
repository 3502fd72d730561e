package io.asyncio4j.net.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

final class IoUringChannels implements Channels {

    @Override
    public IoHandlerFactory handlers() {
        return IoUringIoHandler.newFactory();
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

    @Override
    public RecvByteBufAllocator receiveBuffers() {
        return new PooledReceiveBuffers();
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
