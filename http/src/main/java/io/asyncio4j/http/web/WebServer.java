package io.asyncio4j.http.web;

import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Task;
import io.asyncio4j.http.internal.ServerConnections;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.StreamProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An application that is served. Belongs to its loop.
 *
 * <p>Counterpart: {@code aiohttp.web.AppRunner} with its sites.
 */
public final class WebServer implements AutoCloseable {

    /** Opens the sockets. */
    interface Listening {
        Server listen(Supplier<? extends StreamProtocol> protocols) throws IOException;
    }

    private final EventLoop loop = Asyncio.getRunningLoop();
    private final Application application;
    private final WebOptions options;
    private final ServerConnections connections;
    private final List<Task<@Nullable Void>> background = new ArrayList<>();
    private int stagesBegun;
    private @Nullable Server server;
    private boolean closed;

    private WebServer(Application application, WebOptions options) {
        this.application = application;
        this.options = options;
        this.connections = new ServerConnections(loop, application::handle, options.limits(), options.maxConnections());
    }

    static WebServer start(Application application, WebOptions options, Listening listening) throws IOException {
        application.begin(options);
        WebServer web = new WebServer(application, options);
        try {
            web.begin();
            web.server = listening.listen(web.connections::newProtocol);
        } catch (Throwable e) {
            web.close();
            throw e;
        }
        return web;
    }

    private void begin() throws IOException {
        while (stagesBegun < application.stages()) {
            try {
                application.startup(stagesBegun).run();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("the application could not start: " + e, e);
            }
            stagesBegun++;
        }
        for (Coroutine.OfVoid coroutine : application.background()) {
            background.add(loop.createTask(() -> attempt("a background task", coroutine)));
        }
    }

    // ---- asking ----

    /** The port; that of the first address if there are several. */
    public int port() {
        return opened().port();
    }

    /** Where it listens. */
    public List<SocketAddress> addresses() {
        return opened().addresses();
    }

    private Server opened() {
        if (server == null) {
            throw new IllegalStateException("the server does not listen");
        }
        return server;
    }

    /** A URL by which it can be reached, for instance {@code http://localhost:8080}. */
    public String url() {
        String scheme = options.socket().tls() == null ? "http" : "https";
        if (!(opened().addresses().getFirst() instanceof InetSocketAddress address)) {
            return scheme + "+unix://" + opened().addresses().getFirst();
        }
        String host = address.getAddress().getHostAddress();
        boolean any = address.getAddress().isAnyLocalAddress();
        return scheme + "://" + (any ? "localhost" : host.indexOf(':') < 0 ? host : "[" + host + "]") + ":"
                + address.getPort();
    }

    /** How many connections there are now. */
    public int connections() {
        return connections.count();
    }

    // ---- the end ----

    /**
     * Ends it in phases, and suspends until that is done:
     *
     * <ol>
     *   <li>Accepts nothing more, and closes connections that are idle.
     *   <li>Lets handlers finish, for {@link WebOptions#shutdownTime}; each connection is closed after its response.
     *   <li>Cancels handlers that still run, and ends their connections.
     *   <li>Cancels and awaits the background tasks.
     *   <li>Runs what {@link Application#onCleanup} was given, the last first.
     * </ol>
     *
     * What fails in between is told the loop's exception handler, and the rest goes on. Closing again does nothing.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (server != null) {
            server.close();
            connections.stop();
            Duration deadline = loop.time().plus(options.shutdownTime());
            var _ = server.drain(options.shutdownTime());
            connections.awaitHandlers(deadline.minus(loop.time()));
        }
        background.forEach(Task::cancel);
        while (!background.isEmpty()) {
            Asyncio.waitUntil(ALL_COMPLETED, background);
            background.removeIf(Task::done);
        }
        while (stagesBegun > 0) {
            stagesBegun--;
            attempt("cleanup", application.cleanup(stagesBegun));
        }
    }

    private void attempt(String what, Coroutine.OfVoid step) {
        try {
            step.run();
        } catch (Exception e) {
            loop.callExceptionHandler(new ExceptionContext(what + " of the server has failed", e));
        }
    }

    @Override
    public String toString() {
        return "<WebServer " + (server == null ? "not listening" : url()) + (closed ? " closed" : "") + ">";
    }
}
