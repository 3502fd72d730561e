package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.RaceResult;
import io.asyncio4j.net.internal.NettyDriver;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes one connection, whatever number of addresses it takes. */
final class Connector {

    private final EventLoop loop;
    private final NettyDriver driver;
    private final ConnectOptions options;

    /** All that were opened, whatever became of them: those that are not used in the end are closed. */
    private final List<Channel> opened = new ArrayList<>();

    private Connector(EventLoop loop, ConnectOptions options) {
        this.loop = loop;
        this.driver = Net.driver(loop);
        this.options = options;
    }

    static Connector ofRunningLoop(ConnectOptions options) {
        return new Connector(Asyncio.getRunningLoop(), options);
    }

    <P extends StreamProtocol> Endpoint<Transport, P> connect(
            Supplier<? extends P> protocolFactory, String host, int port) throws IOException {
        check(host);
        List<InetSocketAddress> addresses =
                interleaved(Resolver.resolve(host, port, options.family()), options.interleave());
        return connect(protocolFactory, () -> race(host, addresses), host, host + ":" + port);
    }

    <P extends StreamProtocol> Endpoint<Transport, P> connect(Supplier<? extends P> protocolFactory, Path path)
            throws IOException {
        check(null);
        return connect(
                protocolFactory,
                () -> attempt(UnixDomainSocketAddress.of(path), path.toString()),
                null,
                path.toString());
    }

    /** What is wrong with the settings for TLS is said before anything is opened. */
    private void check(@Nullable String host) {
        if (options.tls() != null) {
            TlsLayer.prepare(loop, options.tls(), TlsOptions.of(options, host));
        }
    }

    /** Makes a channel. */
    private interface Attempt {
        Channel run() throws IOException;
    }

    private <P extends StreamProtocol> Endpoint<Transport, P> connect(
            Supplier<? extends P> protocolFactory, Attempt attempt, @Nullable String host, String name)
            throws IOException {
        Channel used = null;
        try {
            used = attempt.run();
            return AdoptedSockets.start(loop, used, protocolFactory, options.tls(), TlsOptions.of(options, host), name);
        } finally {
            closeAllBut(used);
        }
    }

    private void closeAllBut(@Nullable Channel used) {
        for (Channel channel : opened) {
            if (channel != used) {
                driver.execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
            }
        }
    }

    private Channel race(String host, List<InetSocketAddress> addresses) throws IOException {
        if (addresses.size() == 1) {
            return attempt(
                    addresses.getFirst(), host + ":" + addresses.getFirst().getPort());
        }
        List<Coroutine<Channel>> attempts = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            attempts.add(() -> attempt(
                    address,
                    host + ":" + address.getPort() + " (" + address.getAddress().getHostAddress() + ")"));
        }
        RaceResult<Channel> result = Asyncio.staggeredRace(options.happyEyeballsDelay(), attempts);
        if (result.winner().isPresent()) {
            return result.get();
        }
        throw combined(result.errors());
    }

    private static IOException combined(List<Throwable> errors) {
        IOException first = Failures.ofConnection(errors.getFirst());
        errors.stream().skip(1).forEach(first::addSuppressed);
        return first;
    }

    /** One attempt at one address. Suspends. */
    private Channel attempt(SocketAddress address, String name) throws IOException {
        Future<Channel> connected = loop.createFuture();
        driver.execute(() -> begin(address, name, connected));
        return Net.awaitExternal(driver, connected);
    }

    private void begin(SocketAddress address, String name, Future<Channel> connected) {
        if (connected.done()) {
            return;
        }
        try {
            boolean unix = address instanceof UnixDomainSocketAddress;
            if (unix) {
                Watching.admitSocketsOfJdk(loop);
            }
            Channel channel =
                    unix ? driver.channels().unix() : driver.channels().tcp();
            opened.add(channel);
            if (!unix) {
                channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            }
            driver.register(channel);
            SocketAddress remote = driver.channels().toNetty(address);
            SocketAddress local = options.localAddress();
            ChannelFuture future = local == null
                    ? channel.connect(remote)
                    : channel.connect(remote, driver.channels().toNetty(local));
            future.addListener(_ -> {
                if (connected.done()) { // cancelled: the channel is closed with the others
                    return;
                }
                Throwable cause = future.cause();
                if (cause == null) {
                    connected.setResult(channel);
                } else {
                    connected.setException(Failures.of("connect to " + name, cause));
                }
            });
        } catch (Exception e) { // Netty's, around that of the system: no descriptor is left, for instance
            connected.setException(Failures.of("connect to " + name, Failures.inside(e)));
        }
    }

    /** So many of the first one's family, then one of another family and one of the first in turn (RFC 8305). */
    static List<InetSocketAddress> interleaved(List<InetSocketAddress> addresses, int firstFamilyCount) {
        if (firstFamilyCount == 0 || addresses.size() < 2) {
            return addresses;
        }
        var first = Resolver.familyOf(addresses.getFirst().getAddress());
        List<InetSocketAddress> ours = new ArrayList<>();
        List<InetSocketAddress> others = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            (Resolver.familyOf(address.getAddress()) == first ? ours : others).add(address);
        }
        int lead = Math.min(firstFamilyCount - 1, ours.size());
        List<InetSocketAddress> order = new ArrayList<>(ours.subList(0, lead));
        List<InetSocketAddress> rest = ours.subList(lead, ours.size());
        for (int i = 0; i < Math.max(rest.size(), others.size()); i++) {
            if (i < rest.size()) {
                order.add(rest.get(i));
            }
            if (i < others.size()) {
                order.add(others.get(i));
            }
        }
        return order;
    }
}
