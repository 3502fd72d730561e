package io.asyncio4j.http.internal;

import io.asyncio4j.http.client.ClientTimeout;
import io.asyncio4j.http.client.TotalTimeoutException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of one request.
 *
 * @param deadline when all of it has to be over, in the loop's time; {@link Exchange#NEVER} for no limit
 */
public record Limits(ClientTimeout timeout, long deadline) {

    /** The same, with the total beginning now. */
    public static Limits of(ClientTimeout timeout, long now) {
        Duration total = timeout.total();
        return new Limits(timeout, total == null ? Exchange.NEVER : now + total.toNanos());
    }

    @Nullable
    Duration sockRead() {
        return timeout.sockRead();
    }

    /** That the deadline has passed. */
    TotalTimeoutException totalExceeded(Object request) {
        return new TotalTimeoutException(request.toString(), Objects.requireNonNull(timeout.total()));
    }
}
