package io.asyncio4j.http.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Time limits of a request; null for none. Immutable.
 *
 * <p>Counterpart: {@code aiohttp.ClientTimeout}.
 *
 * @param total for all of it, from the call to the last byte of the body, redirects included
 * @param poolAcquire for waiting until a connection is free
 * @param connect for looking up the host and connecting
 * @param tls for the TLS handshake
 * @param sockRead for the time in which nothing comes from the server, while something is awaited
 */
public record ClientTimeout(
        @Nullable Duration total,
        @Nullable Duration poolAcquire,
        @Nullable Duration connect,
        @Nullable Duration tls,
        @Nullable Duration sockRead) {

    /** No limit. */
    public static final ClientTimeout NONE = new ClientTimeout(null, null, null, null, null);

    /** Five minutes in total, of them half a minute to connect, and another one for TLS. */
    public static final ClientTimeout DEFAULT =
            new ClientTimeout(Duration.ofMinutes(5), null, Duration.ofSeconds(30), Duration.ofSeconds(30), null);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public ClientTimeout {
        check("total", total);
        check("poolAcquire", poolAcquire);
        check("connect", connect);
        check("tls", tls);
        check("sockRead", sockRead);
    }

    private static void check(String name, @Nullable Duration limit) {
        if (limit != null && (!limit.isPositive() || limit.compareTo(Duration.ofDays(36_500)) > 0)) {
            throw new IllegalArgumentException(name + " = " + limit + " (expected: more than zero; null for no limit)");
        }
    }

    /** No limit but that one. */
    public static ClientTimeout ofTotal(Duration total) {
        return NONE.withTotal(total);
    }

    /** The same limits with another total. */
    public ClientTimeout withTotal(@Nullable Duration limit) {
        return new ClientTimeout(limit, poolAcquire, connect, tls, sockRead);
    }

    /** The same limits with another one for waiting for a connection. */
    public ClientTimeout withPoolAcquire(@Nullable Duration limit) {
        return new ClientTimeout(total, limit, connect, tls, sockRead);
    }

    /** The same limits with another one for connecting. */
    public ClientTimeout withConnect(@Nullable Duration limit) {
        return new ClientTimeout(total, poolAcquire, limit, tls, sockRead);
    }

    /** The same limits with another one for the TLS handshake. */
    public ClientTimeout withTls(@Nullable Duration limit) {
        return new ClientTimeout(total, poolAcquire, connect, limit, sockRead);
    }

    /** The same limits with another one for silence. */
    public ClientTimeout withSockRead(@Nullable Duration limit) {
        return new ClientTimeout(total, poolAcquire, connect, tls, limit);
    }
}
