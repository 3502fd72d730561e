package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.Channels;
import io.asyncio4j.net.internal.NettyDriver;
import io.asyncio4j.net.internal.Readiness.Direction;
import io.netty.channel.Channel;
import java.io.IOException;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The network below {@link Streams}: transports and protocols. All functions are called in a task, and suspend.
 *
 * <p>Counterpart: the methods of {@code asyncio}'s event loop for the network.
 */
public final class Net {

    static final Logger LOGGER = System.getLogger("asyncio");

    private Net() {}

    /** What the loop polls with; made at its first use. */
    static NettyDriver driver(EventLoop loop) {
        return loop.driver(
                NettyDriver.class, () -> (NettyDriver) IoBackend.wanted().newDriver());
    }

    /** Awaits what takes real time and ends soon, so that a virtual clock does not jump meanwhile. */
    static <T extends @Nullable Object> T awaitExternal(NettyDriver driver, Future<T> future) throws IOException {
        driver.externalWork(1);
        try {
            return Failures.await(future);
        } finally {
            driver.externalWork(-1);
        }
    }

    // ---- clients ----

    /**
     * Connects to a server. Suspends until the connection is there and the protocol's {@code connectionMade} was called.
     *
     * @param protocolFactory makes the protocol, once the socket is connected
     * @param host a name or an address
     * @param port 1 to 65,535
     * @throws java.net.UnknownHostException if the name has no address
     * @throws java.net.ConnectException if it was refused
     * @throws IOException if it failed otherwise; of several addresses, this is the first one's error, the others are suppressed in it
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then no socket is left open
     * @throws IllegalArgumentException if the port is out of range
     */
    public static <P extends StreamProtocol> Endpoint<Transport, P> createConnection(
            Supplier<? extends P> protocolFactory, String host, int port) throws IOException {
        return createConnection(protocolFactory, host, port, ConnectOptions.DEFAULT);
    }

    /** The same with options. */
    public static <P extends StreamProtocol> Endpoint<Transport, P> createConnection(
            Supplier<? extends P> protocolFactory, String host, int port, ConnectOptions options) throws IOException {
        checkPort(port, 1);
        return Connector.ofRunningLoop(options).connect(protocolFactory, host, port);
    }

    /**
     * Makes a transport over a socket of the JDK that is connected already, over TCP or a Unix socket. The transport owns the
     * socket from now on, and closes it; it is closed, too, if this fails, unless by an {@link IllegalArgumentException}. Suspends
     * until the protocol's {@code connectionMade} was called.
     *
     * <p>On all {@linkplain IoBackend back ends} but nio, such a socket is watched by a selector on a thread of its own: that is
     * slower than a connection made here, by two changes of threads for each reception.
     *
     * @param protocolFactory makes the protocol
     * @param socket connected, of the JDK's own kind; whether it is blocking does not matter
     * @throws IOException if the connection is lost before it is made
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then the socket is closed
     * @throws IllegalArgumentException if the socket is closed, not connected, registered with a selector, or somebody waits
     *     for it in the loop; then it is left as it is
     */
    public static <P extends StreamProtocol> Endpoint<Transport, P> createConnection(
            Supplier<? extends P> protocolFactory, SocketChannel socket) throws IOException {
        return createConnection(protocolFactory, socket, ConnectOptions.DEFAULT);
    }

    /**
     * The same with options: those for TLS, where {@link ConnectOptions#withServerHostname} is needed, since there is no host.
     *
     * @throws IllegalArgumentException also if the options have a family or a local address, or TLS has no name to check
     */
    public static <P extends StreamProtocol> Endpoint<Transport, P> createConnection(
            Supplier<? extends P> protocolFactory, SocketChannel socket, ConnectOptions options) throws IOException {
        return AdoptedSockets.asClient(protocolFactory, socket, options);
    }

    /** Connects to a Unix socket, as {@link #createConnection(Supplier, String, int)} does to a host. */
    public static <P extends StreamProtocol> Endpoint<Transport, P> createUnixConnection(
            Supplier<? extends P> protocolFactory, Path path) throws IOException {
        return createUnixConnection(protocolFactory, path, ConnectOptions.DEFAULT);
    }

    /** The same with options. */
    public static <P extends StreamProtocol> Endpoint<Transport, P> createUnixConnection(
            Supplier<? extends P> protocolFactory, Path path, ConnectOptions options) throws IOException {
        return Connector.ofRunningLoop(options).connect(protocolFactory, path);
    }

    /**
     * Makes a connection secure, in the middle of it; also one that is secure already (TLS in TLS). What was written before is
     * sent in plain. What was received and not yet delivered belongs to TLS, as does what the protocol receives from now on.
     * Suspends until the handshake is done.
     *
     * @param transport of a connection; the same object goes on, now secure
     * @param protocol what is called back from now on; its {@code connectionMade} is not called
     * @param options which side this is; for a client, {@link TlsOptions#withServerHostname} is needed
     * @return {@code transport}
     * @throws javax.net.ssl.SSLException if the handshake fails; then the connection is closed
     * @throws IOException if the connection is lost
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then the connection is closed
     * @throws IllegalArgumentException if a client has no name to check, the context does not fit the side, or the transport
     *     is not one of a connection
     * @throws IllegalStateException if the connection is closing, or another handshake is going on
     */
    public static Transport startTls(Transport transport, StreamProtocol protocol, TlsContext tls, TlsOptions options)
            throws IOException {
        return startTls(transport, protocol, tls, options, () -> new byte[0]);
    }

    /** @param taken gives what the protocol was given already, and did not use */
    static Transport startTls(
            Transport transport, StreamProtocol protocol, TlsContext tls, TlsOptions options, Supplier<byte[]> taken)
            throws IOException {
        if (!(transport instanceof SocketTransport socket)) {
            throw new IllegalArgumentException(
                    "transport " + transport + " (expected: one of a TCP or Unix connection)");
        }
        socket.loop.checkThread();
        socket.checkCanStartTls();
        if (!tls.isPrepared(options.serverSide())) {
            prepare(socket, tls, options);
            socket.checkCanStartTls();
        }
        TlsLayer layer = new TlsLayer(socket.loop, tls, options, socket.channel, null);
        Future<@Nullable Void> secure = socket.loop.createFuture();
        socket.setProtocol(protocol);
        socket.startTls(layer, taken.get(), secure);
        try {
            awaitExternal(driver(socket.loop), secure);
        } catch (Throwable e) {
            socket.abort();
            throw e;
        }
        return transport;
    }

    /** What comes meanwhile belongs to TLS, so the protocol must not get it. */
    private static void prepare(SocketTransport socket, TlsContext tls, TlsOptions options) {
        boolean wasReading = socket.isReading();
        socket.pauseReading();
        try {
            TlsLayer.prepare(socket.loop, tls, options);
        } catch (CancelledError e) {
            socket.abort();
            throw e;
        } finally {
            if (wasReading) {
                socket.resumeReading();
            }
        }
    }

    // ---- servers ----

    /**
     * Starts a server. Suspends until it listens.
     *
     * @param protocolFactory makes a protocol for each connection
     * @param host a name or an address; null for all addresses of the machine
     * @param port 0 to 65,535; 0 for any that is free, see {@link Server#port}
     * @throws java.net.BindException if the port is in use, or the address is not one of this machine
     * @throws IOException if it failed otherwise
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Server createServer(
            Supplier<? extends StreamProtocol> protocolFactory, @Nullable String host, int port) throws IOException {
        return createServer(protocolFactory, host, port, ServerOptions.DEFAULT);
    }

    /** The same with options. */
    public static Server createServer(
            Supplier<? extends StreamProtocol> protocolFactory, @Nullable String host, int port, ServerOptions options)
            throws IOException {
        checkPort(port, 0);
        return Server.listen(
                protocolFactory,
                host == null || host.isEmpty()
                        ? List.of(new InetSocketAddress(port))
                        : Resolver.resolve(host, port, options.family()),
                options);
    }

    /** The same for several hosts. */
    public static Server createServer(
            Supplier<? extends StreamProtocol> protocolFactory, List<String> hosts, int port, ServerOptions options)
            throws IOException {
        checkPort(port, 0);
        return Server.listen(protocolFactory, Resolver.resolveAll(hosts, port, options.family()), options);
    }

    /** Starts a server at a Unix socket, as {@link #createServer(Supplier, String, int)} does at a port. */
    public static Server createUnixServer(Supplier<? extends StreamProtocol> protocolFactory, Path path)
            throws IOException {
        return createUnixServer(protocolFactory, path, ServerOptions.DEFAULT);
    }

    /** The same with options. */
    public static Server createUnixServer(
            Supplier<? extends StreamProtocol> protocolFactory, Path path, ServerOptions options) throws IOException {
        return Server.listen(protocolFactory, path, options);
    }

    /**
     * Starts a server at a socket of the JDK that is bound already, to a port or to a Unix socket. The server owns it from now
     * on, and closes it; it is closed, too, if this fails, unless by an {@link IllegalArgumentException}. Its connections are those of
     * {@link #connectAcceptedSocket(Supplier, SocketChannel)}. Suspends if the socket was watched a moment ago.
     *
     * @param protocolFactory makes a protocol for each connection
     * @param socket bound, of the JDK's own kind; it was given its backlog when it was bound. The file of a Unix socket is removed
     *     when the server is closed
     * @throws IOException if the socket cannot be taken over
     * @throws IllegalArgumentException if the socket is closed, not bound, registered with a selector, or somebody waits for it in
     *     the loop; then it is left as it is
     */
    public static Server createServer(Supplier<? extends StreamProtocol> protocolFactory, ServerSocketChannel socket)
            throws IOException {
        return createServer(protocolFactory, socket, ServerOptions.DEFAULT);
    }

    /** The same with options; those that say how to bind do not matter. */
    public static Server createServer(
            Supplier<? extends StreamProtocol> protocolFactory, ServerSocketChannel socket, ServerOptions options)
            throws IOException {
        return Server.listen(protocolFactory, socket, options);
    }

    /**
     * Makes a transport over a connection that was accepted elsewhere, by {@link Sockets#sockAccept} for instance: the server's side
     * of what {@link #createConnection(Supplier, SocketChannel)} is for clients.
     *
     * @param protocolFactory makes the protocol
     * @param socket connected, of the JDK's own kind
     * @throws IOException if the connection is lost before it is made
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then the socket is closed
     * @throws IllegalArgumentException if the socket is closed, not connected, registered with a selector, or somebody waits
     *     for it in the loop; then it is left as it is
     */
    public static <P extends StreamProtocol> Endpoint<Transport, P> connectAcceptedSocket(
            Supplier<? extends P> protocolFactory, SocketChannel socket) throws IOException {
        return connectAcceptedSocket(protocolFactory, socket, ServerOptions.DEFAULT);
    }

    /** The same with options: those for TLS, and {@link ServerOptions#keepAlive}. */
    public static <P extends StreamProtocol> Endpoint<Transport, P> connectAcceptedSocket(
            Supplier<? extends P> protocolFactory, SocketChannel socket, ServerOptions options) throws IOException {
        return AdoptedSockets.asServer(protocolFactory, socket, options);
    }

    // ---- datagrams ----

    /**
     * Makes a socket for datagrams. Suspends until it is bound, connected if there is a remote address, and the protocol's
     * {@code connectionMade} was called. Of several addresses of a host, the first that works is taken.
     *
     * @param protocolFactory makes the protocol, once the socket is there
     * @throws java.net.BindException if the own address is in use, or not one of this machine
     * @throws java.net.UnknownHostException if a name has no address, or the names have none of the same family
     * @throws IOException if it failed otherwise; of several addresses, this is the first one's error, the others are suppressed in it
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then no socket is left open
     * @throws IllegalArgumentException if the options contradict each other
     * @throws UnsupportedOperationException if the addresses are Unix sockets, and the {@linkplain IoBackend back end} has
     *     no datagrams over these
     */
    public static <P extends DatagramProtocol> Endpoint<DatagramTransport, P> createDatagramEndpoint(
            Supplier<? extends P> protocolFactory, DatagramOptions options) throws IOException {
        return new DatagramEndpoints(options).open(protocolFactory);
    }

    // ---- files ----

    /**
     * Sends a whole file, as {@link #sendfile(Transport, FileChannel, long, Long, boolean)} does. The file is opened and
     * closed off the loop.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     */
    public static long sendfile(Transport transport, Path file) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        FileChannel opened = Failures.await(loop.runInExecutor(() -> FileChannel.open(file)));
        try {
            return sendfile(transport, opened, 0, null, true);
        } finally {
            opened.close();
        }
    }

    /** Sends a whole file. */
    public static long sendfile(Transport transport, FileChannel file) throws IOException {
        return sendfile(transport, file, 0, null, true);
    }

    /**
     * Sends a part of a file, behind what was written before. Suspends until the operating system has all of it. Over plain TCP
     * and Unix sockets it takes the bytes from the file itself; otherwise they are read in pieces, off the loop.
     * Meanwhile nothing else can be written: {@code write} throws {@link IllegalStateException}. Reading goes on. If the transport
     * is closed meanwhile, the file is sent first, unless it is read in pieces: then the rest is not sent, which is an error.
     *
     * <p>In the end the file's position is behind what was sent, after a failure or a cancellation behind what was sent for
     * certain: the operating system may have some bytes more. The file stays open, and may be closed as soon as this returns
     * or throws.
     *
     * @param offset where to begin, in bytes
     * @param count how many bytes; null for all up to the end of the file
     * @param fallback whether reading in pieces is allowed
     * @return how many were sent: fewer than {@code count} if the file ends
     * @throws IOException if reading the file fails, or the connection is lost
     * @throws io.asyncio4j.CancelledError if the task was cancelled; what the operating system has already is sent, the rest is not;
     *     a plain TCP connection on io_uring is closed then
     * @throws IllegalArgumentException if {@code offset} is negative, or {@code count} is not positive
     * @throws IllegalStateException if the transport is closing, or another file is being sent through it
     * @throws UnsupportedOperationException if the transport is not one of a socket, or {@code fallback} is false and it is needed
     */
    public static long sendfile(
            Transport transport, FileChannel file, long offset, @Nullable Long count, boolean fallback)
            throws IOException {
        return FileSending.send(transport, file, offset, count, fallback);
    }

    // ---- sockets of the JDK ----

    /**
     * Lets a callback run in the loop whenever there is something to read from a channel, or a connection to accept; it
     * replaces an earlier one. It runs in a copy of the current context, and once in a while although there is nothing to
     * read. Called in the loop; does not suspend.
     *
     * <p>The channel is watched by a selector on a thread of its own, one for each loop that needs it, which then posts to the
     * loop: that is slower than a transport by two changes of threads for each event. Remove the callback before you close
     * the channel: a channel that is closed while it is watched keeps its descriptor up to a second longer, and then the callback
     * is removed.
     *
     * @param channel a non-blocking socket or pipe of the JDK's own kind
     * @throws IllegalArgumentException if the channel is blocking
     * @throws IllegalStateException if a task waits for it in one of the functions of {@link Sockets}
     * @throws ClosedChannelException if it is closed
     */
    public static void addReader(SelectableChannel channel, Runnable callback) throws ClosedChannelException {
        Watching.add(channel, Direction.READ, callback);
    }

    /** Takes back {@link #addReader}; false if there was none. Called in the loop; does not suspend. */
    public static boolean removeReader(SelectableChannel channel) {
        return Watching.remove(channel, Direction.READ);
    }

    /**
     * Lets a callback run in the loop whenever a channel takes bytes, or its connecting has ended; otherwise as
     * {@link #addReader}.
     *
     * @throws IllegalArgumentException if the channel is blocking
     * @throws IllegalStateException if a task waits for it in one of the functions of {@link Sockets}
     * @throws ClosedChannelException if it is closed
     */
    public static void addWriter(SelectableChannel channel, Runnable callback) throws ClosedChannelException {
        Watching.add(channel, Direction.WRITE, callback);
    }

    /** Takes back {@link #addWriter}; false if there was none. Called in the loop; does not suspend. */
    public static boolean removeWriter(SelectableChannel channel) {
        return Watching.remove(channel, Direction.WRITE);
    }

    // ---- names ----

    /**
     * The addresses of a host, in the order in which they should be tried, each once. Looked up off the loop. Suspends, unless the
     * host is an address already.
     *
     * @param host a name or an address; that of an IPv6 link may name the interface: {@code fe80::1%eth0}
     * @param port 0 to 65,535
     * @throws java.net.UnknownHostException if the name has no address
     * @throws io.asyncio4j.CancelledError if the task was cancelled; the lookup goes on in its thread
     * @throws IllegalArgumentException if the port is out of range
     */
    public static List<InetSocketAddress> getaddrinfo(String host, int port) throws IOException {
        return getaddrinfo(host, port, null);
    }

    /**
     * The same for one family only, or with flags.
     *
     * @param family {@link java.net.StandardProtocolFamily#INET} or {@code INET6}; null for both
     * @throws java.net.UnknownHostException if the name has no address of that family, or must be an address and is none
     * @throws IllegalArgumentException also for another family, or if the flags contain {@link LookupFlag#NAME_REQUIRED}
     */
    public static List<InetSocketAddress> getaddrinfo(
            String host, int port, @Nullable ProtocolFamily family, LookupFlag... flags) throws IOException {
        checkPort(port, 0);
        Resolver.checkFamily(family);
        List<LookupFlag> set = List.of(flags);
        if (set.contains(LookupFlag.NAME_REQUIRED)) {
            throw new IllegalArgumentException("flags = " + set + " (expected: none, or NUMERIC_HOST)");
        }
        return set.isEmpty() ? Resolver.resolve(host, port, family) : Resolver.literal(host, port, family);
    }

    /**
     * The name of an address; the address itself, as text, if it has none. Looked up off the loop. Suspends, unless the flags
     * contain {@link LookupFlag#NUMERIC_HOST}.
     *
     * @param flags how to look it up; none for the usual way
     * @throws java.net.UnknownHostException if it has no name, and the flags contain {@link LookupFlag#NAME_REQUIRED}
     * @throws io.asyncio4j.CancelledError if the task was cancelled; the lookup goes on in its thread
     * @throws IllegalArgumentException if the address is not resolved, or the flags contradict each other
     */
    public static String getnameinfo(InetSocketAddress address, LookupFlag... flags) throws IOException {
        return Resolver.name(address, List.of(flags));
    }

    static void checkPort(int port, int least) {
        if (port < least || port > 65_535) {
            throw new IllegalArgumentException("port = " + port + " (expected: " + least + " to 65535)");
        }
    }

    /** What a connection or pipe is called in messages. */
    static String name(BaseTransport transport) {
        return switch (transport) {
            case SocketTransport socket -> "connection to " + peer(socket.channel);
            case PipeTransport pipe -> pipe.name;
            default -> transport.toString();
        };
    }

    /** The other side: {@code host:port}, or the path of a Unix socket; clients of one have no address but its path. */
    static String peer(Channel channel) {
        SocketAddress remote = Channels.toJdk(channel.remoteAddress());
        if (remote instanceof UnixDomainSocketAddress unix
                && unix.getPath().toString().isEmpty()) {
            remote = Channels.toJdk(channel.localAddress());
        }
        return remote == null ? "a peer without address" : text(remote);
    }

    /** {@code host:port}, or the path of a Unix socket. */
    static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : address.toString();
    }
}
