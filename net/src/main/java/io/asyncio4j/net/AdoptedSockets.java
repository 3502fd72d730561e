package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.Channels;
import io.asyncio4j.net.internal.NettyDriver;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Transports and servers over sockets that the JDK has made. A socket that is refused with an
 * {@link IllegalArgumentException} is left as it is; otherwise it is ours, and is closed if something fails.
 */
final class AdoptedSockets {

    private AdoptedSockets() {}

    /** A client's transport over a connected socket. */
    static <P extends StreamProtocol> Endpoint<Transport, P> asClient(
            Supplier<? extends P> protocolFactory, SocketChannel socket, ConnectOptions options) throws IOException {
        if (options.family() != null || options.localAddress() != null) {
            throw new IllegalArgumentException("family = " + options.family() + ", localAddress = "
                    + options.localAddress() + " (expected: neither, since the socket is connected already)");
        }
        return connect(protocolFactory, socket, options.tls(), TlsOptions.of(options, null), false);
    }

    /** A server's transport over a connection that was accepted. */
    static <P extends StreamProtocol> Endpoint<Transport, P> asServer(
            Supplier<? extends P> protocolFactory, SocketChannel socket, ServerOptions options) throws IOException {
        return connect(protocolFactory, socket, options.tls(), TlsOptions.of(options), options.keepAlive());
    }

    private static <P extends StreamProtocol> Endpoint<Transport, P> connect(
            Supplier<? extends P> protocolFactory,
            SocketChannel socket,
            @Nullable TlsContext tls,
            TlsOptions tlsOptions,
            boolean keepAlive)
            throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        if (tls != null) {
            prepare(loop, socket, tls, tlsOptions);
        }
        check(socket, socket.isConnected(), "a connected one");
        SocketAddress local = socket.getLocalAddress();
        Channel channel = adopt(loop, socket, () -> Channels.of(socket, local));
        Supplier<P> factory = () -> {
            if (keepAlive) {
                channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            }
            return protocolFactory.get();
        };
        return start(loop, channel, factory, tls, tlsOptions, null);
    }

    /** What is wrong with the settings for TLS is said before the socket is ours. Suspends. */
    static void prepare(EventLoop loop, SelectableChannel socket, TlsContext tls, TlsOptions options)
            throws IOException {
        try {
            TlsLayer.prepare(loop, tls, options);
        } catch (CancelledError e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Makes the protocol and the transport for a connected channel. Suspends until the connection is told to the protocol. If
     * that fails, the channel is closed.
     *
     * @param name of the peer, for messages about TLS; null for its address
     */
    static <P extends StreamProtocol> Endpoint<Transport, P> start(
            EventLoop loop,
            Channel channel,
            Supplier<? extends P> protocolFactory,
            @Nullable TlsContext tls,
            TlsOptions tlsOptions,
            @Nullable String name)
            throws IOException {
        NettyDriver driver = Net.driver(loop);
        SocketTransport transport = null;
        try {
            P protocol = protocolFactory.get();
            transport = new SocketTransport(loop, driver, channel, protocol);
            Future<@Nullable Void> made = loop.createFuture();
            TlsLayer layer = tls == null ? null : new TlsLayer(loop, tls, tlsOptions, channel, name);
            transport.start(layer, made, null);
            Net.awaitExternal(driver, made);
            return new Endpoint<>(transport, protocol);
        } catch (Throwable e) {
            if (transport == null) {
                driver.execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
            } else {
                transport.abort();
            }
            throw e;
        }
    }

    /** A channel that listens. */
    static Channel listener(EventLoop loop, ServerSocketChannel socket) throws IOException {
        check(socket, socket.isOpen() && socket.getLocalAddress() != null, "a bound one");
        SocketAddress local = socket.getLocalAddress();
        return adopt(loop, socket, () -> Channels.of(socket, local));
    }

    private static void check(SelectableChannel socket, boolean ready, String expected) {
        if (!socket.isOpen()) {
            throw refused(socket, "an open one");
        }
        if (!ready) {
            throw refused(socket, expected);
        }
        if (!Watching.isOfJdk(socket)) {
            throw refused(socket, "one of the JDK's own kind");
        }
    }

    private static IllegalArgumentException refused(SelectableChannel socket, String expected) {
        return new IllegalArgumentException("socket = " + socket + " (expected: " + expected + ")");
    }

    /** Suspends, if it was watched a moment ago. */
    private static Channel adopt(EventLoop loop, SelectableChannel socket, Supplier<Channel> maker) throws IOException {
        if (!isFree(loop, socket)) {
            throw refused(socket, "one that is registered with no selector, and that nobody waits for");
        }
        Watching.admitSocketsOfJdk(loop);
        try {
            return maker.get();
        } catch (ChannelException e) { // Netty has closed the socket
            throw Failures.of("take over " + socket, Failures.inside(e));
        }
    }

    private static boolean isFree(EventLoop loop, SelectableChannel socket) throws IOException {
        if (Watching.isWatched(loop, socket)) {
            return false;
        }
        if (socket.isRegistered()) { // maybe here, by somebody who has stopped waiting for it
            try {
                Watching.awaitReleases(loop);
            } catch (Throwable e) {
                socket.close();
                throw e;
            }
        }
        return !socket.isRegistered();
    }
}
