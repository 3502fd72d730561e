package io.asyncio4j.http.client;

import io.asyncio4j.http.Headers;
import io.asyncio4j.http.JsonCodec;
import io.asyncio4j.http.internal.NettyHeaders;
import io.asyncio4j.http.internal.Target;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.TlsContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all requests of a session share. Given to a lambda, and of no use afterwards.
 *
 * <pre>{@code
 * new ClientSession(o -> o.baseUrl("https://api.example.org/v1/").bearer(token).raiseForStatus(true));
 * }</pre>
 *
 * <p>Counterpart: the keyword arguments of {@code aiohttp.ClientSession}.
 */
public final class SessionOptions {

    @Nullable
    Target baseUrl;

    final NettyHeaders headers = new NettyHeaders();
    boolean raiseForStatus;
    ClientTimeout timeout = ClientTimeout.DEFAULT;
    PoolLimits pool = PoolLimits.DEFAULT;
    ConnectOptions connect = ConnectOptions.DEFAULT;
    int maxRedirects = 10;
    boolean decompress = true;
    CookieJar cookieJar = new CookieJar();
    private @Nullable JsonCodec json;

    @Nullable
    TlsContext tls;

    @Nullable
    Proxy proxy;

    HttpVersion version = HttpVersion.HTTP_2;

    @Nullable
    Path unixSocket;

    final List<Middleware> middlewares = new ArrayList<>();
    final List<TraceConfig> traces = new ArrayList<>();

    SessionOptions() {}

    /**
     * To what other URLs are relative. It should end with a slash. Requests that go to another place (another scheme, host or
     * port), by an absolute URL or a redirect, do not get the headers of the session, among them its {@link #auth} and {@link
     * #bearer}, except for {@code Accept} and {@code User-Agent}.
     *
     * @throws IllegalArgumentException if it is no URL for HTTP
     */
    public SessionOptions baseUrl(String url) {
        baseUrl = Target.of(url, null);
        return this;
    }

    /**
     * A header of all requests that do not set it themselves; if there is a {@link #baseUrl}, of those that go there.
     *
     * @throws IllegalArgumentException if the name is no token, or the value contains a control character
     */
    public SessionOptions header(String name, String value) {
        headers.set(name, value);
        return this;
    }

    /** Several such headers. */
    public SessionOptions headers(Headers more) {
        for (String name : more.names()) {
            headers.remove(name);
        }
        headers.addAll(more);
        return this;
    }

    /** Name and password, as a {@link #header}. */
    public SessionOptions auth(BasicAuth auth) {
        return header("Authorization", auth.encode());
    }

    /** A bearer token, as a {@link #header}. */
    public SessionOptions bearer(String token) {
        return header("Authorization", "Bearer " + token);
    }

    /** Whether a status of 400 or more is an exception; no, unless said otherwise. */
    public SessionOptions raiseForStatus(boolean raise) {
        raiseForStatus = raise;
        return this;
    }

    /** The time limits; {@link ClientTimeout#DEFAULT} unless said otherwise. */
    public SessionOptions timeout(ClientTimeout limits) {
        timeout = Objects.requireNonNull(limits, "timeout");
        return this;
    }

    /** The limit for all of a request; the others stay. */
    public SessionOptions timeout(Duration total) {
        return timeout(timeout.withTotal(total));
    }

    /** How many connections there may be; {@link PoolLimits#DEFAULT} unless said otherwise. */
    public SessionOptions pool(PoolLimits limits) {
        pool = Objects.requireNonNull(limits, "pool");
        return this;
    }

    /** How connections are made, except for TLS. */
    public SessionOptions connect(ConnectOptions options) {
        if (options.tls() != null) {
            throw new IllegalArgumentException("connect options with tls (expected: tls() of the session)");
        }
        connect = options;
        return this;
    }

    /** How many redirects to follow; 10 unless said otherwise. */
    public SessionOptions maxRedirects(int limit) {
        maxRedirects = zeroOrMore("maxRedirects", limit);
        return this;
    }

    /** Whether to ask for compressed responses, and to undo that; yes, unless said otherwise. */
    public SessionOptions decompress(boolean undo) {
        decompress = undo;
        return this;
    }

    /** Where cookies are kept; several sessions of a loop may share one. */
    public SessionOptions cookieJar(CookieJar jar) {
        cookieJar = Objects.requireNonNull(jar, "cookieJar");
        return this;
    }

    /** What reads and writes JSON. */
    public SessionOptions json(JsonCodec codec) {
        json = Objects.requireNonNull(codec, "json");
        return this;
    }

    JsonCodec json() {
        return json == null ? JsonCodec.standard() : json; // Jackson is loaded when it is needed
    }

    /** How connections are secured; {@link TlsContext#client()} unless said otherwise. */
    public SessionOptions tls(TlsContext context) {
        tls = Objects.requireNonNull(context, "tls");
        return this;
    }

    /** What is between the client and all servers; null for nothing. */
    public SessionOptions proxy(@Nullable Proxy between) {
        proxy = between;
        return this;
    }

    /** Which version of HTTP to speak; {@link HttpVersion#HTTP_2} unless said otherwise, so that the server chooses. */
    public SessionOptions version(HttpVersion wanted) {
        version = Objects.requireNonNull(wanted, "version");
        return this;
    }

    /** Connects to a Unix socket, whatever the host in a URL. */
    public SessionOptions unixSocket(Path socket) {
        unixSocket = Objects.requireNonNull(socket, "unixSocket");
        return this;
    }

    /** Adds code around all requests, inside of what was added before. */
    public SessionOptions middleware(Middleware middleware) {
        middlewares.add(Objects.requireNonNull(middleware, "middleware"));
        return this;
    }

    /** Adds somebody who is told what happens. */
    public SessionOptions trace(TraceConfig trace) {
        traces.add(Objects.requireNonNull(trace, "trace"));
        return this;
    }

    static int zeroOrMore(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " = " + value + " (expected: zero or more)");
        }
        return value;
    }
}
