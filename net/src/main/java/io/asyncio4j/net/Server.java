package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.shield;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Future;
import io.asyncio4j.Handle;
import io.asyncio4j.KeyboardInterruptError;
import io.asyncio4j.net.internal.Channels;
import io.asyncio4j.net.internal.NettyDriver;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections. Closing it ends the listening; connections that are there go on.
 *
 * <p>When the system has no descriptor left for another connection, that is reported to the exception handler, and accepting
 * pauses for a second.
 *
 * <p>Loop-confined. Counterpart: {@code asyncio.Server}.
 */
public final class Server implements AutoCloseable {

    private static final Duration ACCEPT_RETRY_DELAY = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final NettyDriver driver;
    private final Supplier<? extends StreamProtocol> protocolFactory;
    private final ServerOptions options;
    private final List<Channel> listeners = new ArrayList<>();
    private final Set<SocketTransport> clients = new LinkedHashSet<>();

    /** Accepted by Netty; their protocols are made in the next turn. */
    private final ArrayDeque<Channel> accepted = new ArrayDeque<>();

    private final Handle acceptance;
    private List<SocketAddress> addresses = List.of();
    private @Nullable SocketFile socketFile;
    private @Nullable Future<@Nullable Void> ended;
    private @Nullable Future<@Nullable Void> servingForever;

    /** Why accepting pauses; null if it does not. */
    private @Nullable Throwable acceptFailure;

    private boolean retrying;
    private boolean serving;
    private boolean closed;

    /** How many sockets still listen, or may. */
    private int openListeners;

    private Server(EventLoop loop, Supplier<? extends StreamProtocol> protocolFactory, ServerOptions options) {
        this.loop = loop;
        this.driver = Net.driver(loop);
        this.protocolFactory = protocolFactory;
        this.options = options;
        this.acceptance = loop.createHandle(this::startAccepted);
    }

    // ---- listening ----

    static Server listen(
            Supplier<? extends StreamProtocol> protocolFactory, List<InetSocketAddress> where, ServerOptions options)
            throws IOException {
        Server server = new Server(Asyncio.getRunningLoop(), protocolFactory, options);
        return server.open(where);
    }

    static Server listen(Supplier<? extends StreamProtocol> protocolFactory, Path path, ServerOptions options)
            throws IOException {
        Server server = new Server(Asyncio.getRunningLoop(), protocolFactory, options);
        removeOldSocket(path);
        server.open(List.of(UnixDomainSocketAddress.of(path)));
        server.socketFile = SocketFile.of(path);
        return server;
    }

    /** @param socket bound; it belongs to the server from now on */
    static Server listen(
            Supplier<? extends StreamProtocol> protocolFactory, ServerSocketChannel socket, ServerOptions options)
            throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        if (options.tls() != null) {
            AdoptedSockets.prepare(loop, socket, options.tls(), TlsOptions.of(options));
        }
        Channel listener = AdoptedSockets.listener(loop, socket);
        Server server = new Server(loop, protocolFactory, options);
        server.add(listener);
        server.driver.execute(() -> server.driver.registerServer(listener));
        server.begin();
        if (server.addresses.getFirst() instanceof UnixDomainSocketAddress unix) {
            server.socketFile = SocketFile.of(unix.getPath());
        }
        return server;
    }

    /** Netty removes whatever is there. */
    private static void removeOldSocket(Path path) throws IOException {
        if (Files.exists(path)) {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
                throw new BindException("listen at " + path + ": there is a file already that is no socket");
            }
            Files.delete(path);
        }
    }

    private Server open(List<? extends SocketAddress> where) throws IOException {
        if (options.tls() != null) {
            TlsLayer.prepare(loop, options.tls(), TlsOptions.of(options));
        }
        try {
            for (SocketAddress address : where) {
                Future<@Nullable Void> bound = loop.createFuture();
                driver.execute(() -> bind(address, bound));
                Failures.await(bound);
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
        begin();
        return this;
    }

    private void begin() {
        addresses = listeners.stream()
                .map(channel -> Channels.toJdk(channel.localAddress()))
                .<SocketAddress>map(Objects::requireNonNull)
                .toList();
        if (options.startServing()) {
            startServing();
        }
    }

    private void add(Channel listener) {
        listeners.add(listener);
        openListeners++;
        listener.config().setAutoRead(false);
        listener.pipeline().addLast(new Acceptor());
    }

    private void bind(SocketAddress address, Future<@Nullable Void> bound) {
        String attempt = "listen at " + Net.text(address);
        try {
            boolean unix = address instanceof UnixDomainSocketAddress;
            if (unix) {
                Watching.admitSocketsOfJdk(loop);
            }
            Channel channel =
                    unix ? driver.channels().unixServer() : driver.channels().tcpServer();
            add(channel);
            channel.config().setOption(ChannelOption.SO_BACKLOG, options.backlog());
            if (!unix) {
                channel.config().setOption(ChannelOption.SO_REUSEADDR, options.reuseAddress());
                if (options.reusePort() && !channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true)) {
                    throw new UnsupportedOperationException("reusePort needs io_uring, epoll or kqueue, not nio");
                }
            }
            driver.registerServer(channel);
            channel.bind(driver.channels().toNetty(address)).addListener(done -> {
                if (bound.done()) {
                    return;
                }
                if (done.isSuccess()) {
                    bound.setResult(null);
                } else {
                    bound.setException(Failures.ofBinding(attempt, done.cause()));
                }
            });
        } catch (Exception e) {
            bound.setException(
                    e instanceof UnsupportedOperationException ? e : Failures.ofBinding(attempt, Failures.inside(e)));
        }
    }

    /** Accepts connections, if it does not already. Does not suspend. Until then, the system lets them wait. */
    public void startServing() {
        loop.checkThread();
        if (closed) {
            throw new IllegalStateException("the server is closed: " + this);
        }
        if (!serving) {
            serving = true;
            setAccepting(true);
        }
    }

    private void setAccepting(boolean accepting) {
        driver.execute(() -> {
            if (!accepting || serving) {
                listeners.forEach(channel -> channel.config().setAutoRead(accepting));
            }
        });
    }

    /** The handler of a listening channel. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            accepted.add((Channel) message);
            if (accepted.size() == 1) {
                loop.schedule(acceptance);
            }
        }

        /** The loop is being closed, or the server: what was accepted meanwhile is nobody's. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            Channel channel;
            while ((channel = accepted.poll()) != null) {
                channel.unsafe().closeForcibly();
            }
        }

        /** Does as little as can be: while there is no descriptor, not even a class can be loaded from a folder. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.channel().config().setAutoRead(false);
            if (acceptFailure == null) {
                acceptFailure = cause;
                loop.schedule(acceptance);
            }
        }
    }

    private void retryLater(Throwable cause) {
        var _ = loop.callLater(ACCEPT_RETRY_DELAY, () -> {
            acceptFailure = null;
            retrying = false;
            setAccepting(true);
        });
        loop.callExceptionHandler(new ExceptionContext(
                "accepting a connection at " + where() + " failed: " + Failures.reason(cause) + "; trying again in "
                        + ACCEPT_RETRY_DELAY.toSeconds() + " s",
                cause));
    }

    private String where() {
        return addresses.stream().map(Net::text).collect(Collectors.joining(", "));
    }

    /** In the loop's next turn: foreign code makes the protocols. */
    private void startAccepted() {
        Channel channel;
        while ((channel = accepted.poll()) != null) {
            start(channel);
        }
        if (acceptFailure != null && !retrying) {
            retrying = true;
            retryLater(acceptFailure);
        }
    }

    private void start(Channel channel) {
        if (!serving) {
            driver.execute(channel.unsafe()::closeForcibly);
            return;
        }
        try {
            StreamProtocol protocol = protocolFactory.get();
            if (channel.remoteAddress() instanceof InetSocketAddress) {
                channel.config().setOption(ChannelOption.TCP_NODELAY, true);
                if (options.keepAlive()) {
                    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
                }
            }
            SocketTransport transport = new SocketTransport(loop, driver, channel, protocol);
            clients.add(transport);
            if (options.tls() == null) {
                transport.start(null, null, () -> ended(transport));
            } else {
                Future<@Nullable Void> made = loop.createFuture();
                made.addDoneCallback(_ -> report(made));
                TlsLayer layer = new TlsLayer(loop, options.tls(), TlsOptions.of(options), channel, null);
                transport.start(layer, made, () -> ended(transport));
            }
        } catch (KeyboardInterruptError e) {
            throw e;
        } catch (Throwable e) {
            driver.execute(channel.unsafe()::closeForcibly);
            loop.callExceptionHandler(new ExceptionContext("Error on transport creation for incoming connection", e));
        }
    }

    /** A connection that could not be made secure is not the server's mistake. */
    private void report(Future<?> made) {
        Throwable failure = made.exception();
        if (failure != null) {
            Net.LOGGER.log(System.Logger.Level.DEBUG, "incoming connection failed", failure);
            if (loop.getDebug()) {
                loop.callExceptionHandler(
                        new ExceptionContext("Error on transport creation for incoming connection", failure));
            }
        }
    }

    private void ended(SocketTransport transport) {
        clients.remove(transport);
        wakeIfEnded();
    }

    // ---- the end ----

    /**
     * Stops listening; connections that are there go on. The file of a Unix socket is removed, unless the options say otherwise or
     * another server has put its own there. Does not suspend. Closing again does nothing.
     */
    @Override
    public void close() {
        loop.checkThread();
        if (closed) {
            return;
        }
        closed = true;
        serving = false;
        addresses = List.of();
        driver.execute(this::closeListeners);
        if (socketFile != null && options.cleanupSocket()) {
            socketFile.delete();
        }
        if (servingForever != null && !servingForever.done()) {
            servingForever.cancel();
        }
    }

    private void closeListeners() {
        for (Channel channel : listeners) {
            if (channel.isRegistered()) {
                Runnable putBack = socketFile == null ? () -> {} : socketFile.keep();
                channel.unsafe().close(channel.unsafe().voidPromise());
                channel.closeFuture().addListener(_ -> {
                    putBack.run();
                    listenerClosed();
                });
            } else { // it could not be made as it was asked for
                channel.unsafe().closeForcibly();
                listenerClosed();
            }
        }
    }

    /** The JDK's selector lets go of a closed socket when it polls next, so this is the case after that. */
    private void listenerClosed() {
        if (!loop.isClosed()) {
            var _ = loop.callSoon(() -> driver.execute(() -> driver.whenReleased(() -> {
                openListeners--;
                wakeIfEnded();
            })));
        }
    }

    /** Closes all connections; what was written to them is sent first. Does not suspend. */
    public void closeClients() {
        loop.checkThread();
        List.copyOf(clients).forEach(SocketTransport::close);
    }

    /** Closes all connections at once; what was not sent is dropped. Does not suspend. */
    public void abortClients() {
        loop.checkThread();
        List.copyOf(clients).forEach(SocketTransport::abort);
    }

    /** Suspends until this server is closed, its addresses are free again, and all its connections have ended. */
    public void waitClosed() {
        loop.checkThread();
        if (hasEnded()) {
            return;
        }
        if (ended == null) {
            ended = loop.createFuture();
        }
        var _ = shield(ended).await(); // others may wait, too
    }

    private boolean hasEnded() {
        return closed && openListeners == 0 && clients.isEmpty();
    }

    private void wakeIfEnded() {
        if (hasEnded() && ended != null && !ended.done()) {
            ended.setResult(null);
        }
    }

    /**
     * Stops listening, lets the connections go on until they end or the time is over, and then aborts the rest. Suspends until
     * none is left.
     *
     * @return whether all ended in time
     */
    public boolean drain(Duration deadline) {
        close();
        try {
            Asyncio.timeout(deadline, this::waitClosed);
            return true;
        } catch (TimeoutException _) {
            abortClients();
            waitClosed();
            return false;
        }
    }

    /**
     * Accepts connections until the calling task is cancelled, or the server is closed; then closes it and waits until its
     * connections have ended. Suspends.
     *
     * @throws io.asyncio4j.CancelledError always
     * @throws IllegalStateException if the server is closed, or another task is in this method
     */
    public void serveForever() {
        if (servingForever != null) {
            throw new IllegalStateException("server " + this + " is already being awaited on serveForever()");
        }
        startServing();
        Future<@Nullable Void> forever = loop.createFuture();
        servingForever = forever;
        try {
            forever.await();
        } finally {
            servingForever = null;
            close();
            waitClosed();
        }
    }

    // ---- what it is ----

    /** Where it listens; nowhere once it is closed. */
    public List<SocketAddress> addresses() {
        return addresses;
    }

    /**
     * The port at which it listens, the first one if there are several.
     *
     * @throws IllegalStateException if it is closed, or listens at a Unix socket
     */
    public int port() {
        if (!addresses.isEmpty() && addresses.getFirst() instanceof InetSocketAddress inet) {
            return inet.getPort();
        }
        throw new IllegalStateException("no port: " + this);
    }

    /** Whether connections are accepted. */
    public boolean isServing() {
        return serving;
    }

    /** The loop that this server belongs to. */
    public EventLoop getLoop() {
        return loop;
    }

    @Override
    public String toString() {
        return "<Server " + (closed ? "closed" : addresses) + " connections=" + clients.size() + ">";
    }
}
