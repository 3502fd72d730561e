package io.asyncio4j.spi;

import io.asyncio4j.testing.VirtualClock;

/** The time of an event loop, and what it does when there is nothing to run. Loop-confined. */
public interface LoopClock {

    /** The system property that selects the clock of new loops: {@code real} (the default) or {@code virtual}. */
    String PROPERTY = "asyncio4j.clock";

    /** The time, in nanoseconds since some fixed moment; not negative, never goes back. */
    long nanoTime();

    /**
     * Asked when nothing is ready: how long the loop may wait for I/O. A clock that is not bound to real time may step
     * forward here instead.
     *
     * @param untilTimerNanos nanoseconds until the next timer; {@link Long#MAX_VALUE} if there is none
     * @param externalWork whether something is outstanding that takes real time and will wake the loop: jobs in executors,
     *     blocked tasks, and, if this clock {@linkplain #jumps jumps}, {@linkplain IoDriver#hasExternalWork what the driver knows}
     * @return how long to wait at the most, in nanoseconds: 0 not at all, {@link Long#MAX_VALUE} without limit
     */
    default long waitNanos(long untilTimerNanos, boolean externalWork) {
        return untilTimerNanos;
    }

    /**
     * Whether {@link #waitNanos} may step forward. Then the loop handles all I/O that is there before it asks, so that a timer
     * does not overtake what is there already.
     */
    default boolean jumps() {
        return false;
    }

    /**
     * A clock for a new loop, as {@value #PROPERTY} says.
     *
     * @throws IllegalArgumentException if the property has another value
     */
    static LoopClock create() {
        String wanted = System.getProperty(PROPERTY, "real");
        return switch (wanted) {
            case "real" -> SystemClock.INSTANCE;
            case "virtual" -> new VirtualClock();
            default ->
                throw new IllegalArgumentException(PROPERTY + " = \"" + wanted + "\" (expected: real or virtual)");
        };
    }
}
