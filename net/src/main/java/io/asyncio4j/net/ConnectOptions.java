package io.asyncio4j.net;

import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is made: the keyword arguments of Python's {@code create_connection} and {@code open_connection}.
 * Immutable.
 *
 * <pre>{@code
 * openConnection("example.org", 443, ConnectOptions.DEFAULT.withTls(TlsContext.client()));
 * }</pre>
 *
 * @param tls makes the connection secure; null for a plain one
 * @param serverHostname the name that the server's certificate must bear; null for the host's
 * @param tlsHandshakeTimeout how long the TLS handshake may take
 * @param tlsShutdownTimeout how long to wait, when closing, until the peer has closed its side of TLS, too
 * @param family {@link java.net.StandardProtocolFamily#INET} or {@code INET6} to use such addresses only; null for both
 * @param localAddress the own address; null for any
 * @param happyEyeballsDelay how long to wait for an address before the next one is tried at the same time (RFC 8305); null to
 *     try one after another
 * @param interleave how many addresses of the first family come before those of the other one, in turn; 0 to leave the order as it is
 * @param limit how long a line may be that the {@link StreamReader} reads, in bytes
 */
public record ConnectOptions(
        @Nullable TlsContext tls,
        @Nullable String serverHostname,
        Duration tlsHandshakeTimeout,
        Duration tlsShutdownTimeout,
        @Nullable ProtocolFamily family,
        @Nullable SocketAddress localAddress,
        @Nullable Duration happyEyeballsDelay,
        int interleave,
        int limit) {

    /** A plain connection to any address of the host; the next address is tried after 250 ms, of the other family if there is one. */
    public static final ConnectOptions DEFAULT = new ConnectOptions(
            null,
            null,
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            null,
            null,
            Duration.ofMillis(250),
            1,
            StreamReader.DEFAULT_LIMIT);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if a number is out of range, or {@code serverHostname} is given without {@code tls}
     */
    public ConnectOptions {
        if (serverHostname != null && tls == null) {
            throw new IllegalArgumentException("serverHostname = " + serverHostname + " is only meaningful with tls");
        }
        positive("tlsHandshakeTimeout", tlsHandshakeTimeout);
        positive("tlsShutdownTimeout", tlsShutdownTimeout);
        if (interleave < 0) {
            throw new IllegalArgumentException("interleave = " + interleave + " (expected: zero or more)");
        }
        StreamReader.checkLimit(limit);
    }

    static void positive(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + " = " + duration + " (expected: more than zero)");
        }
    }

    /** The same options with TLS. */
    public ConnectOptions withTls(TlsContext newTls) {
        return with(draft -> draft.tls = Objects.requireNonNull(newTls, "tls"));
    }

    /** The same options with a name that the server's certificate must bear, instead of the host's. */
    public ConnectOptions withServerHostname(String name) {
        return with(draft -> draft.serverHostname = Objects.requireNonNull(name, "serverHostname"));
    }

    /** The same options with a limit for the TLS handshake. */
    public ConnectOptions withTlsHandshakeTimeout(Duration timeout) {
        return with(draft -> draft.tlsHandshakeTimeout = timeout);
    }

    /** The same options with a limit for the end of TLS. */
    public ConnectOptions withTlsShutdownTimeout(Duration timeout) {
        return with(draft -> draft.tlsShutdownTimeout = timeout);
    }

    /** The same options for addresses of one family only. */
    public ConnectOptions withFamily(ProtocolFamily newFamily) {
        return with(draft -> draft.family = Objects.requireNonNull(newFamily, "family"));
    }

    /** The same options with an own address. */
    public ConnectOptions withLocalAddress(SocketAddress address) {
        return with(draft -> draft.localAddress = Objects.requireNonNull(address, "localAddress"));
    }

    /** The same options with another delay before the next address is tried; null to try one after another. */
    public ConnectOptions withHappyEyeballsDelay(@Nullable Duration delay) {
        return with(draft -> draft.happyEyeballsDelay = delay);
    }

    /** The same options with another order of addresses. */
    public ConnectOptions withInterleave(int firstFamilyCount) {
        return with(draft -> draft.interleave = firstFamilyCount);
    }

    /** The same options with another limit for lines. */
    public ConnectOptions withLimit(int bytes) {
        return with(draft -> draft.limit = bytes);
    }

    private ConnectOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** Options that can be changed. */
    private static final class Draft {

        @Nullable
        TlsContext tls;

        @Nullable
        String serverHostname;

        Duration tlsHandshakeTimeout;
        Duration tlsShutdownTimeout;

        @Nullable
        ProtocolFamily family;

        @Nullable
        SocketAddress localAddress;

        @Nullable
        Duration happyEyeballsDelay;

        int interleave;
        int limit;

        Draft(ConnectOptions options) {
            tls = options.tls;
            serverHostname = options.serverHostname;
            tlsHandshakeTimeout = options.tlsHandshakeTimeout;
            tlsShutdownTimeout = options.tlsShutdownTimeout;
            family = options.family;
            localAddress = options.localAddress;
            happyEyeballsDelay = options.happyEyeballsDelay;
            interleave = options.interleave;
            limit = options.limit;
        }

        ConnectOptions options() {
            return new ConnectOptions(
                    tls,
                    serverHostname,
                    tlsHandshakeTimeout,
                    tlsShutdownTimeout,
                    family,
                    localAddress,
                    happyEyeballsDelay,
                    interleave,
                    limit);
        }
    }
}
