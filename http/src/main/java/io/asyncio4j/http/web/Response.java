package io.asyncio4j.http.web;

import io.asyncio4j.http.Cookie;
import io.asyncio4j.http.Headers;
import io.asyncio4j.http.JsonCodec;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.http.internal.FileSink;
import io.asyncio4j.http.internal.NettyHeaders;
import io.asyncio4j.http.internal.ServerExchange;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a handler answers: a status, headers, and a body, which is there already or written while it is sent.
 *
 * <p>It is for one request: a handler makes a new one each time.
 *
 * <p>Counterpart: {@code aiohttp.web.Response} and {@code StreamResponse}.
 */
public sealed class Response permits FileResponse, WebSocketResponse {

    private static final byte[] NOTHING = {};
    private static final Duration PING_INTERVAL = Duration.ofSeconds(15);
    private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
    private static final AsciiString HTML = AsciiString.cached("text/html; charset=utf-8");

    private final NettyHeaders headers = NettyHeaders.ofResponse();
    private byte[] bytes;
    private @Nullable Payload body;
    private int status = 200;
    private long sent;

    /** Without a body, until {@link #send} makes something else of it. */
    Response(int status) {
        this(NOTHING, null, null);
        this.status = status;
    }

    private Response(byte[] bytes, @Nullable Payload body, @Nullable CharSequence contentType) {
        this.bytes = bytes;
        this.body = body;
        if (contentType != null) {
            headers.netty().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
    }

    // ---- making ----

    /** A text in UTF-8. */
    public static Response text(String text) {
        return new Response(text.getBytes(StandardCharsets.UTF_8), null, TEXT);
    }

    /** A page in UTF-8. */
    public static Response html(String page) {
        return new Response(page.getBytes(StandardCharsets.UTF_8), null, HTML);
    }

    /**
     * A value as JSON, written at once.
     *
     * @throws UnsupportedOperationException if there is no JSON library
     */
    public static Response json(@Nullable Object value) {
        return new Response(JsonCodec.standard().write(value), null, HttpHeaderValues.APPLICATION_JSON);
    }

    /** Bytes, which are not copied. */
    public static Response bytes(byte[] bytes, MediaType type) {
        return new Response(bytes, null, type.toString());
    }

    /** A body that is written while it is sent. */
    public static Response of(Payload body) {
        return new Response(NOTHING, body, body.contentType());
    }

    /**
     * A file, with the content type that its name tells, unless {@link #contentType} says another; an {@code ETag}, {@code
     * Last-Modified}, and what follows of these for conditional requests and ranges. If beside it lies the same file with {@code
     * .br} or {@code .gz} behind its name, peers that can undo that get that one. When there is no such file, the peer gets a 404;
     * with a status other than 200, always the whole file.
     *
     * <p>Does not suspend: the file is looked up after the handler. Middleware sees what comes of it.
     *
     * <p>Counterpart: {@code aiohttp.web.FileResponse}.
     */
    public static Response file(Path path) {
        return new FileResponse(path);
    }

    /**
     * Server-sent events: {@code text/event-stream}, not to be stored nor buffered by proxies. Each event is sent at once. While
     * the code is silent for 15 seconds, a comment keeps the connection alive; if that finds that the client has gone, the code is
     * cancelled, and else its next {@code send} throws.
     *
     * {@snippet :
     * app.get("/ticks", request -> Response.events(sender -> {
     *     for (int i = 0; ; i++) {
     *         sender.send("tick " + i);
     *         sleep(Duration.ofSeconds(1));
     *     }
     * }));
     * }
     *
     * <p>What a client that comes back has seen last is in the header {@code Last-Event-ID}. HEAD does not run the code.
     */
    public static Response events(EventSource source) {
        return events(source, PING_INTERVAL);
    }

    /**
     * The same with another silence before a comment.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public static Response events(EventSource source, Duration silence) {
        if (!silence.isPositive()) {
            throw new IllegalArgumentException("silence " + silence + " (expected: more than 0)");
        }
        return of(new EventPayload(source, silence))
                .header("cache-control", "no-store")
                .header("x-accel-buffering", "no");
    }

    /** Only a status, for instance 204. */
    public static Response empty(int status) {
        return new Response(NOTHING, null, null).status(status);
    }

    /**
     * 302 to another place.
     *
     * @param location a URL, absolute or relative
     */
    public static Response redirect(String location) {
        return empty(302).header("location", location);
    }

    /**
     * Makes the connection a WebSocket's, which is closed when the code returns.
     *
     * @param session what to do with it; what it throws is told the loop's exception handler, and the peer gets a 1011
     */
    public static Response webSocket(WebSocketOptions options, WebSocketHandler session) {
        return new WebSocketResponse(options, session);
    }

    /** The same with the usual options. */
    public static Response webSocket(WebSocketHandler session) {
        return webSocket(WebSocketOptions.DEFAULT, session);
    }

    // ---- changing ----

    /**
     * Sets the status; 200 otherwise.
     *
     * @throws IllegalArgumentException if it is not one of 200 to 599
     */
    public Response status(int newStatus) {
        if (newStatus < 200 || newStatus > 599) {
            throw new IllegalArgumentException("status " + newStatus + " (expected: 200 to 599)");
        }
        status = newStatus;
        return this;
    }

    /**
     * Sets a header.
     *
     * @throws IllegalArgumentException see {@link Headers#add}
     */
    public Response header(String name, String value) {
        var _ = headers.set(name, value);
        return this;
    }

    /** Sets the content type. */
    public Response contentType(MediaType type) {
        return header("content-type", type.toString());
    }

    /** Adds a cookie. */
    public Response cookie(Cookie cookie) {
        var _ = headers.add("set-cookie", cookie.toSetCookie());
        return this;
    }

    // ---- asking ----

    /** The status. */
    public int status() {
        return status;
    }

    /** The headers, which can be changed. What concerns the length and the connection is added when it is sent. */
    public final Headers headers() {
        return headers;
    }

    /** Adds a name to what the response depends on. */
    final void vary(String name) {
        if (!headers.containsToken("vary", name) && !headers.containsToken("vary", "*")) {
            String others = String.join(", ", headers.getAll("vary"));
            var _ = headers.set("vary", others.isEmpty() ? name : others + ", " + name);
        }
    }

    /** The content type; null if there is none. */
    public @Nullable String contentType() {
        return headers.get("content-type");
    }

    /** The body, if it is there already; null if it is written while it is sent. */
    public byte @Nullable [] body() {
        return body == null ? bytes : null;
    }

    /** The same as a text, in the content type's charset. */
    public @Nullable String text() {
        if (body != null) {
            return null;
        }
        String type = contentType();
        Charset charset = type == null ? null : MediaType.parse(type).charset();
        return new String(bytes, charset == null ? StandardCharsets.UTF_8 : charset);
    }

    // ---- sending ----

    /** Makes of it what is sent to a request, if that is to be made yet. May suspend. */
    Response prepared(Request request) throws IOException {
        return this;
    }

    /** The body that is written while it is sent; null if it is there already. */
    @Nullable
    Payload written() {
        return body;
    }

    /** How many bytes of the body were sent; with what was compressed, those after that. */
    long sent() {
        return sent;
    }

    /** Gives it another body, with headers as they are. */
    Response with(Payload newBody) {
        bytes = NOTHING;
        body = newBody;
        return this;
    }

    /** The same with a body that is there. */
    Response with(byte[] newBytes) {
        bytes = newBytes;
        body = null;
        return this;
    }

    /** Sends it. Suspends while the peer takes no more of a body that is written meanwhile. */
    void send(ServerExchange exchange) throws Exception {
        if (body == null) {
            exchange.respond(status, headers, bytes);
            sent = exchange.method().equals("HEAD") ? 0 : bytes.length;
            return;
        }
        exchange.begin(status, headers, body.length());
        if (!exchange.method().equals("HEAD")) {
            body.writeTo(new Sink(exchange));
        }
        exchange.end();
    }

    private final class Sink implements FileSink {

        private final ServerExchange exchange;

        Sink(ServerExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void write(byte[] data) throws IOException {
            write(ByteBuffer.wrap(data));
        }

        @Override
        public void write(ByteBuffer data) throws IOException {
            int count = data.remaining();
            exchange.write(data);
            sent += count;
        }

        @Override
        public void writeFile(FileChannel file, long position, long count) throws IOException {
            exchange.writeFile(file, position, count);
            sent += count;
        }
    }

    @Override
    public String toString() {
        return "<Response " + status + " " + Objects.requireNonNullElse(contentType(), "") + ">";
    }
}
