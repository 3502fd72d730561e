package io.asyncio4j.http.web;

import java.time.Duration;

/** Is told of each response, after it was sent. */
@FunctionalInterface
public interface AccessLog {

    /**
     * A request was answered. Runs in the handler's task, so it may suspend.
     *
     * @param response with the status that the peer got
     * @param duration from the request's head to the response's end
     */
    void answered(Request request, Response response, Duration duration);
}
