package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Task;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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

    /**
     * Makes the streams for a socket of the JDK that is connected already, as
     * {@link Net#createConnection(java.util.function.Supplier, SocketChannel)} does a transport.
     *
     * @throws IOException if the connection is lost before it is made
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then the socket is closed
     * @throws IllegalArgumentException if the socket is closed, not connected, registered with a selector, or somebody waits
     *     for it in the loop; then it is left as it is
     */
    public static Connection openConnection(SocketChannel socket) throws IOException {
        return openConnection(socket, ConnectOptions.DEFAULT);
    }

    /** The same with options: those for TLS, and the limit for lines. */
    public static Connection openConnection(SocketChannel socket, ConnectOptions options) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        return connection(
                Net.createConnection(() -> new StreamReaderProtocol(loop, options.limit(), null), socket, options)
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

    /**
     * Starts a server at a socket of the JDK that is bound already, as
     * {@link Net#createServer(java.util.function.Supplier, ServerSocketChannel)} does.
     *
     * @throws IOException if the socket cannot be taken over
     * @throws IllegalArgumentException if the socket is closed, not bound, registered with a selector, or somebody waits for it in
     *     the loop; then it is left as it is
     */
    public static Server startServer(ClientHandler handler, ServerSocketChannel socket) throws IOException {
        return startServer(handler, socket, ServerOptions.DEFAULT);
    }

    /** The same with options; those that say how to bind do not matter. */
    public static Server startServer(ClientHandler handler, ServerSocketChannel socket, ServerOptions options)
            throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        return Net.createServer(() -> serving(loop, handler, options), socket, options);
    }

    /**
     * Makes a socket for datagrams. Suspends until it is bound, and connected if there is a remote address. Up to
     * {@value DatagramStream#DEFAULT_LIMIT} datagrams may wait to be received.
     *
     * <p>Counterpart: none in {@code asyncio}; its users take packages such as {@code asyncudp}.
     *
     * @throws java.net.BindException if the own address is in use, or not one of this machine
     * @throws java.net.UnknownHostException if a name has no address
     * @throws IOException if it failed otherwise
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then no socket is left open
     * @throws IllegalArgumentException if the options contradict each other
     * @throws UnsupportedOperationException if the addresses are Unix sockets, and the {@linkplain IoBackend back end} has
     *     no datagrams over these
     */
    public static DatagramStream openDatagramStream(DatagramOptions options) throws IOException {
        return openDatagramStream(options, DatagramStream.DEFAULT_LIMIT);
    }

    /**
     * The same with another limit.
     *
     * @param limit how many datagrams may wait to be received; more are dropped, see {@link DatagramStream#dropped}
     * @throws IllegalArgumentException also if {@code limit} is less than 1
     */
    public static DatagramStream openDatagramStream(DatagramOptions options, int limit) throws IOException {
        DatagramStream.Receiver receiver = new DatagramStream.Receiver(limit);
        Net.createDatagramEndpoint(() -> receiver, options);
        return receiver.stream();
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
