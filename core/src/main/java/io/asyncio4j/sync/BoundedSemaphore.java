package io.asyncio4j.sync;

/**
 * A {@link Semaphore} that never has more free permits than in the beginning, since releasing too often is a bug.
 * Counterpart: {@code asyncio.BoundedSemaphore}.
 */
public final class BoundedSemaphore extends Semaphore {

    private final int bound;

    /**
     * A semaphore with that many permits, now and at most.
     *
     * @throws IllegalArgumentException if there are less than 0
     */
    public BoundedSemaphore(int permits) {
        super(permits);
        this.bound = permits;
    }

    @Override
    public void release() {
        if (permits() >= bound) {
            throw new IllegalStateException(
                    "BoundedSemaphore released too many times: " + this + ", and " + bound + " is the most");
        }
        super.release();
    }
}
