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
     *
     * <p>Runs in the context of the task or callback that the report is about, and so sees the values of its variables. If
     * that task has been collected, its context has gone with it, and this runs outside any.
     */
    void handle(EventLoop loop, ExceptionContext context);
}
