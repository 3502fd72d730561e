package io.asyncio4j.conformance;

/** The error of programs. */
final class Boom extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Boom(String message) {
        super(message, null, false, false);
    }
}
