package io.asyncio4j.http.client;

import io.asyncio4j.http.Cookie;
import io.asyncio4j.http.Headers;
import io.asyncio4j.http.Parameters;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.internal.NettyHeaders;
import io.asyncio4j.net.TlsContext;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one request has besides its method and URL; whatever is not set is as in the {@linkplain SessionOptions session}. Given to a
 * lambda, and of no use afterwards.
 *
 * <pre>{@code
 * session.get(url, o -> o.header("Accept", "text/csv").query("year", "2026").timeout(Duration.ofSeconds(5)));
 * }</pre>
 *
 * <p>Counterpart: the keyword arguments of {@code aiohttp.ClientSession.request}.
 */
public final class RequestOptions {

    private final SessionOptions session;

    @Nullable
    NettyHeaders headers;

    @Nullable
    Parameters query;

    @Nullable
    StringBuilder cookies;

    Payload body = Payload.empty();
    ClientTimeout timeout;
    boolean followRedirects = true;
    int maxRedirects;
    boolean raiseForStatus;
    boolean decompress;
    boolean expectContinue;

    @Nullable
    TlsContext tls;

    @Nullable
    Proxy proxy;

    HttpVersion version;

    RequestOptions(SessionOptions session) {
        this.session = session;
        timeout = session.timeout;
        maxRedirects = session.maxRedirects;
        raiseForStatus = session.raiseForStatus;
        decompress = session.decompress;
        tls = session.tls;
        proxy = session.proxy;
        version = session.version;
    }

    /**
     * Sets a header, instead of all values that it has.
     *
     * @throws IllegalArgumentException if the name is no token, or the value contains a control character
     */
    public RequestOptions header(String name, String value) {
        headers().set(name, value);
        return this;
    }

    /** Sets several headers. */
    public RequestOptions headers(Headers more) {
        for (String name : more.names()) {
            headers().remove(name);
        }
        headers().addAll(more);
        return this;
    }

    private Headers headers() {
        if (headers == null) {
            headers = new NettyHeaders();
        }
        return headers;
    }

    /** Adds a parameter to the URL's query. */
    public RequestOptions query(String name, Object value) {
        if (query == null) {
            query = new Parameters();
        }
        query.add(name, value.toString());
        return this;
    }

    /** Adds parameters to the URL's query. */
    public RequestOptions query(Parameters more) {
        more.forEach(each -> query(each.getKey(), each.getValue()));
        return this;
    }

    /** Sends a cookie with this request, besides those of the session. */
    public RequestOptions cookie(String name, String value) {
        if (cookies == null) {
            cookies = new StringBuilder();
        } else {
            cookies.append("; ");
        }
        Cookie checked = Cookie.of(name, value);
        cookies.append(checked.name()).append('=').append(checked.value());
        return this;
    }

    /** Sends a body. */
    public RequestOptions body(Payload newBody) {
        body = Objects.requireNonNull(newBody, "body");
        return this;
    }

    /** Sends a text. */
    public RequestOptions body(String text) {
        return body(Payload.of(text));
    }

    /** Sends bytes. */
    public RequestOptions body(byte[] bytes) {
        return body(Payload.of(bytes));
    }

    /**
     * Sends a value as JSON, by the session's codec.
     *
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    public RequestOptions json(@Nullable Object value) {
        return body(Payload.json(value, session.json()));
    }

    /** Sends a form, from names and values in turn. */
    public RequestOptions form(String... namesAndValues) {
        return body(Payload.form(Parameters.of(namesAndValues)));
    }

    /** Sends name and password. */
    public RequestOptions auth(BasicAuth auth) {
        return header("Authorization", auth.encode());
    }

    /** Sends a bearer token. */
    public RequestOptions bearer(String token) {
        return header("Authorization", "Bearer " + token);
    }

    /** Sets all time limits. */
    public RequestOptions timeout(ClientTimeout limits) {
        timeout = Objects.requireNonNull(limits, "timeout");
        return this;
    }

    /** Sets the limit for all of it, and keeps the others. */
    public RequestOptions timeout(Duration total) {
        return timeout(timeout.withTotal(total));
    }

    /** Whether to go where the server sends it; yes, unless said otherwise. */
    public RequestOptions followRedirects(boolean follow) {
        followRedirects = follow;
        return this;
    }

    /** How many redirects to follow. */
    public RequestOptions maxRedirects(int limit) {
        maxRedirects = SessionOptions.zeroOrMore("maxRedirects", limit);
        return this;
    }

    /** Whether a status of 400 or more is an exception. */
    public RequestOptions raiseForStatus(boolean raise) {
        raiseForStatus = raise;
        return this;
    }

    /** Whether to undo the compression of the response. */
    public RequestOptions decompress(boolean undo) {
        decompress = undo;
        return this;
    }

    /** Whether to ask the server whether it wants the body ({@code Expect: 100-continue}). */
    public RequestOptions expectContinue(boolean ask) {
        expectContinue = ask;
        return this;
    }

    /** How connections are secured. */
    public RequestOptions tls(TlsContext context) {
        tls = Objects.requireNonNull(context, "tls");
        return this;
    }

    /** What is between; null for nothing. */
    public RequestOptions proxy(@Nullable Proxy between) {
        proxy = between;
        return this;
    }

    /** Which version of HTTP to speak. */
    public RequestOptions version(HttpVersion wanted) {
        version = Objects.requireNonNull(wanted, "version");
        return this;
    }
}
