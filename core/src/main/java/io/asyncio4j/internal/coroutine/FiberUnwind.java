package io.asyncio4j.internal.coroutine;

/**
 * Thrown at the suspension point of a coroutine that can never go on, first of all because its loop was closed, so that
 * its {@code finally} blocks run.
 *
 * <p>What CPython does with {@code GeneratorExit} when it destroys a pending coroutine.
 */
public final class FiberUnwind extends Error {

    private static final long serialVersionUID = 1L;

    FiberUnwind(String message) {
        super(message);
    }
}
