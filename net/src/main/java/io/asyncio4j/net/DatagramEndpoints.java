package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.NettyDriver;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes one datagram endpoint, whatever number of addresses it takes. */
final class DatagramEndpoints {

    private final EventLoop loop = Asyncio.getRunningLoop();
    private final NettyDriver driver = Net.driver(loop);
    private final DatagramOptions options;

    DatagramEndpoints(DatagramOptions options) {
        this.options = options;
    }

    /** Addresses of the same family. */
    private record Place(
            ProtocolFamily family,
            @Nullable SocketAddress local,
            @Nullable SocketAddress remote) {}

    <P extends DatagramProtocol> Endpoint<DatagramTransport, P> open(Supplier<? extends P> protocolFactory)
            throws IOException {
        IOException failure = null;
        for (Place place : places()) {
            try {
                return open(place, protocolFactory);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure == null) {
            failure = new UnknownHostException(
                    options.localAddress() + " and " + options.remoteAddress() + " have no addresses of the same family"
                            + (options.family() == null ? "" : ", " + options.family()));
        }
        throw failure;
    }

    // ---- addresses ----

    private List<Place> places() throws IOException {
        List<? extends SocketAddress> locals = resolved(options.localAddress());
        List<? extends SocketAddress> remotes = resolved(options.remoteAddress());
        if (locals.isEmpty() && remotes.isEmpty()) {
            ProtocolFamily family = options.family();
            if (family == null || family == StandardProtocolFamily.UNIX) {
                throw new IllegalArgumentException("family = " + family
                        + " (expected: INET or INET6, or an address instead: DatagramOptions.local or remote)");
            }
            return List.of(new Place(family, null, null));
        }
        List<Place> places = new ArrayList<>();
        if (remotes.isEmpty()) {
            locals.forEach(local -> places.add(new Place(familyOf(local), local, null)));
        } else if (locals.isEmpty()) {
            remotes.forEach(remote -> places.add(new Place(familyOf(remote), null, remote)));
        } else {
            for (SocketAddress remote : remotes) {
                for (SocketAddress local : locals) {
                    if (familyOf(local) == familyOf(remote)) {
                        places.add(new Place(familyOf(local), local, remote));
                    }
                }
            }
        }
        return places;
    }

    private List<? extends SocketAddress> resolved(@Nullable SocketAddress address) throws IOException {
        if (address == null) {
            return List.of();
        }
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            return Resolver.resolve(inet.getHostString(), inet.getPort(), options.family());
        }
        ProtocolFamily family = familyOf(address);
        if (options.family() != null && options.family() != family) {
            throw new IllegalArgumentException("address " + address + " is not of the family " + options.family());
        }
        return List.of(address);
    }

    private static ProtocolFamily familyOf(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet -> Resolver.familyOf(inet.getAddress());
            case UnixDomainSocketAddress _ -> StandardProtocolFamily.UNIX;
            default ->
                throw new IllegalArgumentException("address " + address + " of " + address.getClass()
                        + " (expected: an InetSocketAddress or a UnixDomainSocketAddress)");
        };
    }

    // ---- one socket ----

    private <P extends DatagramProtocol> Endpoint<DatagramTransport, P> open(
            Place place, Supplier<? extends P> protocolFactory) throws IOException {
        List<Channel> made = new ArrayList<>(1);
        DatagramSocketTransport transport = null;
        try {
            Future<Channel> opened = loop.createFuture();
            driver.execute(() -> open(place, made, opened));
            Channel channel = Failures.await(opened);
            P protocol = protocolFactory.get();
            transport = new DatagramSocketTransport(loop, driver, channel, protocol, place.remote());
            Future<@Nullable Void> connectionMade = loop.createFuture();
            transport.start(connectionMade);
            Failures.await(connectionMade);
            return new Endpoint<>(transport, protocol);
        } catch (Throwable e) {
            if (transport != null) {
                transport.abort();
            } else {
                driver.execute(() -> made.forEach(
                        channel -> channel.unsafe().close(channel.unsafe().voidPromise())));
            }
            throw e;
        }
    }

    private void open(Place place, List<Channel> made, Future<Channel> opened) {
        if (opened.done()) {
            return;
        }
        String attempt = place.remote() != null
                ? "connect to " + Net.text(place.remote())
                : "bind to " + (place.local() == null ? "any address" : Net.text(place.local()));
        try {
            Channel channel = channel(place.family());
            made.add(channel);
            configure(channel, place.family());
            driver.registerDatagram(channel);
            begin(channel, place).addListener(done -> {
                if (opened.done()) { // cancelled: the channel is closed by the one who waited
                    return;
                }
                if (done.isSuccess()) {
                    opened.setResult(channel);
                } else {
                    opened.setException(failure(place, attempt, done.cause()));
                }
            });
        } catch (UnsupportedOperationException e) {
            opened.setException(e);
        } catch (Exception e) { // Netty's, around that of the system: no descriptor is left, for instance
            opened.setException(failure(place, attempt, Failures.inside(e)));
        }
    }

    private static IOException failure(Place place, String attempt, Throwable cause) {
        return place.remote() == null ? Failures.ofBinding(attempt, cause) : Failures.of(attempt, cause);
    }

    private Channel channel(ProtocolFamily family) {
        if (family == StandardProtocolFamily.UNIX) {
            return driver.channels().unixDatagram();
        }
        return driver.channels().datagram(inNetty(family));
    }

    private static SocketProtocolFamily inNetty(ProtocolFamily family) {
        return family == StandardProtocolFamily.INET ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }

    private ChannelFuture begin(Channel channel, Place place) {
        SocketAddress local = place.local() == null ? null : driver.channels().toNetty(place.local());
        if (place.remote() == null) {
            return channel.bind(local == null ? new InetSocketAddress(wildcard(place.family()), 0) : local);
        }
        SocketAddress remote = driver.channels().toNetty(place.remote());
        return local == null ? channel.connect(remote) : channel.connect(remote, local);
    }

    private static InetAddress wildcard(ProtocolFamily family) {
        return InetAddress.ofLiteral(family == StandardProtocolFamily.INET ? "0.0.0.0" : "::");
    }

    private void configure(Channel channel, ProtocolFamily family) {
        if (options.reusePort()) {
            driver.channels().setReusePort(channel);
        }
        if (options.receiveBufferSize() > 0) {
            channel.config().setOption(ChannelOption.SO_RCVBUF, options.receiveBufferSize());
        }
        if (options.sendBufferSize() > 0) {
            channel.config().setOption(ChannelOption.SO_SNDBUF, options.sendBufferSize());
        }
        if (options.allowBroadcast()) {
            channel.config().setOption(ChannelOption.SO_BROADCAST, true);
        }
        NetworkInterface multicastInterface = options.multicastInterface();
        if (multicastInterface != null) {
            channel.config().setOption(ChannelOption.IP_MULTICAST_IF, multicastInterface);
        }
        if (options.multicastTtl() != 1) {
            driver.channels().setMulticastTtl(channel, inNetty(family), options.multicastTtl());
        }
        if (!options.multicastLoopback()) {
            channel.config().setOption(ChannelOption.IP_MULTICAST_LOOP_DISABLED, true);
        }
    }
}
