package io.asyncio4j.net;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a program ends. Immutable.
 *
 * @param signals which signals end it, with or without {@code SIG}
 * @param drainTimeout how long connections may go on
 */
public record ShutdownOptions(List<String> signals, Duration drainTimeout) {

    /**
     * {@code TERM} and {@code INT}, which is Ctrl-C; 20 seconds, which fits into the 30 that Kubernetes gives a program.
     */
    public static final ShutdownOptions DEFAULT = new ShutdownOptions(List.of("TERM", "INT"), Duration.ofSeconds(20));

    /**
     * Options.
     *
     * @throws IllegalArgumentException if the timeout is negative
     */
    public ShutdownOptions {
        signals = List.copyOf(signals);
        if (drainTimeout.isNegative()) {
            throw new IllegalArgumentException("drainTimeout = " + drainTimeout + " (expected: zero or more)");
        }
    }

    /** The same options with other signals. */
    public ShutdownOptions withSignals(String... names) {
        return new ShutdownOptions(List.of(names), drainTimeout);
    }

    /** The same options with another limit for connections. */
    public ShutdownOptions withDrainTimeout(Duration timeout) {
        return new ShutdownOptions(signals, Objects.requireNonNull(timeout, "timeout"));
    }
}
