package io.asyncio4j.http.client;

import io.asyncio4j.http.internal.DelaySeconds;
import io.asyncio4j.http.internal.HttpDates;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How often something is tried that may fail, and the pauses in between: each is twice the one before, and shortened by chance, to
 * half of it at most, so that many clients do not come back at once. A server that says {@code Retry-After} is waited for as long as
 * it says, if that is no longer than the longest pause, and else given up. Immutable.
 *
 * @param attempts how often it is tried at most
 * @param firstPause the longest pause after the first attempt
 * @param longestPause the longest pause at all
 * @param random what shortens the pauses
 */
public record Backoff(int attempts, Duration firstPause, Duration longestPause, RandomGenerator random) {

    /** Endlessly, with pauses from 200 ms up to 30 s. */
    public static final Backoff DEFAULT = new Backoff(
            Integer.MAX_VALUE, Duration.ofMillis(200), Duration.ofSeconds(30), RandomGenerator.getDefault());

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if there is no attempt, or a pause is negative
     */
    public Backoff {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts = " + attempts + " (expected: at least 1)");
        }
        if (firstPause.isNegative() || longestPause.isNegative()) {
            throw new IllegalArgumentException(
                    "pauses of " + firstPause + " and " + longestPause + " (expected: zero or more)");
        }
        Objects.requireNonNull(random, "random");
    }

    /** The same with another number of attempts. */
    public Backoff withAttempts(int most) {
        return new Backoff(most, firstPause, longestPause, random);
    }

    /** The same with other pauses. */
    public Backoff withPauses(Duration first, Duration longest) {
        return new Backoff(attempts, first, longest, random);
    }

    /** The same with another source of chance; with a seed, the pauses are the same each time. */
    public Backoff withRandom(RandomGenerator source) {
        return new Backoff(attempts, firstPause, longestPause, source);
    }

    /**
     * The pause after an attempt; null if there is to be no other one.
     *
     * @param attempt from 1
     * @param retryAfter what the server has said, if it has
     */
    @Nullable
    Duration pause(int attempt, @Nullable String retryAfter) {
        if (attempt >= attempts) {
            return null;
        }
        Duration asked = retryAfter == null ? null : asked(retryAfter.strip());
        if (asked == null) {
            return pause(attempt);
        }
        return asked.compareTo(longestPause) > 0 ? null : asked;
    }

    /** The same without regard to what may end the attempts. */
    Duration pause(int attempt) {
        double most =
                Math.min((double) firstPause.toNanos() * Math.pow(2, attempt - 1.0), (double) longestPause.toNanos());
        return Duration.ofNanos((long) (most * (0.5 + random.nextDouble() / 2)));
    }

    /** Seconds or a date; null for neither. */
    private static @Nullable Duration asked(String text) {
        Duration seconds = DelaySeconds.parse(text);
        if (seconds != null) {
            return seconds;
        }
        Instant now = Instant.now();
        Instant until = HttpDates.parse(text, now);
        return until == null ? null : until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
    }
}
