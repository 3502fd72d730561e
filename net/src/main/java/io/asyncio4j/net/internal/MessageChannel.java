package io.asyncio4j.net.internal;

import io.asyncio4j.net.ReadTransport;

/** What carries messages in both directions: a connection, or a part of one. Called in the loop. */
public interface MessageChannel extends ReadTransport {

    /**
     * Sends a message behind all others with the next flush. What cannot be sent any more is released.
     *
     * @param size about how many bytes it is, which count for the limits of the write buffer
     */
    void send(Object message, int size);

    /** How many bytes wait to be sent. */
    int getWriteBufferSize();

    /** Ends it at once; what was not sent is dropped. */
    void abort();
}
