package io.asyncio4j.http.client;

import io.asyncio4j.http.Headers;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.internal.Exchange;
import io.asyncio4j.http.internal.Limits;
import io.asyncio4j.http.internal.NettyHeaders;
import io.asyncio4j.http.internal.Target;
import io.asyncio4j.net.TlsContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request, as {@linkplain Middleware middlewares} and {@linkplain TraceConfig traces} see it. Loop-confined.
 *
 * <p>Counterpart: {@code aiohttp.ClientRequest}.
 */
public final class ClientRequest {

    private final ClientSession session;
    private final String method;
    private final Target target;
    private final NettyHeaders headers;
    final Limits limits;
    final boolean decompress;
    final boolean expectContinue;
    final @Nullable TlsContext tls;
    final @Nullable Proxy proxy;
    final HttpVersion version;
    final @Nullable String cookies;
    private Payload body;

    ClientRequest(
            ClientSession session,
            String method,
            Target target,
            NettyHeaders headers,
            Payload body,
            Limits limits,
            boolean decompress,
            boolean expectContinue,
            @Nullable TlsContext tls,
            @Nullable Proxy proxy,
            HttpVersion version,
            @Nullable String cookies) {
        this.session = session;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.limits = limits;
        this.decompress = decompress;
        this.expectContinue = expectContinue;
        this.tls = tls;
        this.proxy = proxy;
        this.version = version;
        this.cookies = cookies;
    }

    /** The session that sends it. */
    public ClientSession session() {
        return session;
    }

    /** The method, such as {@code GET}. */
    public String method() {
        return method;
    }

    /** Where it goes, without a user's name and password. */
    public URI url() {
        return target.uri();
    }

    /** The headers, which can be changed until it is sent. Those that tell of the body are added then. */
    public Headers headers() {
        return headers;
    }

    /** What is sent. */
    public Payload body() {
        return body;
    }

    /** Sends something else. */
    public void setBody(Payload newBody) {
        body = Objects.requireNonNull(newBody, "body");
    }

    /** How much of the total time is left; null if there is no limit. */
    public @Nullable Duration timeLeft() {
        return limits.deadline() == Exchange.NEVER
                ? null
                : Duration.ofNanos(limits.deadline()).minus(session.loop().time());
    }

    Target target() {
        return target;
    }

    NettyHeaders nettyHeaders() {
        return headers;
    }

    /** The request that a redirect asks for. */
    ClientRequest redirected(String newMethod, Target newTarget, boolean keepBody) {
        NettyHeaders copied = (NettyHeaders) headers.copy();
        copied.netty().set(HttpHeaderNames.HOST, newTarget.authority()).remove(HttpHeaderNames.COOKIE);
        if (!keepBody) {
            copied.netty()
                    .remove(HttpHeaderNames.CONTENT_LENGTH)
                    .remove(HttpHeaderNames.CONTENT_TYPE)
                    .remove(HttpHeaderNames.CONTENT_ENCODING)
                    .remove(HttpHeaderNames.TRANSFER_ENCODING)
                    .remove(HttpHeaderNames.EXPECT);
        }
        boolean same = target.isSameOrigin(newTarget);
        if (!same) {
            copied.netty().remove(HttpHeaderNames.AUTHORIZATION);
        }
        return new ClientRequest(
                session,
                newMethod,
                newTarget,
                copied,
                keepBody ? body : Payload.empty(),
                limits,
                decompress,
                expectContinue && keepBody,
                tls,
                proxy,
                version,
                same ? cookies : null);
    }

    @Override
    public String toString() {
        return method + " " + target;
    }
}
