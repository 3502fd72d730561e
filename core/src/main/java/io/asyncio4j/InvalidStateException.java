package io.asyncio4j;

/**
 * A future was asked for what its state does not give: a result before it is done, or to be completed twice.
 *
 * <p>Counterpart: {@code asyncio.InvalidStateError}.
 */
public final class InvalidStateException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** An exception with a message that names the future and its state. */
    public InvalidStateException(String message) {
        super(message);
    }
}
