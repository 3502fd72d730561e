package io.asyncio4j.cli;

import java.io.Serial;

/** A subcommand cannot do its work; the message, one sentence for the user, says why. */
public final class CommandException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the sentence that the user reads
     */
    public CommandException(String message) {
        super(message);
    }

    /**
     * Creates the exception with a cause, which the user does not see.
     *
     * @param message the sentence that the user reads
     * @param cause what went wrong underneath
     */
    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
