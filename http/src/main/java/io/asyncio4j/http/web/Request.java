package io.asyncio4j.http.web;

import io.asyncio4j.Asyncio;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.http.Cookie;
import io.asyncio4j.http.Headers;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.http.JsonCodec;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.MultipartReader;
import io.asyncio4j.http.Parameters;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadTooLargeException;
import io.asyncio4j.http.internal.Decompression;
import io.asyncio4j.http.internal.ServerExchange;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.StreamReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request, as its handler gets it. Used in the loop, by the handler's task and what that starts, until the handler returns.
 *
 * <p>Counterpart: {@code aiohttp.web.Request}.
 */
public final class Request {

    private static final byte[] NOTHING = {};
    private static final int PIECE = 1 << 16;

    private final Application application;
    private final ServerExchange exchange;
    private final String path;
    private final String queryString;
    private Map<String, String> variables = Map.of();
    private @Nullable Parameters query;
    private @Nullable Map<String, String> cookies;
    private @Nullable Map<String, Object> attributes;
    private byte @Nullable [] read;
    private @Nullable DecodedPayload decoded;
    private boolean readsParts;
    private @Nullable List<AutoCloseable> closeables;
    private @Nullable Payload responseBody;

    Request(Application application, ServerExchange exchange) {
        this.application = application;
        this.exchange = exchange;
        String target = exchange.target();
        String local = target.startsWith("/") ? target : ofAbsolute(target);
        int question = local.indexOf('?');
        path = question < 0 ? local : local.substring(0, question);
        queryString = question < 0 ? "" : local.substring(question + 1);
    }

    /** Proxies are asked with a whole URL (RFC 9112, 3.2.2); OPTIONS with an asterisk stays what it is. */
    private static String ofAbsolute(String target) {
        int scheme = target.indexOf("://");
        if (scheme < 0) {
            return target;
        }
        int slash = target.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : target.substring(slash);
    }

    ServerExchange exchange() {
        return exchange;
    }

    void setVariables(Map<String, String> found) {
        variables = found;
    }

    /** Has something closed when the request has been answered, or has failed. */
    void closeAtEnd(AutoCloseable closeable) {
        if (closeables == null) {
            closeables = new ArrayList<>(2);
        }
        closeables.add(closeable);
    }

    /** The same with the body of its response. */
    void closeAtEnd(Payload body) {
        if (body != responseBody) {
            responseBody = body;
            closeAtEnd((AutoCloseable) body::close);
        }
    }

    /** Called when it is over. */
    void close() {
        if (closeables == null) {
            return;
        }
        for (AutoCloseable closeable : closeables.reversed()) {
            try {
                closeable.close();
            } catch (Exception e) {
                Asyncio.getRunningLoop().callExceptionHandler(new ExceptionContext("Error closing " + this, e));
            }
        }
    }

    // ---- the head ----

    /** In capitals, as {@code GET}. */
    public String method() {
        return exchange.method();
    }

    /** The path as it was sent, without the query: still encoded. */
    public String path() {
        return path;
    }

    /** What follows the question mark; empty if nothing does. */
    public String queryString() {
        return queryString;
    }

    /** The query's parameters. */
    public Parameters query() {
        if (query == null) {
            query = Parameters.parse(queryString);
        }
        return query;
    }

    /** The first value of a query parameter; null if there is none. */
    public @Nullable String query(String name) {
        return query().get(name);
    }

    /** The values of the path's variables, decoded. */
    public Map<String, String> matchInfo() {
        return variables;
    }

    /**
     * The value of a variable of the path, decoded.
     *
     * @throws IllegalArgumentException if the pattern has none of that name
     */
    public String matchInfo(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("variable " + name + " (expected: one of " + variables.keySet() + ")");
        }
        return value;
    }

    /** For instance {@code HTTP/1.1}. */
    public String version() {
        return exchange.version();
    }

    public Headers headers() {
        return exchange.headers();
    }

    /** The first value of a header; null if there is none. */
    public @Nullable String header(String name) {
        return exchange.headers().get(name);
    }

    /** The cookies by name; of several with the same name the first. */
    public Map<String, String> cookies() {
        if (cookies == null) {
            cookies = new LinkedHashMap<>();
            for (String header : headers().getAll("cookie")) {
                for (Cookie cookie : Cookie.parseCookies(header)) {
                    cookies.putIfAbsent(cookie.name(), cookie.value());
                }
            }
        }
        return cookies;
    }

    /** The content type; null if none was sent, or a malformed one. */
    public @Nullable MediaType contentType() {
        String type = header("content-type");
        if (type == null) {
            return null;
        }
        try {
            return MediaType.parse(type);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** {@code https} over TLS, else {@code http}. What proxies say in headers is not looked at. */
    public String scheme() {
        return exchange.transport().getExtraInfo(ExtraInfo.SSLCONTEXT) == null ? "http" : "https";
    }

    /** What the peer takes this server for, with the port if it is not the usual one; empty if it did not say. */
    public String host() {
        String host = header("host");
        return host == null ? "" : host;
    }

    /** The peer's address. */
    public @Nullable SocketAddress remote() {
        return exchange.transport().getExtraInfo(ExtraInfo.PEERNAME);
    }

    /** Details of the connection, for instance the peer's certificate. */
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> what) {
        return exchange.transport().getExtraInfo(what);
    }

    /** The application. */
    public Application application() {
        return application;
    }

    /** What middleware and handlers tell each other about this request. */
    public Map<String, Object> attributes() {
        if (attributes == null) {
            attributes = new HashMap<>();
        }
        return attributes;
    }

    // ---- the body ----

    /** Whether there is a body. */
    public boolean hasBody() {
        return exchange.hasBody();
    }

    /** The body while it comes, however long it is; at its end at once if there is none. What it throws, see {@link #read}. */
    public StreamReader content() {
        StreamReader body = body();
        if (body == null) {
            body = new StreamReader();
            body.feedEof();
        }
        return body;
    }

    private @Nullable StreamReader body() {
        if (decoded != null) {
            return decoded.reader();
        }
        String coding = application.options().decompression() && hasBody() ? header("content-encoding") : null;
        if (coding == null || coding.equalsIgnoreCase("identity")) {
            return exchange.body();
        }
        boolean gzip = coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip");
        if (!gzip && !coding.equalsIgnoreCase("deflate")) {
            throw new HttpStatusException(415, "content-encoding " + coding + " (expected: gzip or deflate)");
        }
        decoded = new DecodedPayload(
                Objects.requireNonNull(exchange.body()), Objects.requireNonNull(Decompression.of(coding)));
        closeAtEnd(decoded);
        return decoded.reader();
    }

    /** The status that tells the peer that what it has sent cannot be read; 0 if that is not what was thrown. */
    int statusOf(Throwable thrown) {
        Throwable cause = thrown.getCause();
        Throwable failure = thrown instanceof UncheckedIOException && cause != null ? cause : thrown;
        int status = exchange.statusOf(failure);
        if (status == 0 && decoded != null && decoded.isFailure(failure)) {
            return 400;
        }
        if (status == 0 && readsParts) {
            return switch (failure) {
                case PayloadTooLargeException _ -> 413;
                case HttpProtocolException _ -> 400;
                default -> 0;
            };
        }
        return status;
    }

    /**
     * The whole body, the same each time. Suspends.
     *
     * @throws HttpStatusException 413 if it is longer than {@link WebOptions#maxBody}
     * @throws IOException if the connection was lost, the body is malformed (the peer gets a 400), or does not come for too
     *     long (408)
     */
    public byte[] read() throws IOException {
        if (read == null) {
            StreamReader body = body();
            read = body == null ? NOTHING : read(body, application.options().maxBody());
        }
        return read;
    }

    private static byte[] read(StreamReader body, int limit) throws IOException {
        var all = new ByteArrayOutputStream();
        for (byte[] some = body.read(PIECE); some.length > 0; some = body.read(PIECE)) {
            if (all.size() + some.length > limit) {
                throw new HttpStatusException(413, "the body is longer than " + limit + " bytes");
            }
            all.writeBytes(some);
        }
        return all.toByteArray();
    }

    /** The whole body as a text, in the content type's charset or else UTF-8. Suspends, and throws what {@link #read} does. */
    public String text() throws IOException {
        MediaType type = contentType();
        Charset charset = type == null ? null : type.charset();
        return new String(read(), charset == null ? StandardCharsets.UTF_8 : charset);
    }

    /**
     * The whole body from JSON, whatever content type it says it is. Suspends.
     *
     * @throws HttpStatusException 400 if it is malformed, and what {@link #read} throws
     */
    public <T> T json(Class<T> type) throws IOException {
        byte[] body = read();
        try {
            return JsonCodec.standard().read(body, type);
        } catch (IOException e) {
            throw new HttpStatusException(400, "malformed JSON: " + e.getMessage(), e);
        }
    }

    /**
     * The fields of a form that was sent url-encoded; of others none. Suspends, and throws what {@link #read} does.
     */
    public Parameters form() throws IOException {
        MediaType type = contentType();
        return type != null && type.matches("application/x-www-form-urlencoded")
                ? Parameters.parse(text())
                : Parameters.of();
    }

    /**
     * The parts of a multipart body, such as a form with files, while they come. Their limits are {@link WebOptions#multipart}. If a
     * handler lets out what the reader throws, the peer gets a 413 or 400.
     *
     * @throws HttpStatusException 415 if it is no multipart body
     */
    public MultipartReader multipart() {
        try {
            MultipartReader parts = MultipartReader.of(
                    content(), header("content-type"), application.options().multipart());
            readsParts = true;
            return parts;
        } catch (HttpProtocolException e) {
            throw new HttpStatusException(415, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String toString() {
        return "<Request " + method() + " " + path + ">";
    }
}
