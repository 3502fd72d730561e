package io.asyncio4j.queue;

/**
 * The queue was shut down: it takes no items any more, and has none left to give. An item that was to be put is not in the
 * queue.
 *
 * <p>Counterpart: {@code asyncio.QueueShutDown}.
 */
public final class QueueShutDownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception with a message that names the call. */
    public QueueShutDownException(String message) {
        super(message);
    }
}
