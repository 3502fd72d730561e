package io.asyncio4j.http.client;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.http.Headers;
import io.asyncio4j.http.HttpException;
import io.asyncio4j.http.JsonCodec;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.http.internal.ConnectionPool;
import io.asyncio4j.http.internal.Decompression;
import io.asyncio4j.http.internal.Handshake;
import io.asyncio4j.http.internal.Limits;
import io.asyncio4j.http.internal.NettyHeaders;
import io.asyncio4j.http.internal.Route;
import io.asyncio4j.http.internal.Target;
import io.asyncio4j.net.ConnectOptions;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over HTTP/2 and HTTP/1.1, and keeps connections, cookies and settings for them. One session serves a whole program,
 * or all that it has to do with one service.
 *
 * <pre>{@code
 * try (var session = new ClientSession();
 *         var response = session.get("https://example.org/")) {
 *     System.out.println(response.status() + " " + response.text());
 * }
 * }</pre>
 *
 * <p>All methods that send suspend until the head of the response is there, and are called in a task. A body that is not there as
 * bytes is written in a task of its own, which goes on when the response has begun, and ends at the latest with it: what it throws
 * comes out of the call, or out of reading the response. If a call is cancelled, its connection (of HTTP/2, its stream) is closed,
 * and its place in the pool is free at once; whether the server has handled the request, nobody knows.
 *
 * <p>Loop-confined. Counterpart: {@code aiohttp.ClientSession}.
 */
public final class ClientSession implements AutoCloseable {

    private static final AsciiString ANYTHING = AsciiString.cached("*/*");
    private static final AsciiString ENCODINGS = AsciiString.cached(Decompression.ACCEPTED);
    private static final AsciiString AGENT = AsciiString.cached("asyncio4j");

    private final EventLoop loop = Asyncio.getRunningLoop();
    private final SessionOptions options = new SessionOptions();

    /** What requests get that do not go where the base URL leads. */
    private final NettyHeaders headersElsewhere = new NettyHeaders();

    private final ConnectionPool pool;
    private final Hop hop;
    private final Middleware.Next sender;
    private final AlpnContexts tlsContexts = new AlpnContexts();
    private @Nullable String lastUrl;
    private @Nullable Target lastTarget;
    private @Nullable Target lastRouted;
    private @Nullable Route lastRoute;
    private boolean closed;

    /**
     * A session of the running loop with the usual settings.
     *
     * @throws IllegalStateException if no loop is running
     */
    public ClientSession() {
        this(_ -> {});
    }

    /**
     * A session of the running loop.
     *
     * @param settings is given the options, to change them
     * @throws IllegalStateException if no loop is running
     */
    public ClientSession(Consumer<SessionOptions> settings) {
        settings.accept(options);
        pool = new ConnectionPool(loop, options.pool);
        hop = new Hop(this, pool, loop);
        keep(HttpHeaderNames.ACCEPT, ANYTHING);
        keep(HttpHeaderNames.USER_AGENT, AGENT);
        sender = chain();
    }

    /** Sends a header wherever requests go. */
    private void keep(AsciiString name, AsciiString usual) {
        setIfMissing(options.headers.netty(), name, usual);
        headersElsewhere.netty().set(name, options.headers.netty().get(name));
    }

    private static void setIfMissing(HttpHeaders headers, AsciiString name, AsciiString value) {
        if (!headers.contains(name)) {
            headers.set(name, value);
        }
    }

    private Middleware.Next chain() {
        Middleware.Next next = hop::send;
        for (Middleware each : options.middlewares.reversed()) {
            Middleware.Next below = next;
            next = request -> each.handle(request, below);
        }
        return next;
    }

    // ---- requests ----

    /** {@code GET}, see {@link #request(String, String, Consumer)}. */
    public ClientResponse get(String url) throws IOException {
        return request("GET", url);
    }

    /** {@code GET} with options. */
    public ClientResponse get(String url, Consumer<RequestOptions> settings) throws IOException {
        return request("GET", url, settings);
    }

    /** {@code HEAD}: the head of the response to {@code GET}, without its body. */
    public ClientResponse head(String url) throws IOException {
        return request("HEAD", url);
    }

    /** {@code HEAD} with options. */
    public ClientResponse head(String url, Consumer<RequestOptions> settings) throws IOException {
        return request("HEAD", url, settings);
    }

    /** {@code POST}. */
    public ClientResponse post(String url, Payload body) throws IOException {
        return request("POST", url, o -> o.body(body));
    }

    /** {@code POST} with options. */
    public ClientResponse post(String url, Consumer<RequestOptions> settings) throws IOException {
        return request("POST", url, settings);
    }

    /** {@code PUT}. */
    public ClientResponse put(String url, Payload body) throws IOException {
        return request("PUT", url, o -> o.body(body));
    }

    /** {@code PUT} with options. */
    public ClientResponse put(String url, Consumer<RequestOptions> settings) throws IOException {
        return request("PUT", url, settings);
    }

    /** {@code PATCH}. */
    public ClientResponse patch(String url, Payload body) throws IOException {
        return request("PATCH", url, o -> o.body(body));
    }

    /** {@code PATCH} with options. */
    public ClientResponse patch(String url, Consumer<RequestOptions> settings) throws IOException {
        return request("PATCH", url, settings);
    }

    /** {@code DELETE}. */
    public ClientResponse delete(String url) throws IOException {
        return request("DELETE", url);
    }

    /** {@code DELETE} with options. */
    public ClientResponse delete(String url, Consumer<RequestOptions> settings) throws IOException {
        return request("DELETE", url, settings);
    }

    /** {@code OPTIONS}. */
    public ClientResponse options(String url) throws IOException {
        return request("OPTIONS", url);
    }

    /** {@code OPTIONS} with options. */
    public ClientResponse options(String url, Consumer<RequestOptions> settings) throws IOException {
        return request("OPTIONS", url, settings);
    }

    /** Any method, without options. */
    public ClientResponse request(String method, String url) throws IOException {
        return request(method, url, _ -> {});
    }

    /**
     * Sends a request, and suspends until the head of the final response is there.
     *
     * @param method a token such as {@code GET}
     * @param url where to: absolute, or relative to the session's base. Characters that it must not have are encoded
     * @param settings is given the request's options, to change them
     * @throws ClientTimeoutException if a time limit strikes; the subclass tells which one
     * @throws ServerDisconnectedException if the server ends the connection without an answer
     * @throws io.asyncio4j.http.HttpProtocolException if what it sends is not HTTP
     * @throws ClientResponseException if the status is 400 or more, and the options want that to be an exception
     * @throws TooManyRedirectsException if there are more redirects than allowed
     * @throws PoolFullException if too many requests wait already
     * @throws ProxyException if a proxy does not lead on
     * @throws java.net.ConnectException if the server cannot be reached
     * @throws java.net.UnknownHostException if its name has no address
     * @throws IOException if something else is wrong with the connection, or with what is sent
     * @throws io.asyncio4j.CancelledError if the task was cancelled
     * @throws IllegalArgumentException if the URL or the method cannot be one
     * @throws IllegalStateException if the session is closed
     */
    public ClientResponse request(String method, String url, Consumer<RequestOptions> settings) throws IOException {
        checkOpen();
        checkMethod(method);
        RequestOptions wanted = new RequestOptions(options);
        settings.accept(wanted);
        ClientRequest request = prepare(method, url, wanted);
        if (options.traces.isEmpty()) {
            return perform(request, wanted);
        }
        options.traces.forEach(each -> each.requestStart(request));
        try {
            ClientResponse response = perform(request, wanted);
            options.traces.forEach(each -> each.requestEnd(request, response));
            return response;
        } catch (Throwable e) {
            options.traces.forEach(each -> each.requestException(request, e));
            throw e;
        }
    }

    /**
     * Opens a WebSocket, and suspends until it is open. Redirects are not followed, and it is always HTTP/1.1 that becomes one.
     *
     * @param url with {@code ws} or {@code wss}, or as for other requests
     * @param webSocket how to use it
     * @param settings is given the options of the request that opens it, to change them; its total time limit is for opening
     * @throws WebSocketHandshakeException if the server does not agree, or not as it should
     * @throws IOException see {@link #request(String, String, Consumer)}
     */
    public WebSocket webSocket(String url, WebSocketOptions webSocket, Consumer<RequestOptions> settings)
            throws IOException {
        Handshake handshake = new Handshake(webSocket);
        String http = url.regionMatches(true, 0, "ws:", 0, 3) || url.regionMatches(true, 0, "wss:", 0, 4)
                ? "http" + url.substring(2)
                : url;
        ClientResponse response = request("GET", http, o -> {
            settings.accept(o);
            o.followRedirects(false).raiseForStatus(false).version(HttpVersion.HTTP_1_1);
            handshake.headers().forEach(field -> o.header(field.getKey(), field.getValue()));
        });
        try {
            String problem = handshake.problem(response.status(), (NettyHeaders) response.headers());
            if (problem != null) {
                throw new WebSocketHandshakeException(
                        response.status(), response.headers().get("Retry-After"), response.request() + ": " + problem);
            }
            return response.upgrade(handshake);
        } catch (Throwable e) {
            response.close();
            throw e;
        }
    }

    /** The same without more options. */
    public WebSocket webSocket(String url, WebSocketOptions webSocket) throws IOException {
        return webSocket(url, webSocket, _ -> {});
    }

    /** The same with the usual options. */
    public WebSocket webSocket(String url) throws IOException {
        return webSocket(url, WebSocketOptions.DEFAULT);
    }

    /**
     * Stays connected: each iteration is a new WebSocket, opened when the one before is lost.
     *
     * <pre>{@code
     * for (WebSocket socket : session.webSockets("wss://example.org/news")) {
     *     try (socket) {
     *         for (WebSocketMessage message : socket) {
     *             System.out.println(message.text());
     *         }
     *     } catch (UncheckedIOException e) {
     *         // lost: there will be another one
     *     }
     * }
     * }</pre>
     *
     * <p>The iteration suspends until the next one is open, however long that takes, and closes the one before if the code has not.
     * When one cannot be opened, it tries again later and later, and the same when several in a row were closed sooner than after
     * the longest pause. It never ends by itself: leave it with {@code break}, or have the task cancelled. It fails with an {@link
     * UncheckedIOException} whose cause is what {@link #webSocket(String, WebSocketOptions, Consumer)} throws, if another attempt
     * makes no sense: when the server refuses with a status other than 429, 502, 503 and 504, does not speak HTTP, or has no
     * certificate that is trusted; or when there have been as many attempts in a row as are wanted.
     *
     * <p>Counterpart: none in {@code aiohttp}; {@code async for websocket in websockets.connect(…)}.
     *
     * @param url see {@link #webSocket(String, WebSocketOptions, Consumer)}, as for the other parameters
     * @param backoff the pauses, and how many attempts there are to be in a row
     */
    public Iterable<WebSocket> webSockets(
            String url, Backoff backoff, WebSocketOptions webSocket, Consumer<RequestOptions> settings) {
        return () -> new WebSockets(loop, backoff, () -> webSocket(url, webSocket, settings));
    }

    /** The same with the usual options, endlessly. */
    public Iterable<WebSocket> webSockets(String url) {
        return webSockets(url, Backoff.DEFAULT, WebSocketOptions.DEFAULT, _ -> {});
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
    }

    private static void checkMethod(String method) {
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if (c <= ' ' || c >= 0x7f || "()<>@,;:\\\"/[]?={}".indexOf(c) >= 0) {
                throw new IllegalArgumentException("method = \"" + method + "\" (expected: a token such as GET)");
            }
        }
        if (method.isEmpty() || method.equals("CONNECT")) {
            throw new IllegalArgumentException("method = \"" + method + "\" (expected: a token other than CONNECT)");
        }
    }

    private ClientRequest prepare(String method, String url, RequestOptions wanted) {
        Target target = target(url, wanted.query == null ? null : wanted.query.toString());
        NettyHeaders headers = new NettyHeaders();
        HttpHeaders fields = headers.netty();
        fields.add(HttpHeaderNames.HOST, target.authority());
        fields.add((isAtHome(target) ? options.headers : headersElsewhere).netty());
        if (wanted.decompress) {
            setIfMissing(fields, HttpHeaderNames.ACCEPT_ENCODING, ENCODINGS);
        }
        if (wanted.headers != null) {
            for (String name : wanted.headers.names()) {
                fields.remove(name);
            }
            fields.add(wanted.headers.netty());
        }
        addAuth(fields, target);
        String cookies = fields.get(HttpHeaderNames.COOKIE); // which are merged with those of the jar
        if (wanted.cookies != null) {
            cookies = cookies == null ? wanted.cookies.toString() : cookies + "; " + wanted.cookies;
        }
        return new ClientRequest(
                this,
                method,
                target,
                headers,
                wanted.body,
                Limits.of(wanted.timeout, pool.now()),
                wanted.decompress,
                wanted.expectContinue,
                wanted.tls,
                wanted.proxy,
                wanted.version,
                cookies);
    }

    /** Whether the session's headers are for that place. */
    private boolean isAtHome(Target target) {
        return options.baseUrl == null || options.baseUrl.isSameOrigin(target);
    }

    private static void addAuth(HttpHeaders headers, Target target) {
        BasicAuth auth = BasicAuth.ofUserInfo(target.userInfo());
        if (auth != null && !headers.contains(HttpHeaderNames.AUTHORIZATION)) {
            headers.set(HttpHeaderNames.AUTHORIZATION, auth.encode());
        }
    }

    private Target target(String url, @Nullable String query) {
        if (query == null && lastTarget != null && url.equals(lastUrl)) {
            return lastTarget;
        }
        Target target;
        if (options.baseUrl == null || Target.isAbsolute(url)) {
            target = Target.of(url, query);
        } else {
            Target resolved = options.baseUrl.resolve(url);
            target = query == null ? resolved : Target.of(resolved.toString(), query);
            if (target.userInfo() == null && options.baseUrl.userInfo() != null) {
                target = target.withUserInfo(options.baseUrl.userInfo());
            }
        }
        if (query == null) {
            lastUrl = url;
            lastTarget = target;
        }
        return target;
    }

    // ---- redirects ----

    private ClientResponse perform(ClientRequest first, RequestOptions wanted) throws IOException {
        ClientRequest request = first;
        List<ClientResponse> history = List.of();
        while (true) {
            ClientResponse response = sender.send(request);
            try {
                String location = wanted.followRedirects ? location(response) : null;
                if (location == null) {
                    response.setHistory(history);
                    return wanted.raiseForStatus ? response.raiseForStatus() : response;
                }
                if (history.size() >= wanted.maxRedirects) {
                    throw new TooManyRedirectsException(
                            first + ": more than " + wanted.maxRedirects + " redirects, the last one to " + location);
                }
                ClientRequest redirected = redirected(request, response, location);
                if (history.isEmpty()) {
                    history = new ArrayList<>();
                }
                history.add(response);
                ClientRequest from = request;
                options.traces.forEach(each -> each.requestRedirect(from, response));
                response.discard();
                request = redirected;
            } catch (Throwable e) {
                response.close();
                throw e;
            }
        }
    }

    /** Where a response leads; null if nowhere. */
    private static @Nullable String location(ClientResponse response) {
        return switch (response.status()) {
            case 301, 302, 303, 307, 308 -> response.headers().get("Location");
            default -> null;
        };
    }

    private ClientRequest redirected(ClientRequest request, ClientResponse response, String location)
            throws IOException {
        Target target;
        try {
            target = request.target().resolve(location);
        } catch (IllegalArgumentException e) {
            throw new HttpException(request + ": redirected to a place that is none: " + e.getMessage(), e);
        }
        int status = response.status();
        String method = request.method();
        boolean becomesGet = (status == 303 && !method.equals("HEAD"))
                || ((status == 301 || status == 302) && method.equals("POST"));
        if (!becomesGet && !request.body().isRepeatable()) {
            throw new HttpException(request + ": redirected to " + target + " with status " + status
                    + ", but its body cannot be sent again");
        }
        ClientRequest redirected = request.redirected(becomesGet ? "GET" : method, target, !becomesGet);
        if (!isAtHome(target)) {
            leaveHome(redirected.headers());
        }
        addAuth(redirected.nettyHeaders().netty(), target);
        return redirected;
    }

    /** Takes out what is not for other places. */
    private void leaveHome(Headers headers) {
        for (String name : options.headers.names()) {
            if (!headersElsewhere.contains(name)) {
                headers.remove(name);
            }
        }
    }

    // ---- for those who send ----

    Route route(ClientRequest request) {
        boolean usual =
                request.tls == options.tls && request.proxy == options.proxy && request.version == options.version;
        if (usual && request.target() == lastRouted && lastRoute != null) {
            return lastRoute;
        }
        Target target = request.target();
        Path unix = options.unixSocket;
        Proxy proxy = unix == null ? request.proxy : null;
        Route route = new Route(
                target.host(),
                target.port(),
                target.secure() ? tlsContexts.offering(request.version, request.tls) : null,
                null,
                unix,
                proxy,
                proxy != null && proxy.scheme().equals("https")
                        ? tlsContexts.offering(HttpVersion.HTTP_1_1, request.tls)
                        : null,
                request.version);
        if (usual) {
            lastRouted = target;
            lastRoute = route;
        }
        return route;
    }

    ConnectOptions connectOptions() {
        return options.connect;
    }

    List<TraceConfig> traces() {
        return options.traces;
    }

    JsonCodec json() {
        return options.json();
    }

    EventLoop loop() {
        return loop;
    }

    // ---- the session ----

    /** Where cookies are kept. */
    public CookieJar cookieJar() {
        return options.cookieJar;
    }

    /** What has become of the connections. */
    public PoolStatistics statistics() {
        return pool.statistics();
    }

    /** Whether it is closed. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Closes all connections. Requests that go on, and bodies that are read, fail. Closing again does nothing. Does not suspend.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pool.close();
        }
    }

    @Override
    public String toString() {
        return "<ClientSession" + (closed ? " closed" : "") + " " + Objects.toString(options.baseUrl, "") + " "
                + statistics() + ">";
    }
}
