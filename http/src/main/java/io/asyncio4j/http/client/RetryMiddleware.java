package io.asyncio4j.http.client;

import io.asyncio4j.Asyncio;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Sends requests again that have failed, after a pause that doubles each time, see {@link Backoff}. Immutable.
 *
 * <pre>{@code
 * new ClientSession(o -> o.middleware(RetryMiddleware.DEFAULT.withAttempts(5)));
 * }</pre>
 *
 * @param backoff how often a request is sent, and the pauses in between
 * @param statuses statuses that are worth another attempt
 * @param anyMethod whether requests are sent again that are not idempotent, so that the server may do twice what it should do once
 */
public record RetryMiddleware(Backoff backoff, Set<Integer> statuses, boolean anyMethod) implements Middleware {

    /** Three attempts, with pauses up to 200 ms and 400 ms, after I/O errors and statuses 429, 502, 503 and 504; for idempotent methods. */
    public static final RetryMiddleware DEFAULT =
            new RetryMiddleware(Backoff.DEFAULT.withAttempts(3), Set.of(429, 502, 503, 504), false);

    public RetryMiddleware {
        Objects.requireNonNull(backoff, "backoff");
        statuses = Set.copyOf(statuses);
    }

    /** The same with another number of attempts. */
    public RetryMiddleware withAttempts(int most) {
        return withBackoff(backoff.withAttempts(most));
    }

    /** The same with other pauses. */
    public RetryMiddleware withPauses(Duration first, Duration longest) {
        return withBackoff(backoff.withPauses(first, longest));
    }

    /** The same with another source of chance. */
    public RetryMiddleware withRandom(RandomGenerator source) {
        return withBackoff(backoff.withRandom(source));
    }

    /** The same with other attempts and pauses. */
    public RetryMiddleware withBackoff(Backoff other) {
        return new RetryMiddleware(other, statuses, anyMethod);
    }

    /** The same for other statuses. */
    public RetryMiddleware withStatuses(Set<Integer> worthIt) {
        return new RetryMiddleware(backoff, worthIt, anyMethod);
    }

    /** The same for all methods, or for idempotent ones only. */
    public RetryMiddleware withAnyMethod(boolean any) {
        return new RetryMiddleware(backoff, statuses, any);
    }

    @Override
    public ClientResponse handle(ClientRequest request, Next next) throws IOException {
        if (!request.body().isRepeatable() || !(anyMethod || Hop.isIdempotent(request.method()))) {
            return next.send(request);
        }
        for (int attempt = 1; ; attempt++) {
            Duration pause;
            try {
                ClientResponse response = next.send(request);
                if (!statuses.contains(response.status())) {
                    return response;
                }
                pause = backoff.pause(attempt, response.headers().get("Retry-After"));
                if (pause == null || isTooLong(pause, request)) {
                    return response;
                }
                discard(response);
            } catch (IOException e) {
                pause = e instanceof TotalTimeoutException ? null : backoff.pause(attempt, null);
                if (pause == null || isTooLong(pause, request)) {
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
}
