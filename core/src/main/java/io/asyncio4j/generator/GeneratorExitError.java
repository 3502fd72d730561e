package io.asyncio4j.generator;

/**
 * Thrown at the {@code yield} of a generator that is closed, so that its {@code finally} blocks run. Not to be caught: a
 * generator that catches it and yields again makes {@link Generator#close} fail.
 *
 * <p>Counterpart: {@code GeneratorExit}.
 */
public final class GeneratorExitError extends Error {

    private static final long serialVersionUID = 1L;

    GeneratorExitError() {
        super("the generator is being closed");
    }
}
