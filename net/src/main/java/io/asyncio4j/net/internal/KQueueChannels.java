package io.asyncio4j.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueDomainDatagramChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;

final class KQueueChannels implements Channels {

    @Override
    public IoHandlerFactory handlers() {
        return KQueueIoHandler.newFactory();
    }

    @Override
    public Channel tcp() {
        return new KQueueSocketChannel();
    }

    @Override
    public ServerChannel tcpServer() {
        return new KQueueServerSocketChannel();
    }

    @Override
    public Channel unix() {
        return new KQueueDomainSocketChannel();
    }

    @Override
    public ServerChannel unixServer() {
        return new KQueueServerDomainSocketChannel();
    }

    @Override
    public DatagramChannel datagram(SocketProtocolFamily family) {
        return new KQueueDatagramChannel(family);
    }

    @Override
    public Channel unixDatagram() {
        return new KQueueDomainDatagramChannel();
    }

    @Override
    public RecvByteBufAllocator datagramBuffers() {
        return new DatagramSlab();
    }

    /** Netty sets {@code IP_TTL} instead. */
    @Override
    public void setMulticastTtl(Channel channel, SocketProtocolFamily family, int hops) {
        if (family == SocketProtocolFamily.INET) {
            Channels.setNative(channel, "IP_MULTICAST_TTL", 0, 10, hops);
        } else {
            Channels.setNative(channel, "IPV6_MULTICAST_HOPS", 41, 10, hops);
        }
    }
}
