package io.asyncio4j.net;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a connection that is there already is made secure: the keyword arguments of Python's {@code start_tls}. Immutable.
 *
 * @param serverSide whether this side is the server
 * @param serverHostname for a client, the name that the server's certificate must bear
 * @param handshakeTimeout how long the handshake may take
 * @param shutdownTimeout how long to wait, when closing, until the peer has closed its side of TLS, too
 */
public record TlsOptions(
        boolean serverSide, @Nullable String serverHostname, Duration handshakeTimeout, Duration shutdownTimeout) {

    /** The client's side, with a minute for the handshake and half a minute for the end. */
    public static final TlsOptions DEFAULT =
            new TlsOptions(false, null, Duration.ofSeconds(60), Duration.ofSeconds(30));

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if a duration is not positive, or {@code serverHostname} is given to a server
     */
    public TlsOptions {
        if (serverSide && serverHostname != null) {
            throw new IllegalArgumentException(
                    "serverHostname = " + serverHostname + " is only meaningful for a client");
        }
        ConnectOptions.positive("handshakeTimeout", handshakeTimeout);
        ConnectOptions.positive("shutdownTimeout", shutdownTimeout);
    }

    static TlsOptions of(ConnectOptions options, @Nullable String host) {
        String name = options.serverHostname() == null ? host : options.serverHostname();
        return new TlsOptions(false, name, options.tlsHandshakeTimeout(), options.tlsShutdownTimeout());
    }

    static TlsOptions of(ServerOptions options) {
        return new TlsOptions(true, null, options.tlsHandshakeTimeout(), options.tlsShutdownTimeout());
    }

    /** The same options for the server's side, or the client's. */
    public TlsOptions withServerSide(boolean server) {
        return new TlsOptions(server, serverHostname, handshakeTimeout, shutdownTimeout);
    }

    /** The same options with a name that the server's certificate must bear. */
    public TlsOptions withServerHostname(String name) {
        return new TlsOptions(
                serverSide, Objects.requireNonNull(name, "serverHostname"), handshakeTimeout, shutdownTimeout);
    }

    /** The same options with a limit for the handshake. */
    public TlsOptions withHandshakeTimeout(Duration timeout) {
        return new TlsOptions(serverSide, serverHostname, timeout, shutdownTimeout);
    }

    /** The same options with a limit for the end. */
    public TlsOptions withShutdownTimeout(Duration timeout) {
        return new TlsOptions(serverSide, serverHostname, handshakeTimeout, timeout);
    }
}
