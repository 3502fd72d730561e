package io.asyncio4j.queue;

/**
 * {@link Queue#getNowait} found no item; {@link Queue#get} waits for one. The queue is as it was.
 *
 * <p>Counterpart: {@code asyncio.QueueEmpty}.
 */
public final class QueueEmptyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception with a message that says what to do instead. */
    public QueueEmptyException(String message) {
        super(message);
    }
}
