package io.asyncio4j.http.client;

/**
 * Is told what a session does. Called in the task of the request; must not suspend for long, and must not throw. All methods
 * do nothing unless overridden.
 *
 * <p>Counterpart: {@code aiohttp.TraceConfig}.
 */
public interface TraceConfig {

    /** A request begins; once, whatever number of redirects follows. */
    default void requestStart(ClientRequest request) {}

    /** The head of the final response has come. */
    default void requestEnd(ClientRequest request, ClientResponse response) {}

    /** The request has failed, or was cancelled. */
    default void requestException(ClientRequest request, Throwable failure) {}

    /** The server sends the request elsewhere. */
    default void requestRedirect(ClientRequest request, ClientResponse response) {}

    /** A request asks for a connection. */
    default void connectionQueuedStart(ClientRequest request) {}

    /** It may make one now, or has got one. */
    default void connectionQueuedEnd(ClientRequest request) {}

    /** A connection is about to be made. */
    default void connectionCreateStart(ClientRequest request) {}

    /** It was made. */
    default void connectionCreateEnd(ClientRequest request) {}

    /** A connection is used again. */
    default void connectionReuseconn(ClientRequest request) {}
}
