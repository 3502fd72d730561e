package io.asyncio4j.net;

/**
 * Both sides of a connection. In a {@code try} it is closed at the end of the block, without waiting for it: what was
 * written is sent in the background.
 *
 * <pre>{@code
 * try (var connection = openConnection("example.org", 80)) {
 *     connection.writer().write("...");
 *     byte[] answer = connection.reader().readline();
 * }
 * }</pre>
 *
 * <p>Counterpart: the pair that {@code asyncio.open_connection} returns.
 *
 * @param reader reads what the peer sends
 * @param writer sends to the peer
 */
public record Connection(StreamReader reader, StreamWriter writer) implements AutoCloseable {

    /** Closes the connection, as {@link StreamWriter#close} does. Does not suspend. */
    @Override
    public void close() {
        writer.close();
    }
}
