package io.asyncio4j;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ExceptionHandler} is told. Immutable.
 *
 * <pre>{@code
 * loop.callExceptionHandler(new ExceptionContext("the feed broke off", e).withTask(task));
 * }</pre>
 *
 * @param message what went wrong
 * @param exception the exception, if there is one
 * @param future the future whose exception it is, if it is still there
 * @param task the task that it is about
 * @param handle the callback that threw
 * @param sourceTraceback where that future, task or handle was made, innermost frame first; empty unless the loop was in
 *     debug mode then
 * @param handleTraceback where the callback or task that runs now was made; empty unless the loop is in debug mode and
 *     {@code sourceTraceback} is empty
 */
public record ExceptionContext(
        String message,
        @Nullable Throwable exception,
        @Nullable Future<?> future,
        @Nullable Task<?> task,
        @Nullable Handle handle,
        List<StackTraceElement> sourceTraceback,
        List<StackTraceElement> handleTraceback) {

    /** Copies the lists. */
    public ExceptionContext {
        Objects.requireNonNull(message, "message");
        sourceTraceback = List.copyOf(sourceTraceback);
        handleTraceback = List.copyOf(handleTraceback);
    }

    /** A context with a message and an exception only. */
    public ExceptionContext(String message, @Nullable Throwable exception) {
        this(message, exception, null, List.of());
    }

    ExceptionContext(
            String message,
            @Nullable Throwable exception,
            @Nullable Future<?> future,
            List<StackTraceElement> sourceTraceback) {
        this(message, exception, future, null, null, sourceTraceback, List.of());
    }

    /** The same, about a future; says where it was made, if that is known. */
    public ExceptionContext withFuture(Future<?> about) {
        return new ExceptionContext(
                message, exception, about, task, handle, about.loop.traceOf(about), handleTraceback);
    }

    /** The same, about a task; says where it was made, if that is known. */
    public ExceptionContext withTask(Task<?> about) {
        return new ExceptionContext(
                message, exception, future, about, handle, about.loop.traceOf(about), handleTraceback);
    }

    /** The same, about a callback; says where it was made, if that is known. */
    public ExceptionContext withHandle(Handle about) {
        return new ExceptionContext(
                message, exception, future, task, about, about.loop.traceOf(about), handleTraceback);
    }

    ExceptionContext withHandleTraceback(List<StackTraceElement> trace) {
        return new ExceptionContext(message, exception, future, task, handle, sourceTraceback, trace);
    }

    /** The context of the task or callback that this is about, if there is one. */
    @Nullable
    Context contextOfWhatItIsAbout() {
        if (task != null) {
            return task.getContext();
        }
        if (future instanceof Task<?> failed) {
            return failed.getContext();
        }
        return handle == null ? null : handle.getContext();
    }

    /** All that is known, but the exception: one line for each component, as in CPython's log. */
    String text() {
        return message
                + line("future", future)
                + line("handle", handle)
                + (handleTraceback.isEmpty()
                        ? ""
                        : "\nhandleTraceback: handle made here:" + TaskStack.lines(handleTraceback))
                + (sourceTraceback.isEmpty()
                        ? ""
                        : "\nsourceTraceback: object made here:" + TaskStack.lines(sourceTraceback))
                + line("task", task);
    }

    private static String line(String name, @Nullable Object value) {
        return value == null ? "" : "\n" + name + ": " + value;
    }
}
