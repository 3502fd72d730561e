package io.asyncio4j.http.web;

/**
 * Stands around handlers: it may answer itself, change the request before or the response after, or handle what was thrown.
 *
 * <p>Counterpart: {@code aiohttp.web.middleware}.
 */
@FunctionalInterface
public interface Middleware {

    /**
     * Answers a request, usually with {@code next.handle(request)}.
     *
     * @param next the next middleware, or the handler
     * @throws Exception see {@link Handler#handle}
     */
    Response handle(Request request, Handler next) throws Exception;
}
