package io.asyncio4j.net;

/**
 * A pipe to read from. In a {@code try} it is closed at the end of the block.
 *
 * @param reader reads what comes
 * @param transport the transport below, which can be closed
 */
public record ReadPipe(StreamReader reader, ReadTransport transport) implements AutoCloseable {

    /** Closes the pipe. What was not read is dropped. Does not suspend. */
    @Override
    public void close() {
        transport.close();
    }
}
