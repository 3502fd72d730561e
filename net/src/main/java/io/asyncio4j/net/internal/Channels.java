package io.asyncio4j.net.internal;

import io.asyncio4j.EventLoop;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
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

    /** Where received bytes are put, for all channels of one loop. */
    default RecvByteBufAllocator receiveBuffers() {
        return new SharedReceiveBuffer();
    }

    /** Sets what a channel of a stream needs for receiving, besides {@link #receiveBuffers}. */
    default void prepareReception(Channel channel) {}

    /** Whether all polls must come from the same thread of the operating system: a ring is registered for one. */
    default boolean needsOneThread() {
        return false;
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
            case "io_uring" ->
                EventLoop.areOnPlatformThreads()
                        ? IoUring.unavailabilityCause()
                        : new IllegalStateException("it needs the standard coroutine runtime, not the portable one");
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
