package io.asyncio4j.net;

/**
 * Water marks of a transport's write buffer, in bytes.
 *
 * @param low when no more than that is left, the protocol may write again
 * @param high when more than that is buffered, the protocol shall pause
 */
public record WriteBufferLimits(int low, int high) {

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException unless {@code high >= low >= 0}
     */
    public WriteBufferLimits {
        if (low < 0 || high < low) {
            throw new IllegalArgumentException(
                    "high = " + high + ", low = " + low + " (expected: high >= low, and low >= 0)");
        }
    }
}
