package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Leaves the event loop at once: thrown out of {@link Asyncio#run} after Ctrl-C. A callback or a task that throws it
 * ends the current run of the loop; the loop can be run again, and what was ready stays ready.
 *
 * <p>Counterpart: {@code KeyboardInterrupt}, which together with {@code SystemExit} is what CPython lets out of a loop.
 * Every other error of a callback goes to the exception handler, and of a task, into the task.
 */
public class KeyboardInterruptError extends Error {

    private static final long serialVersionUID = 1L;

    /** An error without a message. */
    public KeyboardInterruptError() {
        super();
    }

    /** An error with a message. */
    public KeyboardInterruptError(@Nullable String message) {
        super(message);
    }
}
