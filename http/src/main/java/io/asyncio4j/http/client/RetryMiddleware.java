package io.asyncio4j.http.client;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.internal.DelaySeconds;
import io.asyncio4j.http.internal.HttpDates;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests again that have failed, after a pause that doubles each time and is shortened by chance, so that many clients do
 * not come back at once. A server that says {@code Retry-After} is waited for as long as it says, if that is no longer than the
 * longest pause. Immutable.
 *
 * <pre>{@code
 * new ClientSession(o -> o.middleware(RetryMiddleware.DEFAULT.withAttempts(5)));
 * }</pre>
 *
 * @param attempts how often a request is sent at most
 * @param firstPause the longest pause after the first attempt
 * @param longestPause the longest pause at all
 * @param statuses statuses that are worth another attempt
 * @param anyMethod whether requests are sent again that are not idempotent, so that the server may do twice what it should do once
 * @param random what shortens the pauses
 */
public record RetryMiddleware(
        int attempts,
        Duration firstPause,
        Duration longestPause,
        Set<Integer> statuses,
        boolean anyMethod,
        RandomGenerator random)
        implements Middleware {

    /** Three attempts, with pauses up to 200 ms and 400 ms, after I/O errors and statuses 429, 502, 503 and 504; for idempotent methods. */
    public static final RetryMiddleware DEFAULT = new RetryMiddleware(
            3,
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            Set.of(429, 502, 503, 504),
            false,
            RandomGenerator.getDefault());

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if there is no attempt, or a pause is negative
     */
    public RetryMiddleware {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts = " + attempts + " (expected: at least 1)");
        }
        if (firstPause.isNegative() || longestPause.isNegative()) {
            throw new IllegalArgumentException(
                    "pauses of " + firstPause + " and " + longestPause + " (expected: zero or more)");
        }
        statuses = Set.copyOf(statuses);
    }

    /** The same with another number of attempts. */
    public RetryMiddleware withAttempts(int most) {
        return new RetryMiddleware(most, firstPause, longestPause, statuses, anyMethod, random);
    }

    /** The same with other pauses. */
    public RetryMiddleware withPauses(Duration first, Duration longest) {
        return new RetryMiddleware(attempts, first, longest, statuses, anyMethod, random);
    }

    /** The same for other statuses. */
    public RetryMiddleware withStatuses(Set<Integer> worthIt) {
        return new RetryMiddleware(attempts, firstPause, longestPause, worthIt, anyMethod, random);
    }

    /** The same for all methods, or for idempotent ones only. */
    public RetryMiddleware withAnyMethod(boolean any) {
        return new RetryMiddleware(attempts, firstPause, longestPause, statuses, any, random);
    }

    /** The same with another source of chance. */
    public RetryMiddleware withRandom(RandomGenerator source) {
        return new RetryMiddleware(
                attempts, firstPause, longestPause, statuses, anyMethod, Objects.requireNonNull(source, "random"));
    }

    @Override
    public ClientResponse handle(ClientRequest request, Next next) throws IOException {
        boolean repeatable = request.body().isRepeatable() && (anyMethod || Hop.isIdempotent(request.method()));
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt >= attempts || !repeatable;
            Duration pause;
            try {
                ClientResponse response = next.send(request);
                if (last || !statuses.contains(response.status())) {
                    return response;
                }
                pause = pause(attempt, response.headers().get("Retry-After"));
                if (pause == null || isTooLong(pause, request)) {
                    return response;
                }
                discard(response);
            } catch (IOException e) {
                if (last || e instanceof TotalTimeoutException) {
                    throw e;
                }
                pause = Objects.requireNonNull(pause(attempt, null));
                if (isTooLong(pause, request)) {
                    throw e;
                }
            }
            Asyncio.sleep(pause);
        }
    }

    private static void discard(ClientResponse response) throws IOException {
        try {
            response.discard();
        } finally {
            response.close();
        }
    }

    private static boolean isTooLong(Duration pause, ClientRequest request) {
        Duration left = request.timeLeft();
        return left != null && pause.compareTo(left) >= 0;
    }

    /** Null if the server wants to be left alone for longer than the longest pause. */
    private @Nullable Duration pause(int attempt, @Nullable String retryAfter) {
        Duration asked = retryAfter == null ? null : asked(retryAfter.strip());
        if (asked != null) {
            return asked.compareTo(longestPause) > 0 ? null : asked;
        }
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
