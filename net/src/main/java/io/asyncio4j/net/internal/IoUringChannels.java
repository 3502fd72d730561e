package io.asyncio4j.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

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
}
