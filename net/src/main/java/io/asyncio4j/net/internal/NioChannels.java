package io.asyncio4j.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.SocketAddress;

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
}
