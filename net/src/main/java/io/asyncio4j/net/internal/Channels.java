package io.asyncio4j.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The channels of one I/O back end. Each implementation loads its part of Netty when it is first asked for. */
public interface Channels {

    /** What polls. */
    IoHandlerFactory handlers();

    /** A TCP socket, not connected. */
    Channel tcp();

    /** A TCP socket that will listen. */
    ServerChannel tcpServer();

    /** A Unix socket, not connected. */
    Channel unix();

    /** A Unix socket that will listen. */
    ServerChannel unixServer();

    /** A UDP socket, not bound. */
    DatagramChannel datagram(SocketProtocolFamily family);

    /**
     * A socket for Unix datagrams, not bound.
     *
     * @throws UnsupportedOperationException if this back end has none
     */
    default Channel unixDatagram() {
        throw new UnsupportedOperationException(
                "Unix datagram sockets need epoll or kqueue; choose -Dasyncio4j.io=epoll");
    }

    /** Where received datagrams are put, for all channels of one loop. */
    RecvByteBufAllocator datagramBuffers();

    /**
     * Sends a datagram without data.
     *
     * @param recipient null if the channel is connected
     */
    default void sendEmptyDatagram(Channel channel, @Nullable Object recipient) throws IOException {
        EmptyDatagrams.send((UnixChannel) channel, recipient);
    }

    /** Whether a file that is being sent can be stopped in the middle, so that the channel can go on with something else. */
    default boolean canStopFile(Channel channel) {
        return true;
    }

    /** Called after a datagram channel has reported an error. */
    default void receiveAgainAfterError(Channel channel) {}

    /** Lets several sockets use the same port. */
    default void setReusePort(Channel channel) {
        channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true);
    }

    /**
     * Sets how many hops datagrams to multicast groups go.
     *
     * @throws UnsupportedOperationException if this back end cannot
     */
    void setMulticastTtl(Channel channel, SocketProtocolFamily family, int hops);

    /** Where received bytes are put, for all channels of one loop. */
    default ReceiveBuffers receiveBuffers() {
        return new SharedReceiveBuffer();
    }

    /** Sets what a channel of a stream needs for receiving, besides {@link #receiveBuffers}. */
    default void prepareReception(Channel channel) {}

    /** Whether a channel that has just received may be asked for more within the same poll. */
    default boolean mayReceiveAgain(Channel channel) {
        return true;
    }

    /** Whether all polls must come from the same thread of the operating system: a ring is registered for one. */
    default boolean needsOneThread() {
        return false;
    }

    /** Sets an option of the operating system that Netty does not know, or takes for another one. */
    static void setNative(Channel channel, String name, int level, int number, int value) {
        if (!channel.config().setOption(new IntegerUnixChannelOption(name, level, number), value)) {
            throw new UnsupportedOperationException(name + " cannot be set on " + channel);
        }
    }

    /**
     * A connected socket of the JDK, which is non-blocking from now on. The same for all back ends.
     *
     * @throws io.netty.channel.ChannelException if it cannot be; then it is closed
     */
    static Channel of(SocketChannel socket, SocketAddress local) {
        return local instanceof UnixDomainSocketAddress
                ? new NioDomainSocketChannel(socket)
                : new NioSocketChannel(socket);
    }

    /**
     * A bound socket of the JDK that listens, as {@link #of(SocketChannel, SocketAddress)} has it.
     *
     * @throws io.netty.channel.ChannelException if it cannot be; then it is closed
     */
    static Channel of(ServerSocketChannel socket, SocketAddress local) {
        return local instanceof UnixDomainSocketAddress
                ? new NioServerDomainSocketChannel(socket)
                : new NioServerSocketChannel(socket);
    }

    /** The address as this back end takes it. */
    default SocketAddress toNetty(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? new DomainSocketAddress(unix.getPath().toString())
                : address;
    }

    /**
     * Why this machine does not have a back end; null if it does.
     *
     * @param id {@code io_uring}, {@code epoll}, {@code kqueue} or {@code nio}
     */
    static @Nullable Throwable unavailability(String id) {
        return switch (id) {
            case "io_uring" -> IoUringChannels.unavailability();
            case "epoll" -> Epoll.unavailabilityCause();
            case "kqueue" -> KQueue.unavailabilityCause();
            default -> null;
        };
    }

    /** The channels of an available back end. */
    static Channels of(String id) {
        return switch (id) {
            case "io_uring" -> new IoUringChannels();
            case "epoll" -> new EpollChannels();
            case "kqueue" -> new KQueueChannels();
            default -> new NioChannels();
        };
    }

    /** The address as the JDK has it; null stays null. */
    static @Nullable SocketAddress toJdk(@Nullable SocketAddress address) {
        return address instanceof DomainSocketAddress unix ? UnixDomainSocketAddress.of(unix.path()) : address;
    }
}
