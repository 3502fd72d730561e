package io.asyncio4j.http.web;

/**
 * Answers requests. It runs in a task of its own for each: it may suspend, and code in it that blocks does not stop the others.
 *
 * <p>Counterpart: a web handler of {@code aiohttp}.
 */
@FunctionalInterface
public interface Handler {

    /**
     * Answers a request.
     *
     * @throws HttpStatusException to answer with that status
     * @throws Exception anything else: the peer gets a 500 without details, and the loop's exception handler is told
     */
    Response handle(Request request) throws Exception;
}
