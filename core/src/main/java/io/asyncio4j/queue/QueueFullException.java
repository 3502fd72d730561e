package io.asyncio4j.queue;

/**
 * {@link Queue#putNowait} found no room; {@link Queue#put} waits for some. The queue is as it was, without the item.
 *
 * <p>Counterpart: {@code asyncio.QueueFull}.
 */
public final class QueueFullException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An exception with a message that says what to do instead. */
    public QueueFullException(String message) {
        super(message);
    }
}
