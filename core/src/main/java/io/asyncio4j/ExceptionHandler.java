package io.asyncio4j;

/**
 * Receives what nobody else can: exceptions of callbacks, exceptions of tasks and futures that nobody fetched, pending
 * tasks of a loop that is closed.
 *
 * <p>Counterpart: the callable given to {@code loop.set_exception_handler}.
 */
@FunctionalInterface
public interface ExceptionHandler {

    /**
     * Called on the loop's thread, outside any task, so it cannot suspend; while {@link EventLoop#close} runs, on the
     * thread that closes. What it throws is logged, and the loop goes on.
     */
    void handle(EventLoop loop, ExceptionContext context);
}
