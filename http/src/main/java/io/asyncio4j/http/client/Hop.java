package io.asyncio4j.http.client;

import io.asyncio4j.EventLoop;
import io.asyncio4j.http.Cookie;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.internal.BytesPayload;
import io.asyncio4j.http.internal.ClientConnection;
import io.asyncio4j.http.internal.ConnectionPool;
import io.asyncio4j.http.internal.Dialer;
import io.asyncio4j.http.internal.Exchange;
import io.asyncio4j.http.internal.RefusedStreamException;
import io.asyncio4j.http.internal.Route;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Sends a request to its server, and waits for the head of the response. */
final class Hop {

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    /** These say that they have no body, if they have none. */
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final ClientSession session;
    private final ConnectionPool pool;
    private final EventLoop loop;

    Hop(ClientSession session, ConnectionPool pool, EventLoop loop) {
        this.session = session;
        this.pool = pool;
        this.loop = loop;
    }

    static boolean isIdempotent(String method) {
        return IDEMPOTENT.contains(method);
    }

    /** A connection, and whether it was used before. */
    private record Lease(ClientConnection connection, boolean reused) {}

    ClientResponse send(ClientRequest request) throws IOException {
        Route route = session.route(request);
        complete(request, route);
        boolean mayRepeat = request.body().isRepeatable();
        boolean anew = false;
        while (true) {
            Lease lease = lease(route, request, anew);
            Exchange exchange = new Exchange(
                    loop, lease.connection, request.method(), request.url(), request.limits, request.decompress);
            try {
                write(request, route, exchange);
                return response(request, exchange);
            } catch (Throwable e) {
                exchange.abandon();
                exchange.awaitWriter();
                if (!mayRepeat || !isWorthRepeating(e, lease, request)) {
                    throw e;
                }
                mayRepeat = false;
                if (e instanceof ServerDisconnectedException) {
                    anew = true;
                    pool.closeIdle(route); // they have most likely died, too
                }
            }
        }
    }

    /** Whether the server cannot have handled a request, or may handle it twice. */
    private static boolean isWorthRepeating(Throwable failure, Lease lease, ClientRequest request) {
        return switch (failure) {
            case RefusedStreamException _ -> true;
            case ServerDisconnectedException _ -> lease.reused && isIdempotent(request.method());
            default -> false;
        };
    }

    private ClientResponse response(ClientRequest request, Exchange exchange) throws IOException {
        HttpResponse head = exchange.awaitHead();
        ClientResponse response = new ClientResponse(request, exchange, head);
        if (head.headers().contains(HttpHeaderNames.SET_COOKIE)) {
            for (Cookie each : response.cookies()) {
                var _ = session.cookieJar().add(request.url(), each);
            }
        }
        return response;
    }

    // ---- connections ----

    /** @param anew not with one that may have died meanwhile */
    private Lease lease(Route route, ClientRequest request, boolean anew) throws IOException {
        List<TraceConfig> traces = session.traces();
        while (true) {
            traces.forEach(each -> each.connectionQueuedStart(request));
            ClientConnection pooled = pool.acquire(route, request.limits, request);
            traces.forEach(each -> each.connectionQueuedEnd(request));
            if (pooled == null) {
                return new Lease(connect(route, request), false);
            }
            if (!pooled.isUsable()) {
                pool.released(pooled);
            } else if (anew && !pooled.isMultiplexed()) {
                pooled.drop();
            } else {
                traces.forEach(each -> each.connectionReuseconn(request));
                return new Lease(pooled, true);
            }
        }
    }

    private ClientConnection connect(Route route, ClientRequest request) throws IOException {
        List<TraceConfig> traces = session.traces();
        ClientConnection connection;
        try {
            traces.forEach(each -> each.connectionCreateStart(request));
            connection = Dialer.dial(session.connectOptions(), route, request.limits, request, pool);
        } catch (Throwable e) {
            pool.slotFreed(route);
            throw e;
        }
        pool.made(connection);
        traces.forEach(each -> each.connectionCreateEnd(request));
        if (!connection.isUsable()) {
            connection.drop();
            session.checkOpen();
            throw new ServerDisconnectedException(request + ": the server closed the connection at once", null);
        }
        return connection;
    }

    // ---- the request ----

    /** Adds the headers that follow from what is sent, and where. */
    private void complete(ClientRequest request, Route route) {
        HttpHeaders headers = request.nettyHeaders().netty();
        Payload body = request.body();
        long length = body.length();
        if (length > 0 || (length == 0 && WITH_BODY.contains(request.method()))) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length))
                    .remove(HttpHeaderNames.TRANSFER_ENCODING);
        } else if (length < 0) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED)
                    .remove(HttpHeaderNames.CONTENT_LENGTH);
        } else {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING).remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        String type = body.contentType();
        if (type != null && !headers.contains(HttpHeaderNames.CONTENT_TYPE)) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, type);
        }
        if (request.expectContinue && length != 0) {
            headers.set(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE);
        }
        String cookies = request.cookies;
        String kept = session.cookieJar().header(request.url());
        if (cookies != null || kept != null) {
            headers.set(
                    HttpHeaderNames.COOKIE,
                    cookies == null || kept == null ? (cookies == null ? kept : cookies) : kept + "; " + cookies);
        }
        Proxy proxy = route.proxy();
        if (route.isForwarded() && proxy != null && proxy.auth() != null) {
            headers.set(HttpHeaderNames.PROXY_AUTHORIZATION, proxy.auth().encode());
        }
    }

    private static void write(ClientRequest request, Route route, Exchange exchange) throws IOException {
        String target = route.isForwarded()
                ? "http://" + request.target().authority() + request.target().path()
                : request.target().path();
        HttpHeaders headers = request.nettyHeaders().netty();
        Payload body = request.body();
        boolean expects = headers.contains(HttpHeaderNames.EXPECT);
        if (body instanceof BytesPayload bytes && !expects) {
            exchange.send(target, headers, bytes.bytes());
            return;
        }
        exchange.sendHead(target, headers);
        if (!expects || body.length() == 0 || exchange.awaitContinue()) {
            exchange.sendBody(body);
        }
    }
}
