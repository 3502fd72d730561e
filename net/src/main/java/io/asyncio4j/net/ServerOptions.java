package io.asyncio4j.net;

import java.net.ProtocolFamily;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a server is made: the keyword arguments of Python's {@code create_server} and {@code start_server}. Immutable.
 *
 * @param tls makes the connections secure; null for plain ones
 * @param tlsHandshakeTimeout how long a TLS handshake may take
 * @param tlsShutdownTimeout how long to wait, when closing, until the peer has closed its side of TLS, too
 * @param backlog how many connections may wait to be accepted
 * @param reuseAddress whether an address can be used again at once after a server there has ended
 * @param reusePort whether several servers may listen at the same port, which share the connections
 * @param keepAlive whether the system looks after silent connections
 * @param startServing whether connections are accepted at once, not only after {@link Server#startServing}
 * @param cleanupSocket whether the file of a Unix socket is removed when the server is closed
 * @param family {@link java.net.StandardProtocolFamily#INET} or {@code INET6} to listen at such addresses only; null for both
 * @param limit how long a line may be that a {@link StreamReader} reads, in bytes
 */
public record ServerOptions(
        @Nullable TlsContext tls,
        Duration tlsHandshakeTimeout,
        Duration tlsShutdownTimeout,
        int backlog,
        boolean reuseAddress,
        boolean reusePort,
        boolean keepAlive,
        boolean startServing,
        boolean cleanupSocket,
        @Nullable ProtocolFamily family,
        int limit) {

    /** A plain server that accepts at once, with a backlog of 100. */
    public static final ServerOptions DEFAULT = new ServerOptions(
            null,
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            100,
            true,
            false,
            false,
            true,
            true,
            null,
            StreamReader.DEFAULT_LIMIT);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public ServerOptions {
        ConnectOptions.positive("tlsHandshakeTimeout", tlsHandshakeTimeout);
        ConnectOptions.positive("tlsShutdownTimeout", tlsShutdownTimeout);
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog = " + backlog + " (expected: at least 1)");
        }
        StreamReader.checkLimit(limit);
    }

    /** The same options with TLS. */
    public ServerOptions withTls(TlsContext newTls) {
        return with(draft -> draft.tls = Objects.requireNonNull(newTls, "tls"));
    }

    /** The same options with a limit for TLS handshakes. */
    public ServerOptions withTlsHandshakeTimeout(Duration timeout) {
        return with(draft -> draft.tlsHandshakeTimeout = timeout);
    }

    /** The same options with a limit for the end of TLS. */
    public ServerOptions withTlsShutdownTimeout(Duration timeout) {
        return with(draft -> draft.tlsShutdownTimeout = timeout);
    }

    /** The same options with room for so many connections that wait to be accepted. */
    public ServerOptions withBacklog(int connections) {
        return with(draft -> draft.backlog = connections);
    }

    /** The same options with or without the re-use of an address. */
    public ServerOptions withReuseAddress(boolean reuse) {
        return with(draft -> draft.reuseAddress = reuse);
    }

    /** The same options with or without the sharing of the port. */
    public ServerOptions withReusePort(boolean share) {
        return with(draft -> draft.reusePort = share);
    }

    /** The same options with or without the system's look after silent connections. */
    public ServerOptions withKeepAlive(boolean look) {
        return with(draft -> draft.keepAlive = look);
    }

    /** The same options that accept at once, or only after {@link Server#startServing}. */
    public ServerOptions withStartServing(boolean atOnce) {
        return with(draft -> draft.startServing = atOnce);
    }

    /** The same options that remove the file of a Unix socket, or leave it. */
    public ServerOptions withCleanupSocket(boolean remove) {
        return with(draft -> draft.cleanupSocket = remove);
    }

    /** The same options for addresses of one family only. */
    public ServerOptions withFamily(ProtocolFamily newFamily) {
        return with(draft -> draft.family = Objects.requireNonNull(newFamily, "family"));
    }

    /** The same options with another limit for lines. */
    public ServerOptions withLimit(int bytes) {
        return with(draft -> draft.limit = bytes);
    }

    private ServerOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** Options that can be changed. */
    private static final class Draft {

        @Nullable
        TlsContext tls;

        Duration tlsHandshakeTimeout;
        Duration tlsShutdownTimeout;
        int backlog;
        boolean reuseAddress;
        boolean reusePort;
        boolean keepAlive;
        boolean startServing;
        boolean cleanupSocket;

        @Nullable
        ProtocolFamily family;

        int limit;

        Draft(ServerOptions options) {
            tls = options.tls;
            tlsHandshakeTimeout = options.tlsHandshakeTimeout;
            tlsShutdownTimeout = options.tlsShutdownTimeout;
            backlog = options.backlog;
            reuseAddress = options.reuseAddress;
            reusePort = options.reusePort;
            keepAlive = options.keepAlive;
            startServing = options.startServing;
            cleanupSocket = options.cleanupSocket;
            family = options.family;
            limit = options.limit;
        }

        ServerOptions options() {
            return new ServerOptions(
                    tls,
                    tlsHandshakeTimeout,
                    tlsShutdownTimeout,
                    backlog,
                    reuseAddress,
                    reusePort,
                    keepAlive,
                    startServing,
                    cleanupSocket,
                    family,
                    limit);
        }
    }
}
