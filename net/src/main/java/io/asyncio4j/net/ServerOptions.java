package io.asyncio4j.net;

import java.net.ProtocolFamily;
import java.time.Duration;
import java.util.Objects;
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
        return new ServerOptions(
                Objects.requireNonNull(newTls, "tls"),
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

    /** The same options with a limit for TLS handshakes. */
    public ServerOptions withTlsHandshakeTimeout(Duration timeout) {
        return new ServerOptions(
                tls,
                timeout,
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

    /** The same options with a limit for the end of TLS. */
    public ServerOptions withTlsShutdownTimeout(Duration timeout) {
        return new ServerOptions(
                tls,
                tlsHandshakeTimeout,
                timeout,
                backlog,
                reuseAddress,
                reusePort,
                keepAlive,
                startServing,
                cleanupSocket,
                family,
                limit);
    }

    /** The same options with room for so many connections that wait to be accepted. */
    public ServerOptions withBacklog(int connections) {
        return new ServerOptions(
                tls,
                tlsHandshakeTimeout,
                tlsShutdownTimeout,
                connections,
                reuseAddress,
                reusePort,
                keepAlive,
                startServing,
                cleanupSocket,
                family,
                limit);
    }

    /** The same options with or without the re-use of an address. */
    public ServerOptions withReuseAddress(boolean reuse) {
        return new ServerOptions(
                tls,
                tlsHandshakeTimeout,
                tlsShutdownTimeout,
                backlog,
                reuse,
                reusePort,
                keepAlive,
                startServing,
                cleanupSocket,
                family,
                limit);
    }

    /** The same options with or without the sharing of the port. */
    public ServerOptions withReusePort(boolean share) {
        return new ServerOptions(
                tls,
                tlsHandshakeTimeout,
                tlsShutdownTimeout,
                backlog,
                reuseAddress,
                share,
                keepAlive,
                startServing,
                cleanupSocket,
                family,
                limit);
    }

    /** The same options with or without the system's look after silent connections. */
    public ServerOptions withKeepAlive(boolean look) {
        return new ServerOptions(
                tls,
                tlsHandshakeTimeout,
                tlsShutdownTimeout,
                backlog,
                reuseAddress,
                reusePort,
                look,
                startServing,
                cleanupSocket,
                family,
                limit);
    }

    /** The same options that accept at once, or only after {@link Server#startServing}. */
    public ServerOptions withStartServing(boolean atOnce) {
        return new ServerOptions(
                tls,
                tlsHandshakeTimeout,
                tlsShutdownTimeout,
                backlog,
                reuseAddress,
                reusePort,
                keepAlive,
                atOnce,
                cleanupSocket,
                family,
                limit);
    }

    /** The same options that remove the file of a Unix socket, or leave it. */
    public ServerOptions withCleanupSocket(boolean remove) {
        return new ServerOptions(
                tls,
                tlsHandshakeTimeout,
                tlsShutdownTimeout,
                backlog,
                reuseAddress,
                reusePort,
                keepAlive,
                startServing,
                remove,
                family,
                limit);
    }

    /** The same options for addresses of one family only. */
    public ServerOptions withFamily(ProtocolFamily newFamily) {
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
                Objects.requireNonNull(newFamily, "family"),
                limit);
    }

    /** The same options with another limit for lines. */
    public ServerOptions withLimit(int bytes) {
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
                bytes);
    }
}
