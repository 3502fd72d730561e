package io.asyncio4j.http.web;

import io.asyncio4j.http.MultipartLimits;
import io.asyncio4j.http.internal.ConnectionLimits;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.TlsContext;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a server listens, and what it puts up with. Immutable.
 *
 * @param socket how it listens
 * @param maxRequestLine how many bytes a request's line may have, else 414
 * @param maxHeaders how many bytes its headers may have together, else 431
 * @param maxBody how many bytes {@link Request#read} and its kin take, else 413; {@link Request#content} has no limit
 * @param maxConnections how many connections there may be; those above get a 503
 * @param headTime how long a request's line and headers may take, else 408
 * @param idleTime how long a connection may be without a request before it is closed
 * @param bodyTime how long nothing may come of a body, and how long a peer may take nothing of a response
 * @param shutdownTime how long handlers may still run when the server is closed, before they are cancelled
 * @param multipart what {@link Request#multipart} takes, else 413
 * @param decompression whether the bodies of requests that say {@code Content-Encoding: gzip} or {@code deflate} are decompressed,
 *     and those with others refused with 415; {@code maxBody} is for what comes of it
 * @param accessLog told of each response; null for none
 */
public record WebOptions(
        ServerOptions socket,
        int maxRequestLine,
        int maxHeaders,
        int maxBody,
        int maxConnections,
        Duration headTime,
        Duration idleTime,
        Duration bodyTime,
        Duration shutdownTime,
        MultipartLimits multipart,
        boolean decompression,
        @Nullable AccessLog accessLog) {

    /** The usual ones: 8 KiB for the line, 16 KiB of headers, 1 MiB bodies, 30 s for a head, 75 s idle, a minute to end. */
    public static final WebOptions DEFAULT = new WebOptions(
            ServerOptions.DEFAULT,
            8192,
            16384,
            1 << 20,
            Integer.MAX_VALUE,
            Duration.ofSeconds(30),
            Duration.ofSeconds(75),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            MultipartLimits.DEFAULT,
            false,
            null);

    public WebOptions {
        Objects.requireNonNull(socket, "socket");
        positive("maxRequestLine", maxRequestLine);
        positive("maxHeaders", maxHeaders);
        positive("maxBody", maxBody);
        positive("maxConnections", maxConnections);
        positive("headTime", headTime);
        positive("idleTime", idleTime);
        positive("bodyTime", bodyTime);
        Objects.requireNonNull(shutdownTime, "shutdownTime");
        Objects.requireNonNull(multipart, "multipart");
    }

    private static void positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " " + value + " (expected: more than 0)");
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " " + value + " (expected: more than 0)");
        }
    }

    /** Makes connections secure, and lets peers choose HTTP/2 (by ALPN). With {@link #withSocket} they get no choice but the context's. */
    public WebOptions withTls(TlsContext tls) {
        return withSocket(socket.withTls(tls.withAlpn("h2", "http/1.1")));
    }

    public WebOptions withSocket(ServerOptions newSocket) {
        return with(draft -> draft.socket = newSocket);
    }

    public WebOptions withMaxRequestLine(int bytes) {
        return with(draft -> draft.maxRequestLine = bytes);
    }

    public WebOptions withMaxHeaders(int bytes) {
        return with(draft -> draft.maxHeaders = bytes);
    }

    public WebOptions withMaxBody(int bytes) {
        return with(draft -> draft.maxBody = bytes);
    }

    public WebOptions withMaxConnections(int connections) {
        return with(draft -> draft.maxConnections = connections);
    }

    public WebOptions withHeadTime(Duration time) {
        return with(draft -> draft.headTime = time);
    }

    public WebOptions withIdleTime(Duration time) {
        return with(draft -> draft.idleTime = time);
    }

    public WebOptions withBodyTime(Duration time) {
        return with(draft -> draft.bodyTime = time);
    }

    public WebOptions withShutdownTime(Duration time) {
        return with(draft -> draft.shutdownTime = time);
    }

    public WebOptions withMultipart(MultipartLimits limits) {
        return with(draft -> draft.multipart = limits);
    }

    public WebOptions withDecompression(boolean decompress) {
        return with(draft -> draft.decompression = decompress);
    }

    public WebOptions withAccessLog(AccessLog log) {
        return with(draft -> draft.accessLog = log);
    }

    ConnectionLimits limits() {
        return new ConnectionLimits(maxRequestLine, maxHeaders, headTime, idleTime, bodyTime, 1 << 18);
    }

    private WebOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.toOptions();
    }

    private static final class Draft {
        private ServerOptions socket;
        private int maxRequestLine;
        private int maxHeaders;
        private int maxBody;
        private int maxConnections;
        private Duration headTime;
        private Duration idleTime;
        private Duration bodyTime;
        private Duration shutdownTime;
        private MultipartLimits multipart;
        private boolean decompression;
        private @Nullable AccessLog accessLog;

        Draft(WebOptions options) {
            socket = options.socket;
            maxRequestLine = options.maxRequestLine;
            maxHeaders = options.maxHeaders;
            maxBody = options.maxBody;
            maxConnections = options.maxConnections;
            headTime = options.headTime;
            idleTime = options.idleTime;
            bodyTime = options.bodyTime;
            shutdownTime = options.shutdownTime;
            multipart = options.multipart;
            decompression = options.decompression;
            accessLog = options.accessLog;
        }

        WebOptions toOptions() {
            return new WebOptions(
                    socket,
                    maxRequestLine,
                    maxHeaders,
                    maxBody,
                    maxConnections,
                    headTime,
                    idleTime,
                    bodyTime,
                    shutdownTime,
                    multipart,
                    decompression,
                    accessLog);
        }
    }
}
