package io.asyncio4j.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;

final class EpollChannels implements Channels {

    /**
     * So many events are taken by one poll. What they bring is read, handled and answered before the next ones are read, so it
     * should fit into the processor's cache: with 1,000 busy connections, 128 took a tenth of the time off a request.
     */
    private static final int EVENTS = 32;

    @Override
    public IoHandlerFactory handlers() {
        IoHandlerFactory epoll = EpollIoHandler.newFactory(EVENTS, DefaultSelectStrategyFactory.INSTANCE);
        return executor -> new EpollInterest(epoll.newHandler(executor));
    }

    @Override
    public Channel tcp() {
        return new EpollSocketChannel();
    }

    @Override
    public ServerChannel tcpServer() {
        return new EpollServerSocketChannel();
    }

    @Override
    public Channel unix() {
        return new EpollDomainSocketChannel();
    }

    @Override
    public ServerChannel unixServer() {
        return new EpollServerDomainSocketChannel();
    }

    @Override
    public DatagramChannel datagram(SocketProtocolFamily family) {
        EpollDatagramChannel channel = new EpollDatagramChannel(family);
        channel.config().setMaxDatagramPayloadSize(DatagramSlab.SLOT); // several by one system call
        return channel;
    }

    @Override
    public Channel unixDatagram() {
        return new EpollDomainDatagramChannel();
    }

    @Override
    public RecvByteBufAllocator datagramBuffers() {
        return new DatagramSlab();
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
