package io.asyncio4j.http.web;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.internal.ServerExchange;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Shutdown;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server answers: routes to handlers, middleware around them, and what lives as long as the server.
 *
 * {@snippet :
 * Application app = new Application();
 * app.get("/hello/{name}", request -> Response.text("Hello, " + request.matchInfo("name")));
 * Asyncio.run(() -> app.run(8080));
 * }
 *
 * <p>It is made first and started then: what is added after that is refused. Not thread-safe.
 *
 * <p>Counterpart: {@code aiohttp.web.Application}.
 */
public final class Application {

    /** What a server starts with, and what it ends with. */
    private record Stage(Coroutine.OfVoid startup, Coroutine.OfVoid cleanup) {}

    private static final Coroutine.OfVoid NOTHING = Application::nothing;

    private final Router router = new Router();
    private final List<Middleware> middlewares = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final List<Coroutine.OfVoid> background = new ArrayList<>();
    private final Map<String, Object> attributes = new HashMap<>();
    private WebOptions options = WebOptions.DEFAULT;
    private Handler handler = this::route;
    private boolean started;

    /** Without routes: everything is answered with 404. */
    public Application() {}

    private static void nothing() {}

    // ---- routes ----

    /** Answers GET, and HEAD, of a path; see {@link #route}. */
    public Application get(String path, Handler to) {
        return route("GET", path, to);
    }

    /** Answers POST; see {@link #route}. */
    public Application post(String path, Handler to) {
        return route("POST", path, to);
    }

    /** Answers PUT; see {@link #route}. */
    public Application put(String path, Handler to) {
        return route("PUT", path, to);
    }

    /** Answers PATCH; see {@link #route}. */
    public Application patch(String path, Handler to) {
        return route("PATCH", path, to);
    }

    /** Answers DELETE; see {@link #route}. */
    public Application delete(String path, Handler to) {
        return route("DELETE", path, to);
    }

    /** Talks over WebSockets at a path; see {@link Response#webSocket} and {@link #route}. */
    public Application webSocket(String path, WebSocketHandler session) {
        return get(path, _ -> Response.webSocket(session));
    }

    /**
     * Answers a method of all paths of a pattern. Segments may be {@code {name}}, {@code {name:regex}} and, at the end, {@code
     * {name...}}, which takes all the rest; {@link Request#matchInfo} has what they stand for. A text goes before an
     * expression, that before any segment, that before a rest.
     *
     * @param method in capitals, or {@code *} for those that have no handler of their own
     * @return this
     * @throws IllegalArgumentException if the pattern is malformed, or has a handler for that method
     * @throws IllegalStateException if it was started
     */
    public Application route(String method, String path, Handler to) {
        checkNotStarted();
        router.add(method, path, to);
        return this;
    }

    /**
     * Answers with the files of a folder. A folder is answered with its index file; a path that leads out of it, also by a
     * symbolic link, is not found. See {@link Response#file} for what clients get.
     *
     * @param prefix the path of the folder, for instance {@code /static}
     * @return this
     * @throws IllegalArgumentException if there is no such folder, or the path has a handler already
     * @throws IllegalStateException if it was started
     */
    public Application addStatic(String prefix, Path folder, StaticOptions with) {
        String path = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        int segments = (int) path.chars().filter(c -> c == '/').count();
        var _ = get(path + "/{path...}", new StaticFiles(folder, segments, with));
        return path.isEmpty() ? this : get(path, StaticFiles::toFolder);
    }

    /** The same with the usual options: no listings, {@code index.html}. */
    public Application addStatic(String prefix, Path folder) {
        return addStatic(prefix, folder, StaticOptions.DEFAULT);
    }

    /**
     * Puts middleware around all handlers, inside what was added before, also for paths without a handler.
     *
     * @throws IllegalStateException if it was started
     */
    public Application use(Middleware middleware) {
        checkNotStarted();
        middlewares.add(middleware);
        return this;
    }

    /**
     * Compresses responses for peers that can undo that: gzip and deflate; Brotli and Zstandard if {@code brotli4j} and {@code
     * zstd-jni} are there. It is middleware, so it concerns what middleware added after it and the handlers answer. Nothing is
     * done with what is compressed already, parts of files, or what says {@code Cache-Control: no-transform}. What is written while
     * it is sent is compressed piece by piece, so that each can be read when it comes. A strong {@code ETag} becomes a weak one.
     *
     * <p>Secrets and what a stranger has sent do not belong together into a compressed page over TLS: its length tells something
     * of them.
     *
     * @throws IllegalStateException if it was started
     */
    public Application compress(CompressionOptions what) {
        return use(new Compression(what));
    }

    /** The same for the usual types, from 1 KiB. */
    public Application compress() {
        return compress(CompressionOptions.DEFAULT);
    }

    // ---- what lives as long as the server ----

    /**
     * Runs something before the server accepts connections, in the order of these calls, and something when it has ended, in
     * the opposite order. If one fails to start, those that were started are ended.
     *
     * @throws IllegalStateException if it was started
     */
    public Application onStartup(Coroutine.OfVoid startup, Coroutine.OfVoid cleanup) {
        checkNotStarted();
        stages.add(new Stage(startup, cleanup));
        return this;
    }

    /** The same without an end. */
    public Application onStartup(Coroutine.OfVoid startup) {
        return onStartup(startup, NOTHING);
    }

    /** The same without a beginning. */
    public Application onCleanup(Coroutine.OfVoid cleanup) {
        return onStartup(NOTHING, cleanup);
    }

    /**
     * Runs a task beside the server. It is cancelled when the last handler has ended, and awaited before what {@link #onCleanup}
     * has. If it fails, the loop's exception handler is told.
     */
    public Application background(Coroutine.OfVoid task) {
        checkNotStarted();
        background.add(task);
        return this;
    }

    /** What handlers share. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    private void checkNotStarted() {
        if (started) {
            throw new IllegalStateException("the application was started already; add routes and the like before");
        }
    }

    // ---- running ----

    /**
     * Serves at a port of this machine only, until Ctrl-C or SIGTERM. Suspends; see {@link WebServer#close} for the end.
     *
     * @throws IOException if it cannot listen there
     */
    public void run(int port) throws IOException {
        run("localhost", port, WebOptions.DEFAULT);
    }

    /** The same at a host's addresses ({@code 0.0.0.0} for all of IPv4), with options. */
    public void run(String host, int port, WebOptions with) throws IOException {
        try (WebServer server = start(host, port, with)) {
            System.out.println("======== Running on " + server.url() + " ========\n(Press CTRL+C to quit)");
            var _ = Shutdown.run(_ -> Asyncio.getRunningLoop().createFuture().await());
        }
    }

    /**
     * Starts a server, which accepts connections when this returns. Suspends.
     *
     * @param host a name or an address; if a name has several, such as {@code localhost}, it listens at all of them
     * @param port 0 for any that is free, see {@link WebServer#port}; then each address has a port of its own, as in asyncio
     * @throws IOException if it cannot listen there
     * @throws IllegalStateException if it was started already
     */
    public WebServer start(String host, int port, WebOptions with) throws IOException {
        return WebServer.start(this, with, protocols -> Net.createServer(protocols, host, port, with.socket()));
    }

    /** The same with the usual options. */
    public WebServer start(String host, int port) throws IOException {
        return start(host, port, WebOptions.DEFAULT);
    }

    /** The same at a Unix socket. */
    public WebServer startUnix(Path path, WebOptions with) throws IOException {
        return WebServer.start(this, with, protocols -> Net.createUnixServer(protocols, path, with.socket()));
    }

    /** Called when a server is started. */
    void begin(WebOptions with) {
        checkNotStarted();
        started = true;
        options = with;
        for (Middleware middleware : middlewares.reversed()) {
            Handler next = handler;
            handler = request -> taken(middleware.handle(request, next), request);
        }
    }

    List<Coroutine.OfVoid> background() {
        return background;
    }

    int stages() {
        return stages.size();
    }

    Coroutine.OfVoid startup(int stage) {
        return stages.get(stage).startup;
    }

    Coroutine.OfVoid cleanup(int stage) {
        return stages.get(stage).cleanup;
    }

    WebOptions options() {
        return options;
    }

    // ---- answering ----

    private Response route(Request request) throws Exception {
        Router.Match match = router.find(request.method(), request.path());
        request.setVariables(match.variables());
        return taken(match.handler().handle(request), request);
    }

    /** A response becomes what is sent; its body is closed at the end, whether middleware makes something else of it or not. */
    private static Response taken(Response response, Request request) throws IOException {
        Response prepared = response.prepared(request);
        Payload body = prepared.written();
        if (body != null) {
            request.closeAtEnd(body);
        }
        return prepared;
    }

    /** Answers one request. */
    void handle(ServerExchange exchange) throws Exception {
        EventLoop loop = Asyncio.getRunningLoop();
        AccessLog log = options.accessLog();
        Duration begun = log == null ? Duration.ZERO : loop.time();
        Request request = new Request(this, exchange);
        try {
            answer(request, exchange, loop, log, begun);
        } finally {
            request.close();
        }
    }

    private void answer(
            Request request, ServerExchange exchange, EventLoop loop, @Nullable AccessLog log, Duration begun)
            throws Exception {
        Response response = respond(request, loop);
        if (exchange.isGone()) {
            return; // nobody is left to be answered
        }
        try {
            response.send(exchange);
        } catch (IOException e) {
            if (!exchange.isGone()) {
                throw e;
            }
        }
        if (log != null) {
            log.answered(request, response, loop.time().minus(begun));
        }
    }

    private Response respond(Request request, EventLoop loop) {
        try {
            return handler.handle(request);
        } catch (HttpStatusException e) {
            return e.toResponse();
        } catch (Exception e) {
            int status = request.statusOf(e);
            if (status != 0) {
                return new HttpStatusException(status, String.valueOf(e.getMessage())).toResponse();
            }
            if (!request.exchange().isGone()) {
                loop.callExceptionHandler(new ExceptionContext("Error handling " + request, e));
            }
            return new HttpStatusException(500).toResponse();
        }
    }
}
