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

    /**
     * Writes lines in the Common Log Format: who, when, what, the status, how many bytes the body had.
     *
     * @param to written, and flushed if it can be, after each response, while the loop waits
     * @return a log that throws {@link java.io.UncheckedIOException} if that throws
     */
    static AccessLog common(Appendable to) {
        return new CommonLog(to);
    }
}
