package io.asyncio4j.benchmarks.bare;

import io.asyncio4j.benchmarks.ServerProcess;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;

/**
 * An echo server as one writes it with Netty: callbacks on one event loop, which write what was read and flush when there is
 * no more. Arguments: {@code nio}, {@code epoll} or {@code io_uring}; {@code tcp}, {@code udp} or {@code tls}.
 */
final class NettyServer {

    record Transport(
            IoHandlerFactory factory, Class<? extends ServerChannel> tcp, Class<? extends DatagramChannel> udp) {

        static Transport named(String name) {
            return switch (name) {
                case "nio" ->
                    new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class, NioDatagramChannel.class);
                case "epoll" ->
                    new Transport(
                            EpollIoHandler.newFactory(), EpollServerSocketChannel.class, EpollDatagramChannel.class);
                case "io_uring" ->
                    new Transport(
                            IoUringIoHandler.newFactory(),
                            IoUringServerSocketChannel.class,
                            IoUringDatagramChannel.class);
                default -> throw new IllegalArgumentException("no transport " + name);
            };
        }
    }

    private NettyServer() {}

    public static void main(String[] args) throws Exception {
        Transport transport = Transport.named(args[0]);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, transport.factory);
        Channel channel = args[1].equals("udp")
                ? bindDatagrams(transport, loop)
                : listen(transport, loop, args[1].equals("tls") ? tls() : null);
        ServerProcess.serving(((InetSocketAddress) channel.localAddress()).getPort());
        channel.closeFuture().sync();
    }

    private static Channel listen(Transport transport, EventLoopGroup loop, SslContext tls)
            throws InterruptedException {
        Echo echo = new Echo();
        return new ServerBootstrap()
                .group(loop)
                .channel(transport.tcp)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel child) {
                        if (tls != null) {
                            child.pipeline().addLast(tls.newHandler(child.alloc()));
                        }
                        child.pipeline().addLast(echo);
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    private static Channel bindDatagrams(Transport transport, EventLoopGroup loop) throws InterruptedException {
        return new Bootstrap()
                .group(loop)
                .channel(transport.udp)
                .handler(new DatagramEcho())
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    private static SslContext tls() throws Exception {
        return SslContextBuilder.forServer(ServerProcess.keys())
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .build();
    }

    @Sharable
    private static class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Sharable
    private static final class DatagramEcho extends Echo {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            context.write(new DatagramPacket(packet.content(), packet.sender()), context.voidPromise());
        }
    }
}
