package io.asyncio4j.net;

/**
 * Receives a stream of bytes. The calls come in this order: {@code connectionMade}, any number of {@code dataReceived},
 * {@code eofReceived} at most once, {@code connectionLost}.
 *
 * <p>Counterpart: {@code asyncio.Protocol}.
 */
public interface Protocol extends StreamProtocol {

    /** Some bytes have come, at least one. The array is the protocol's. Where one ends has no meaning. */
    void dataReceived(byte[] data);
}
