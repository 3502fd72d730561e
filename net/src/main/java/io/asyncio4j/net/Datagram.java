package io.asyncio4j.net;

import java.net.SocketAddress;

/**
 * A datagram that was received. Counterpart: the pair that {@code loop.sock_recvfrom} returns.
 *
 * @param data what was sent, the receiver's to keep; may be empty
 * @param sender where it came from
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares datagrams
public record Datagram(byte[] data, SocketAddress sender) {}
