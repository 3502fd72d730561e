package io.asyncio4j;

import java.time.Duration;
import java.util.Objects;

/** Durations as nanoseconds: what does not fit into a long counts as for ever, in either direction. */
final class Nanos {

    private static final Duration MAX = Duration.ofNanos(Long.MAX_VALUE);
    private static final Duration MIN = Duration.ofNanos(-Long.MAX_VALUE);

    private Nanos() {}

    static long saturated(Duration duration) {
        if (duration.compareTo(MAX) >= 0) {
            return Long.MAX_VALUE;
        }
        return duration.compareTo(MIN) <= 0 ? -Long.MAX_VALUE : duration.toNanos();
    }

    /** A time plus a delay; the time is not negative. */
    static long add(long now, long delay) {
        return delay > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + delay;
    }

    static long notNegative(String name, Duration duration) {
        if (Objects.requireNonNull(duration, name).isNegative()) {
            throw new IllegalArgumentException(name + " = " + duration + " (expected: zero or more)");
        }
        return saturated(duration);
    }
}
