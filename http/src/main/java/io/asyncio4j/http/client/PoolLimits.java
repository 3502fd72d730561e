package io.asyncio4j.http.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a session keeps, and how long: arguments of {@code aiohttp.TCPConnector}. Immutable.
 *
 * @param total how many connections there may be at the same time, idle ones among them; 0 for no limit. One of HTTP/2 carries as
 *     many requests at a time as the server allows
 * @param perHost how many of them may lead to the same place; 0 for no limit
 * @param maxWaiting how many requests may wait for a connection; 0 for no limit
 * @param keepAlive how long an idle connection is kept, unless the server says that it keeps it for a shorter time; zero to close
 *     each connection as soon as nobody uses it
 * @param maxAge how old a connection may be when it is used again; null for no limit
 */
public record PoolLimits(
        int total,
        int perHost,
        int maxWaiting,
        Duration keepAlive,
        @Nullable Duration maxAge) {

    /** 100 connections, however many of them to one host; idle ones are kept for 15 seconds. */
    public static final PoolLimits DEFAULT = new PoolLimits(100, 0, 0, Duration.ofSeconds(15), null);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if a number or {@code keepAlive} is negative, or {@code maxAge} is not positive
     */
    public PoolLimits {
        zeroOrMore("total", total);
        zeroOrMore("perHost", perHost);
        zeroOrMore("maxWaiting", maxWaiting);
        if (keepAlive.isNegative()) {
            throw new IllegalArgumentException("keepAlive = " + keepAlive + " (expected: zero or more)");
        }
        if (maxAge != null && !maxAge.isPositive()) {
            throw new IllegalArgumentException("maxAge = " + maxAge + " (expected: more than zero)");
        }
    }

    private static void zeroOrMore(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " = " + value + " (expected: zero or more)");
        }
    }

    /** The same limits with another total. */
    public PoolLimits withTotal(int connections) {
        return new PoolLimits(connections, perHost, maxWaiting, keepAlive, maxAge);
    }

    /** The same limits with another one for each host. */
    public PoolLimits withPerHost(int connections) {
        return new PoolLimits(total, connections, maxWaiting, keepAlive, maxAge);
    }

    /** The same limits with another one for waiting requests. */
    public PoolLimits withMaxWaiting(int requests) {
        return new PoolLimits(total, perHost, requests, keepAlive, maxAge);
    }

    /** The same limits with another time for idle connections. */
    public PoolLimits withKeepAlive(Duration idle) {
        return new PoolLimits(total, perHost, maxWaiting, idle, maxAge);
    }

    /** The same limits with a maximal age. */
    public PoolLimits withMaxAge(@Nullable Duration age) {
        return new PoolLimits(total, perHost, maxWaiting, keepAlive, age);
    }
}
