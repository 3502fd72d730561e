package io.asyncio4j.net;

import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a datagram endpoint is made: the keyword arguments of Python's {@code create_datagram_endpoint}, and what Python
 * programs set on its socket. Immutable.
 *
 * <pre>{@code
 * Net.createDatagramEndpoint(Echo::new, DatagramOptions.local("127.0.0.1", 9999));
 * Net.createDatagramEndpoint(Client::new, DatagramOptions.remote("example.org", 53));
 * }</pre>
 *
 * @param localAddress where to receive; null for any free port of all addresses. A host name is looked up
 * @param remoteAddress the only peer: datagrams of others are not received, and nothing can be sent elsewhere; null for all
 *     peers. A host name is looked up
 * @param family {@link java.net.StandardProtocolFamily#INET} or {@code INET6} to use such addresses only; null for what the
 *     addresses say. Needed if both addresses are null
 * @param reusePort several sockets may receive at the same port
 * @param allowBroadcast datagrams may be sent to broadcast addresses
 * @param multicastInterface where datagrams to multicast groups leave; null for the system's choice
 * @param multicastTtl how many hops those go, 0 to 255; the system's default is 1
 * @param multicastLoopback whether this machine receives them, too
 * @param receiveBufferSize how many bytes the system should keep until they are received; 0 for its default
 * @param sendBufferSize the same for sending; 0 for its default
 */
public record DatagramOptions(
        @Nullable SocketAddress localAddress,
        @Nullable SocketAddress remoteAddress,
        @Nullable ProtocolFamily family,
        boolean reusePort,
        boolean allowBroadcast,
        @Nullable NetworkInterface multicastInterface,
        int multicastTtl,
        boolean multicastLoopback,
        int receiveBufferSize,
        int sendBufferSize) {

    private static final DatagramOptions DEFAULT =
            new DatagramOptions(null, null, null, false, false, null, 1, true, 0, 0);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public DatagramOptions {
        if (multicastTtl < 0 || multicastTtl > 255) {
            throw new IllegalArgumentException("multicastTtl = " + multicastTtl + " (expected: 0 to 255)");
        }
        notNegative("receiveBufferSize", receiveBufferSize);
        notNegative("sendBufferSize", sendBufferSize);
    }

    private static void notNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " = " + value + " (expected: zero or more)");
        }
    }

    /** An endpoint that receives at an own address. Counterpart: {@code local_addr=(host, port)}. */
    public static DatagramOptions local(String host, int port) {
        Net.checkPort(port, 0);
        return local(InetSocketAddress.createUnresolved(host, port));
    }

    /** The same for any kind of address: also a {@link java.net.UnixDomainSocketAddress}. */
    public static DatagramOptions local(SocketAddress address) {
        return DEFAULT.withLocalAddress(address);
    }

    /** An endpoint with one peer. Counterpart: {@code remote_addr=(host, port)}. */
    public static DatagramOptions remote(String host, int port) {
        Net.checkPort(port, 1);
        return remote(InetSocketAddress.createUnresolved(host, port));
    }

    /** The same for any kind of address: also a {@link java.net.UnixDomainSocketAddress}. */
    public static DatagramOptions remote(SocketAddress address) {
        return DEFAULT.withRemoteAddress(address);
    }

    /** An endpoint at any free port. Counterpart: {@code family=…} alone. */
    public static DatagramOptions of(ProtocolFamily family) {
        return DEFAULT.withFamily(family);
    }

    /** The same options with an own address. */
    public DatagramOptions withLocalAddress(SocketAddress address) {
        return with(draft -> draft.localAddress = Objects.requireNonNull(address, "localAddress"));
    }

    /** The same options with one peer. */
    public DatagramOptions withRemoteAddress(SocketAddress address) {
        return with(draft -> draft.remoteAddress = Objects.requireNonNull(address, "remoteAddress"));
    }

    /** The same options for addresses of one family only. */
    public DatagramOptions withFamily(ProtocolFamily newFamily) {
        return with(draft -> draft.family = Objects.requireNonNull(newFamily, "family"));
    }

    /** The same options; several sockets may receive at the same port, or not. */
    public DatagramOptions withReusePort(boolean enabled) {
        return with(draft -> draft.reusePort = enabled);
    }

    /** The same options; datagrams may be sent to broadcast addresses, or not. */
    public DatagramOptions withAllowBroadcast(boolean enabled) {
        return with(draft -> draft.allowBroadcast = enabled);
    }

    /** The same options with another way out for datagrams to multicast groups. */
    public DatagramOptions withMulticastInterface(NetworkInterface networkInterface) {
        return with(draft -> draft.multicastInterface = Objects.requireNonNull(networkInterface, "multicastInterface"));
    }

    /** The same options with another number of hops for datagrams to multicast groups. */
    public DatagramOptions withMulticastTtl(int hops) {
        return with(draft -> draft.multicastTtl = hops);
    }

    /** The same options; this machine receives its own datagrams to multicast groups, or not. */
    public DatagramOptions withMulticastLoopback(boolean enabled) {
        return with(draft -> draft.multicastLoopback = enabled);
    }

    /** The same options with other sizes of the system's buffers, in bytes; 0 for its defaults. */
    public DatagramOptions withBufferSizes(int receive, int send) {
        return with(draft -> {
            draft.receiveBufferSize = receive;
            draft.sendBufferSize = send;
        });
    }

    private DatagramOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** Options that can be changed. */
    private static final class Draft {

        @Nullable
        SocketAddress localAddress;

        @Nullable
        SocketAddress remoteAddress;

        @Nullable
        ProtocolFamily family;

        boolean reusePort;
        boolean allowBroadcast;

        @Nullable
        NetworkInterface multicastInterface;

        int multicastTtl;
        boolean multicastLoopback;
        int receiveBufferSize;
        int sendBufferSize;

        Draft(DatagramOptions options) {
            localAddress = options.localAddress;
            remoteAddress = options.remoteAddress;
            family = options.family;
            reusePort = options.reusePort;
            allowBroadcast = options.allowBroadcast;
            multicastInterface = options.multicastInterface;
            multicastTtl = options.multicastTtl;
            multicastLoopback = options.multicastLoopback;
            receiveBufferSize = options.receiveBufferSize;
            sendBufferSize = options.sendBufferSize;
        }

        DatagramOptions options() {
            return new DatagramOptions(
                    localAddress,
                    remoteAddress,
                    family,
                    reusePort,
                    allowBroadcast,
                    multicastInterface,
                    multicastTtl,
                    multicastLoopback,
                    receiveBufferSize,
                    sendBufferSize);
        }
    }
}
