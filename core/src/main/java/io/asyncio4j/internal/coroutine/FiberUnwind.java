package io.asyncio4j.internal.coroutine;

/**
 * Thrown at the suspension point of a coroutine whose loop was closed, so that its {@code finally} blocks run.
 *
 * <p>What CPython does with {@code GeneratorExit} when it destroys a pending coroutine.
 */
public final class FiberUnwind extends Error {

    private static final long serialVersionUID = 1L;

    FiberUnwind() {
        super("the event loop was closed while this coroutine was suspended");
    }
}
