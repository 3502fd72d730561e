package io.asyncio4j.http.web;

import io.asyncio4j.http.WebSocket;

/** What a server does with a WebSocket. */
@FunctionalInterface
public interface WebSocketHandler {

    /**
     * Talks over a WebSocket, in the task of the request. It is closed when this returns.
     *
     * @throws Exception anything: a {@link io.asyncio4j.http.WebSocketClosedException} just ends it, everything else is told
     *     the loop's exception handler
     */
    void handle(WebSocket socket) throws Exception;
}
