package io.asyncio4j.net;

import java.io.EOFException;
import java.util.OptionalInt;

/**
 * The stream has ended before all that was asked for had come.
 *
 * <p>Counterpart: {@code asyncio.IncompleteReadError}.
 */
public final class IncompleteReadException extends EOFException {

    private static final long serialVersionUID = 1;

    private final byte[] partial;
    private final int expected;

    IncompleteReadException(String source, byte[] partial, int expected) {
        super(source + partial.length + " bytes read on a total of " + (expected < 0 ? "undefined" : expected)
                + " expected bytes");
        this.partial = partial;
        this.expected = expected;
    }

    /** What had come until then. It is gone from the stream. */
    public byte[] partial() {
        return partial.clone();
    }

    /** How many bytes were asked for; empty if it was a separator. */
    public OptionalInt expected() {
        return expected < 0 ? OptionalInt.empty() : OptionalInt.of(expected);
    }
}
