package io.asyncio4j.generator;

/**
 * Thrown into a {@link Greenlet}, ends it quietly: its parent gets this error as a value instead of having it thrown.
 *
 * <p>Counterpart: {@code greenlet.GreenletExit}.
 */
public final class GreenletExitError extends Error {

    private static final long serialVersionUID = 1L;

    /** Without a message. */
    public GreenletExitError() {}
}
