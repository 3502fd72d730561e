package io.asyncio4j.http.internal;

/** What a server does with requests. */
public interface ExchangeHandler {

    /** Answers a request. Runs in a task of its own. */
    void handle(ServerExchange exchange) throws Exception;
}
