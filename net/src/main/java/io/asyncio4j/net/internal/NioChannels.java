package io.asyncio4j.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

final class NioChannels implements Channels {

    @Override
    public IoHandlerFactory handlers() {
        return NioIoHandler.newFactory();
    }

    @Override
    public Channel tcp() {
        return new NioSocketChannel();
    }

    @Override
    public ServerChannel tcpServer() {
        return new NioServerSocketChannel();
    }

    @Override
    public Channel unix() {
        return new NioDomainSocketChannel();
    }

    @Override
    public ServerChannel unixServer() {
        return new NioServerDomainSocketChannel();
    }

    @Override
    public DatagramChannel datagram(SocketProtocolFamily family) {
        return new NioDatagramChannel(family);
    }

    @Override
    public SocketAddress toNetty(SocketAddress address) {
        return address;
    }

    @Override
    public RecvByteBufAllocator datagramBuffers() {
        return new PooledReceiveBuffers(DatagramSlab.SLOTS);
    }

    @Override
    public void sendEmptyDatagram(Channel channel, @Nullable Object recipient) throws IOException {
        var socket = (java.nio.channels.DatagramChannel) ((AbstractNioChannel.NioUnsafe) channel.unsafe()).ch();
        if (recipient == null) {
            throw new IOException("a connected socket of the JDK cannot send an empty datagram");
        }
        var _ = socket.send(ByteBuffer.allocate(0), (SocketAddress) recipient);
    }

    @Override
    public void setReusePort(Channel channel) {
        channel.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }

    @Override
    public void setMulticastTtl(Channel channel, SocketProtocolFamily family, int hops) {
        channel.config().setOption(ChannelOption.IP_MULTICAST_TTL, hops);
    }
}
