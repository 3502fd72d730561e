package io.asyncio4j.net;

import java.io.IOException;
import java.net.SocketAddress;

/**
 * Receives datagrams. What a method throws goes to the exception handler, and the transport goes on.
 *
 * <p>Counterpart: {@code asyncio.DatagramProtocol}.
 */
public interface DatagramProtocol extends BaseProtocol {

    /** The endpoint is there. Called exactly once, and first. */
    default void connectionMade(DatagramTransport transport) {}

    /**
     * A datagram has come; it may be empty. The array is the protocol's.
     *
     * @param sender where it came from; of a Unix socket without a name, one with an empty path
     */
    default void datagramReceived(byte[] data, SocketAddress sender) {}

    /**
     * Sending or receiving has failed, or the network says that an earlier datagram could not be delivered. The latter is
     * known of endpoints with a remote address only, as a {@link java.net.PortUnreachableException} for instance.
     */
    default void errorReceived(IOException exception) {}
}
