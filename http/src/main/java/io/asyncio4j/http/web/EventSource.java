package io.asyncio4j.http.web;

import java.io.IOException;

/** Sends events as long as it likes, see {@link Response#events}. */
@FunctionalInterface
public interface EventSource {

    /**
     * Sends events. Runs in the request's task. When it returns, the response ends.
     *
     * @throws IOException what the sender throws when the client has gone, which is not reported
     */
    void run(EventSender sender) throws IOException;
}
