package io.asyncio4j.net;

/**
 * A transport and the protocol that it calls back.
 *
 * @param <T> the kind of transport
 * @param <P> the protocol's class
 * @param transport the transport
 * @param protocol the protocol
 */
public record Endpoint<T extends BaseTransport, P extends BaseProtocol>(T transport, P protocol) {}
