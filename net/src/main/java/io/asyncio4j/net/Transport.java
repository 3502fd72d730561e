package io.asyncio4j.net;

/**
 * A transport in both directions: a TCP, TLS or Unix connection. Of a pipe, only one direction is there; the other one's
 * methods throw {@link UnsupportedOperationException}.
 *
 * <p>Counterpart: {@code asyncio.Transport}.
 */
public interface Transport extends ReadTransport, WriteTransport {}
