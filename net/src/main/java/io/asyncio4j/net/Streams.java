package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections in straight-line code: meant for {@code import static}. All functions are called in a task, and suspend.
 *
 * <p>Counterpart: {@code asyncio.streams}.
 */
public final class Streams {

    private Streams() {}

    /**
     * Connects to a server. Suspends until the connection is there.
     *
     * @param host a name or an address
     * @param port 1 to 65,535
     * @throws java.net.UnknownHostException if the name has no address
     * @throws java.net.ConnectException if it was refused
     * @throws IOException if it failed otherwise
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then no socket is left open
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Connection openConnection(String host, int port) throws IOException {
        return openConnection(host, port, ConnectOptions.DEFAULT);
    }

    /** The same with options: TLS, a local address, the limit for lines. */
    public static Connection openConnection(String host, int port, ConnectOptions options) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        return connection(
                Net.createConnection(() -> new StreamReaderProtocol(loop, options.limit(), null), host, port, options)
                        .protocol());
    }

    /**
     * Connects to a server at a Unix socket. Suspends until the connection is there.
     *
     * @throws IOException if there is none
     */
    public static Connection openUnixConnection(Path path) throws IOException {
        return openUnixConnection(path, ConnectOptions.DEFAULT);
    }

    /** The same with options. */
    public static Connection openUnixConnection(Path path, ConnectOptions options) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        return connection(
                Net.createUnixConnection(() -> new StreamReaderProtocol(loop, options.limit(), null), path, options)
                        .protocol());
    }

    private static Connection connection(StreamReaderProtocol protocol) {
        return new Connection(protocol.reader(), protocol.writer());
    }

    /**
     * Starts a server that runs {@code handler} in a task for each connection. Suspends until it listens.
     *
     * @param host a name or an address; null for all addresses of the machine
     * @param port 0 to 65,535; 0 for any that is free, see {@link Server#port}
     * @throws java.net.BindException if the port is in use, or the address is not one of this machine
     * @throws IOException if it failed otherwise
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Server startServer(ClientHandler handler, @Nullable String host, int port) throws IOException {
        return startServer(handler, host, port, ServerOptions.DEFAULT);
    }

    /** The same with options. */
    public static Server startServer(ClientHandler handler, @Nullable String host, int port, ServerOptions options)
            throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        return Net.createServer(() -> serving(loop, handler, options), host, port, options);
    }

    /** The same for several hosts. */
    public static Server startServer(ClientHandler handler, List<String> hosts, int port, ServerOptions options)
            throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        return Net.createServer(() -> serving(loop, handler, options), hosts, port, options);
    }

    /**
     * Starts a server at a Unix socket. Suspends until it listens.
     *
     * @param path the socket's file: one that is a socket already is replaced; it is removed when the server is closed
     * @throws java.net.BindException if it cannot be made
     * @throws IOException if it failed otherwise
     */
    public static Server startUnixServer(ClientHandler handler, Path path) throws IOException {
        return startUnixServer(handler, path, ServerOptions.DEFAULT);
    }

    /** The same with options. */
    public static Server startUnixServer(ClientHandler handler, Path path, ServerOptions options) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        return Net.createUnixServer(() -> serving(loop, handler, options), path, options);
    }

    private static StreamReaderProtocol serving(EventLoop loop, ClientHandler handler, ServerOptions options) {
        return new StreamReaderProtocol(loop, options.limit(), (reader, writer) -> {
            var _ = loop.createTask(() -> serve(loop, handler, reader, writer));
        });
    }

    private static void serve(EventLoop loop, ClientHandler handler, StreamReader reader, StreamWriter writer) {
        try {
            handler.handle(reader, writer);
            writer.handlerReturned();
        } catch (CancelledError e) {
            writer.close();
            throw e;
        } catch (Exception e) {
            writer.close();
            report(loop, e);
        } catch (Throwable e) {
            writer.close();
            throw e;
        }
    }

    private static void report(EventLoop loop, Exception e) {
        ExceptionContext context = new ExceptionContext("Unhandled exception in the handler of a connection", e);
        Task<?> task = Asyncio.currentTask();
        loop.callExceptionHandler(task == null ? context : context.withTask(task));
    }
}
