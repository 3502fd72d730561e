package io.asyncio4j;

import java.util.List;

/**
 * Several exceptions that happened side by side, as at the end of a {@link TaskGroup}. They are also its suppressed
 * exceptions, so that a stack trace shows all of them. Immutable.
 *
 * <p>Counterpart: {@code ExceptionGroup} and {@code BaseExceptionGroup} in one, since an {@link Error} may be inside.
 */
public final class ExceptionGroup extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // List.copyOf makes a serializable one
    private final List<Throwable> exceptions;

    /**
     * Groups exceptions.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        super(message + " (" + exceptions.size() + (exceptions.size() == 1 ? " sub-exception)" : " sub-exceptions)"));
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("exceptions = [] (expected: at least one)");
        }
        this.exceptions = List.copyOf(exceptions);
        this.exceptions.forEach(this::addSuppressed);
    }

    /** The exceptions, in the order in which they came. */
    public List<Throwable> exceptions() {
        return exceptions;
    }
}
