package io.asyncio4j.http.client;

import io.asyncio4j.http.Cookie;
import io.asyncio4j.http.Headers;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.ServerSentEvents;
import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.internal.Exchange;
import io.asyncio4j.http.internal.Handshake;
import io.asyncio4j.http.internal.NettyHeaders;
import io.asyncio4j.http.internal.UnclosedResponse;
import io.asyncio4j.net.AsyncFile;
import io.asyncio4j.net.AsyncFiles;
import io.asyncio4j.net.StreamReader;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The response to a request. Its head is there; its body comes while it is read.
 *
 * <p>Close it, by {@code try}-with-resources: until then, or until the body has come to its end, it holds a connection (of HTTP/2, a
 * stream). Closed in the middle of the body, it closes that. A request's body that is still being written ends then, too. One that
 * nobody closes, and nobody can any more, is closed some time after that; in debug mode, the loop's exception handler is told. Who has
 * its {@link #content} has to look after that.
 *
 * <p>Loop-confined. Counterpart: {@code aiohttp.ClientResponse}.
 */
public final class ClientResponse implements AutoCloseable {

    private static final int PIECE = 64 * 1024;

    private final ClientRequest request;
    private final Exchange exchange;
    private final HttpResponse head;
    private final @Nullable UnclosedResponse unclosed;
    private @Nullable NettyHeaders headers;
    private byte @Nullable [] body;
    private boolean streamed;
    private List<ClientResponse> history = List.of();

    ClientResponse(ClientRequest request, Exchange exchange, HttpResponse head) {
        this.request = request;
        this.exchange = exchange;
        this.head = head;
        this.unclosed = UnclosedResponse.of(this, request.session().loop(), exchange);
    }

    /** It need not be closed any more, or not by whoever has it now. */
    private void attended() {
        if (unclosed != null) {
            unclosed.closed();
        }
    }

    // ---- the head ----

    /** The status, such as 200. */
    public int status() {
        return head.status().code();
    }

    /** What the server calls the status; may be empty. In HTTP/2, its usual name. */
    public String reason() {
        return head.status().reasonPhrase();
    }

    /** Whether the status is less than 400. */
    public boolean ok() {
        return status() < 400;
    }

    /** The version of HTTP that the server has spoken: {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}. */
    public String version() {
        return head.protocolVersion().text();
    }

    /** The headers. */
    public Headers headers() {
        if (headers == null) {
            headers = new NettyHeaders(head.headers());
        }
        return headers;
    }

    /** Where this response comes from: behind redirects, another place than the one asked for. */
    public URI url() {
        return request.url();
    }

    /** The request that was answered. */
    public ClientRequest request() {
        return request;
    }

    /** The redirects that have led here, in order; their bodies cannot be read. */
    public List<ClientResponse> history() {
        return history;
    }

    void setHistory(List<ClientResponse> redirects) {
        history = List.copyOf(redirects);
    }

    /** Makes the connection a WebSocket's, which both sides have agreed on. */
    WebSocket upgrade(Handshake handshake) {
        attended();
        return exchange.upgrade(handshake);
    }

    /** The cookies that this response sets. */
    public List<Cookie> cookies() {
        List<Cookie> cookies = new ArrayList<>();
        for (String each : head.headers().getAll(HttpHeaderNames.SET_COOKIE)) {
            Cookie cookie = Cookie.parseSetCookie(each);
            if (cookie != null) {
                cookies.add(cookie);
            }
        }
        return cookies;
    }

    /** The type of the body; null if it is not said, or not as it should be. */
    public @Nullable MediaType contentType() {
        String text = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
        try {
            return text == null ? null : MediaType.parse(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** How many bytes the body has on its way, maybe compressed; -1 if that was not said. */
    public long contentLength() {
        String text = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return text == null ? -1 : Long.parseLong(text.strip());
    }

    /**
     * Throws if the status is 400 or more.
     *
     * @return this
     * @throws ClientResponseException if it is; then this response is closed
     */
    public ClientResponse raiseForStatus() throws ClientResponseException {
        if (!ok()) {
            close();
            throw new ClientResponseException(request.method(), url(), status(), reason(), headers());
        }
        return this;
    }

    // ---- the body ----

    /**
     * All of the body. Suspends until it is there; it is kept, so this may be called again.
     *
     * @throws io.asyncio4j.http.HttpProtocolException if the body is not as it should be, or the connection ends within it
     * @throws ClientTimeoutException if a time limit strikes
     * @throws IOException if the connection was lost, or this response was closed
     * @throws IllegalStateException if {@link #content} was asked for
     */
    public byte[] read() throws IOException {
        if (body == null) {
            if (streamed) {
                throw new IllegalStateException("read() after content(), " + this + " (expected: one of them)");
            }
            body = exchange.readAll();
            attended();
        }
        return body;
    }

    /** The body as text, in the character set that its type names, else in UTF-8. See {@link #read}. */
    public String text() throws IOException {
        return text(charset());
    }

    /** The body as text in that character set, whatever its type says. See {@link #read}. */
    public String text(Charset charset) throws IOException {
        return new String(read(), charset);
    }

    /**
     * The body as a value, from JSON by the session's codec. See {@link #read}.
     *
     * @throws io.asyncio4j.http.JsonException if it is no JSON, or no value of that class
     */
    public <T> T json(Class<T> type) throws IOException {
        return request.session().json().read(read(), type);
    }

    /**
     * The same for a type that may be a parameterized one.
     *
     * @param <T> that type, which nobody can check
     */
    @SuppressWarnings("TypeParameterUnusedInFormals")
    public <T> T json(Type type) throws IOException {
        return request.session().json().read(read(), type);
    }

    /** The body as a stream, from its beginning, or from where it was read to. Does not suspend. */
    public StreamReader content() {
        if (body != null) {
            throw new IllegalStateException("content() after read(), " + this + " (expected: one of them)");
        }
        streamed = true;
        attended();
        return exchange.reader();
    }

    /**
     * The body to be passed on, as the body of a request or of a server's response, with its type and its length. Whoever has
     * written it closes this response; a server does that also if it does not write it.
     *
     * {@snippet :
     * app.get("/mirror", request -> {
     *     ClientResponse answer = session.get("https://example.org/", o -> o.decompress(false));
     *     return Response.of(answer.payload()).status(answer.status());
     * });
     * }
     *
     * <p>What is decompressed on the way has another length than the one that was said: ask for it with {@code decompress(false)},
     * and pass {@code Content-Encoding} on.
     */
    public Payload payload() {
        return new ResponsePayload(this);
    }

    /**
     * The lines of the body, without their ends, as they come. Iterating suspends, and throws {@link java.io.UncheckedIOException}
     * where {@link StreamReader#readline} throws.
     */
    public Iterable<String> lines() {
        StreamReader reader = content();
        Charset charset = charset();
        return () -> new Iterator<>() {

            private final Iterator<byte[]> lines = reader.iterator();

            @Override
            public boolean hasNext() {
                return lines.hasNext();
            }

            @Override
            public String next() {
                byte[] line = lines.next();
                int end = line.length;
                if (end > 0 && line[end - 1] == '\n') {
                    end -= end > 1 && line[end - 2] == '\r' ? 2 : 1;
                }
                return new String(line, 0, end, charset);
            }
        };
    }

    /** The server-sent events of the body, as they come. */
    public ServerSentEvents events() {
        return new ServerSentEvents(content());
    }

    /** Saves the body, see {@link #saveTo(Path, Progress)}. */
    public long saveTo(Path file) throws IOException {
        return saveTo(file, (_, _) -> {});
    }

    /**
     * Saves the body to a file, which is made, or made anew. Suspends until all is there. If it fails or is cancelled, the file
     * has what had come.
     *
     * @return how many bytes there are
     * @throws IOException as {@link #read}, or if the file cannot be written
     */
    public long saveTo(Path file, Progress progress) throws IOException {
        StreamReader reader = content();
        long total = contentLength();
        long done = 0;
        try (AsyncFile saved = AsyncFiles.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (byte[] piece = reader.read(PIECE); piece.length > 0; piece = reader.read(PIECE)) {
                saved.write(piece);
                done += piece.length;
                progress.progressed(done, total);
            }
        }
        return done;
    }

    private Charset charset() {
        MediaType type = contentType();
        Charset named = type == null ? null : type.charset();
        return named == null ? StandardCharsets.UTF_8 : named;
    }

    /**
     * Lets go of the connection (of HTTP/2, the stream): it is closed, unless all of the body has come. What has been read stays.
     * Closing again does nothing. Does not suspend.
     */
    @Override
    public void close() {
        attended();
        exchange.abandon();
    }

    /** Lets go of the connection, after waiting for a body that is small, for its sake. */
    void discard() throws IOException {
        if (contentLength() >= 0 && contentLength() <= PIECE) {
            body = exchange.readAll();
        }
        close();
        exchange.awaitWriter();
    }

    @Override
    public String toString() {
        return "<ClientResponse " + request + " " + status() + ">";
    }
}
