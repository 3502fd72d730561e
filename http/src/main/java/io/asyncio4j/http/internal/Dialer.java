package io.asyncio4j.http.internal;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Timeout;
import io.asyncio4j.http.client.ConnectTimeoutException;
import io.asyncio4j.http.client.Proxy;
import io.asyncio4j.http.client.TlsTimeoutException;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.Streams;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsOptions;
import io.asyncio4j.net.internal.MessageTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes one connection, through whatever is between, under its time limits. */
public final class Dialer {

    /** Nothing is cut off before the limits here have struck. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final ConnectOptions options;
    private final Route route;
    private final Limits limits;
    private final Object request;
    private final ConnectionPool pool;
    private final EventLoop loop = Asyncio.getRunningLoop();
    private @Nullable Timeout timeout;
    private boolean securing;
    private boolean last;

    private Dialer(ConnectOptions options, Route route, Limits limits, Object request, ConnectionPool pool) {
        this.options = options;
        this.route = route;
        this.limits = limits;
        this.request = request;
        this.pool = pool;
    }

    /**
     * Makes a connection. Suspends. If it fails, or is cancelled, nothing is left open.
     *
     * @param request for messages
     */
    public static ClientConnection dial(
            ConnectOptions options, Route route, Limits limits, Object request, ConnectionPool pool)
            throws IOException {
        return new Dialer(options, route, limits, request, pool).dial();
    }

    private ClientConnection dial() throws IOException {
        Duration connect = limits.timeout().connect();
        Duration tls = limits.timeout().tls();
        if (limits.deadline() == Exchange.NEVER && connect == null && tls == null) {
            return connect().connection();
        }
        Timeout set = Timeout.at(due(connect));
        timeout = set;
        try {
            return set.run(this::connect).connection();
        } catch (TimeoutException e) {
            if (last) {
                throw limits.totalExceeded(request);
            }
            throw securing
                    ? new TlsTimeoutException(request.toString(), Objects.requireNonNull(tls))
                    : new ConnectTimeoutException(request.toString(), Objects.requireNonNull(connect));
        }
    }

    /** When a phase has to be over that begins now. */
    private @Nullable Duration due(@Nullable Duration limit) {
        long phase = limit == null ? Exchange.NEVER : loop.time().plus(limit).toNanos();
        last = limits.deadline() <= phase;
        long due = Math.min(phase, limits.deadline());
        return due == Exchange.NEVER ? null : Duration.ofNanos(due);
    }

    private void securing() {
        securing = true;
        if (timeout != null && !timeout.expired()) {
            timeout.reschedule(due(limits.timeout().tls()));
        }
    }

    private ClientNegotiation connect() throws IOException {
        Proxy proxy = route.proxy();
        if (proxy != null && !route.isForwarded()) {
            return throughTunnel(proxy);
        }
        Supplier<ClientNegotiation> factory = () -> {
            if (route.tls() != null) {
                securing();
            }
            return new ClientNegotiation(loop, route, pool);
        };
        if (route.unix() != null) {
            return Net.createUnixConnection(factory, route.unix(), secured(options, route.tls(), route.host()))
                    .protocol();
        }
        if (proxy != null) {
            return Net.createConnection(factory, proxy.host(), proxy.port(), optionsForProxy())
                    .protocol();
        }
        return Net.createConnection(factory, route.host(), route.port(), secured(options, route.tls(), null))
                .protocol();
    }

    private ConnectOptions secured(ConnectOptions plain, @Nullable TlsContext tls, @Nullable String host) {
        if (tls == null) {
            return plain;
        }
        ConnectOptions secured = plain.withTls(tls);
        String name = route.serverHostname() == null ? host : route.serverHostname();
        if (name != null) {
            secured = secured.withServerHostname(name);
        }
        Duration limit = limits.timeout().tls();
        return limit == null ? secured : secured.withTlsHandshakeTimeout(limit.plus(MARGIN));
    }

    private ConnectOptions optionsForProxy() {
        TlsContext tls = route.proxyTls();
        return tls == null ? options : options.withTls(tls);
    }

    private ClientNegotiation throughTunnel(Proxy proxy) throws IOException {
        Connection stream = Streams.openConnection(proxy.host(), proxy.port(), optionsForProxy());
        boolean done = false;
        try {
            Tunnel.open(stream, proxy, route.host(), route.port());
            MessageTransport transport = (MessageTransport) stream.writer().transport();
            ClientNegotiation negotiation = new ClientNegotiation(loop, route, pool);
            TlsContext tls = route.tls();
            if (tls == null) {
                negotiation.takeOver(transport, early(stream.reader()));
            } else {
                securing();
                negotiation.connectionMade(transport);
                String name = route.serverHostname() == null ? route.host() : route.serverHostname();
                Duration limit = limits.timeout().tls();
                TlsOptions secured = TlsOptions.DEFAULT.withServerHostname(name);
                var _ = Net.startTls(
                        transport,
                        negotiation,
                        tls,
                        limit == null ? secured : secured.withHandshakeTimeout(limit.plus(MARGIN)));
            }
            done = true;
            return negotiation;
        } finally {
            if (!done) {
                stream.writer().transport().abort();
            }
        }
    }

    /** What the server has said already, as one of HTTP/2 may. */
    private static byte[] early(StreamReader reader) throws IOException {
        return reader.read(reader.asInputStream().available());
    }
}
