package io.asyncio4j.http.client;

import java.io.IOException;

/**
 * Code around every request, as it goes to a server: each redirect is one, too. It may change the request's headers, send it several
 * times, or answer without sending it.
 *
 * <pre>{@code
 * Middleware signed = (request, next) -> {
 *     request.headers().set("X-Signature", sign(request));
 *     return next.send(request);
 * };
 * }</pre>
 *
 * <p>Counterpart: the middlewares of {@code aiohttp}'s client.
 */
@FunctionalInterface
public interface Middleware {

    /** What is below a middleware: the next one, and at last the connection. */
    @FunctionalInterface
    interface Next {

        /**
         * Sends a request. Suspends until the head of the response is there. May be called several times, if the request's
         * body {@linkplain io.asyncio4j.http.Payload#isRepeatable is repeatable}; then close the responses that are not returned.
         *
         * @throws IOException if it failed
         */
        ClientResponse send(ClientRequest request) throws IOException;
    }

    /**
     * Handles a request. Runs in the task that asks for it, and may suspend.
     *
     * @throws IOException if it failed
     */
    ClientResponse handle(ClientRequest request, Next next) throws IOException;
}
