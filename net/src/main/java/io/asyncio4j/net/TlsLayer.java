package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.Fitting;
import io.asyncio4j.net.internal.NettyDriver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** TLS of one connection, below a {@link SocketTransport} or below another layer. */
final class TlsLayer {

    private final EventLoop loop;
    private final NettyDriver driver;
    private final TlsContext context;
    private final TlsOptions options;
    private final SslContext engines;

    /** The other side, for messages: {@code host:port}, or a path. */
    private final String peer;

    private final @Nullable String host;
    private final int port;

    /** What Netty does it with; null until it is known which certificate a client wants. */
    private @Nullable SslHandler handler;

    /** What a server uses for the name that the client has asked for; null until it was asked. */
    private @Nullable Promise<SslContext> choice;

    /** What the handshake has agreed on; null until it is done. */
    private @Nullable SSLSession session;

    private @Nullable String protocol;

    /**
     * A layer that has done nothing yet.
     *
     * @throws IllegalArgumentException as {@link #prepare} says
     */
    TlsLayer(EventLoop loop, TlsContext context, TlsOptions options, Channel channel, @Nullable String name) {
        this.loop = loop;
        this.driver = Net.driver(loop);
        this.context = context;
        this.options = options;
        checkHost(context, options);
        this.engines = context.engines(options.serverSide());
        host = options.serverHostname() == null || options.serverHostname().isEmpty()
                ? null
                : withoutLastDot(options.serverHostname());
        port = channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getPort() : -1;
        peer = name == null ? Net.peer(channel) : name;
    }

    /**
     * Makes what takes long for such a layer, off the loop. Suspends unless it is there.
     *
     * @throws IllegalArgumentException if a client does not know whose certificate it expects, the context does not fit the
     *     side, or the engine refuses its settings
     */
    static void prepare(EventLoop loop, TlsContext context, TlsOptions options) {
        checkHost(context, options);
        context.prepare(loop, options.serverSide());
    }

    private static void checkHost(TlsContext context, TlsOptions options) {
        if (!options.serverSide()
                && context.checksHostname()
                && (options.serverHostname() == null || options.serverHostname().isEmpty())) {
            throw new IllegalArgumentException(
                    "serverHostname is needed, since the server's certificate must bear it (or withoutHostnameCheck())");
        }
    }

    private static String withoutLastDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    // ---- the handshake; from here on called where Netty's code may run ----

    /** Goes between the channel, or other layers, and the transport. A client begins the handshake. */
    void install(ChannelPipeline pipeline, SocketTransport transport) {
        ChannelHandler first = context.serverNames() != null && options.serverSide()
                ? new NameHandler(context.serverNames())
                : newHandler(engines, pipeline.channel().alloc());
        String top = pipeline.context(transport).name();
        if (pipeline.get(Fitting.class) == null) {
            pipeline.addBefore(top, null, Fitting.HANDLER);
        }
        pipeline.addBefore(top, null, first);
    }

    /** Lets what is above this layer, or above the channel if there is none, have bytes as if they came now. */
    static void feed(ChannelPipeline pipeline, @Nullable TlsLayer below, byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        ByteBuf data = Unpooled.wrappedBuffer(bytes);
        if (below == null) {
            pipeline.fireChannelRead(data).fireChannelReadComplete();
        } else {
            pipeline.context(below.handler).fireChannelRead(data).fireChannelReadComplete();
        }
    }

    private SslHandler newHandler(SslContext from, ByteBufAllocator buffers) {
        SSLEngine engine = host == null ? from.newEngine(buffers) : from.newEngine(buffers, host, port);
        if (!options.serverSide()) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(context.checksHostname() ? "HTTPS" : "");
            parameters.setServerNames(host == null ? List.of() : nameToAskFor(host));
            engine.setSSLParameters(parameters);
        }
        SslHandler made = new SslHandler(engine);
        made.setHandshakeTimeoutMillis(millis(options.handshakeTimeout()));
        made.setCloseNotifyFlushTimeoutMillis(0); // what was written may take as long as it takes, as without TLS
        made.setCloseNotifyReadTimeoutMillis(millis(options.shutdownTimeout()));
        handler = made;
        return made;
    }

    private static long millis(Duration duration) {
        return Math.max(
                1,
                Duration.ofMillis(Integer.MAX_VALUE).compareTo(duration) < 0 ? Integer.MAX_VALUE : duration.toMillis());
    }

    /** Addresses are not asked for, nor are names that SNI cannot carry. */
    private static List<SNIServerName> nameToAskFor(String host) {
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(host.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    /** Waits for the name that the client asks for, and then gives its place to a handler with the right certificate. */
    private final class NameHandler extends SniHandler {

        NameHandler(Function<String, @Nullable TlsContext> contexts) {
            super((name, promise) -> choose(contexts, name, promise), millis(options.handshakeTimeout()));
        }

        @Override
        protected SslHandler newSslHandler(SslContext chosen, ByteBufAllocator buffers) {
            return newHandler(chosen, buffers);
        }

        @Override
        protected void replaceHandler(ChannelHandlerContext place, @Nullable String name, SslContext chosen)
                throws Exception {
            if (!place.isRemoved()) { // the connection is still there
                super.replaceHandler(place, name, chosen);
            }
        }
    }

    private Promise<SslContext> choose(
            Function<String, @Nullable TlsContext> contexts, @Nullable String name, Promise<SslContext> promise) {
        if (choice != null) { // Netty asks once more when the first answer was an error
            return choice;
        }
        choice = promise;
        if (name == null) {
            return promise.setSuccess(engines);
        }
        var _ = loop.callSoon(() -> {
            try {
                TlsContext chosen = contexts.apply(name);
                if (chosen == null || chosen.isPrepared(true)) {
                    SslContext from = chosen == null ? engines : chosen.engines(true);
                    driver.execute(() -> promise.setSuccess(from));
                } else {
                    prepare(chosen, name, promise);
                }
            } catch (Exception e) {
                notChosen(name, promise, e);
            }
        });
        return promise;
    }

    private void prepare(TlsContext chosen, String name, Promise<SslContext> promise) {
        Future<SslContext> made = loop.runInExecutor(() -> chosen.engines(true));
        made.addDoneCallback(_ -> {
            Throwable failure = made.exception();
            if (failure == null) {
                driver.execute(() -> promise.setSuccess(made.result()));
            } else {
                notChosen(name, promise, failure);
            }
        });
    }

    private void notChosen(String name, Promise<SslContext> promise, Throwable why) {
        loop.callExceptionHandler(
                new ExceptionContext("no TLS context could be chosen for the server name " + name, why));
        driver.execute(() -> promise.setFailure(why));
    }

    /** The handshake is done. */
    void established() {
        SslHandler done = Objects.requireNonNull(handler);
        session = done.engine().getSession();
        protocol = done.applicationProtocol();
    }

    // ---- the end ----

    /** Whether the peer has said that it will send no more. */
    boolean isEndedByPeer() {
        return handler != null && handler.sslCloseFuture().isSuccess();
    }

    /** The error with which a connection ends whose peer did not say that, though we did. */
    SocketTimeoutException notAnswered() {
        return new SocketTimeoutException(
                "TLS end with " + peer + ": no answer within " + text(options.shutdownTimeout()));
    }

    /** An exception that says with whom and why. */
    SSLException failure(Throwable cause) {
        return TlsFailures.of(session == null, peer, host, text(options.handshakeTimeout()), cause);
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    // ---- what is known ----

    @Nullable
    Object info(ExtraInfo<?> what) {
        if (what == ExtraInfo.SSLCONTEXT) {
            return context;
        }
        SSLSession agreed = session;
        if (agreed == null) {
            return null;
        }
        if (what == ExtraInfo.SSL_SESSION) {
            return agreed;
        }
        if (what == ExtraInfo.CIPHER) {
            return agreed.getCipherSuite();
        }
        if (what == ExtraInfo.ALPN_PROTOCOL) {
            return protocol;
        }
        if (what == ExtraInfo.PEERCERT) {
            try {
                return List.of(agreed.getPeerCertificates());
            } catch (SSLPeerUnverifiedException _) {
                return null;
            }
        }
        return null;
    }
}
