package io.asyncio4j.conformance;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.InvalidStateException;
import io.asyncio4j.Outcome;
import io.asyncio4j.generator.GeneratorExitError;
import io.asyncio4j.generator.StopIterationException;
import io.asyncio4j.queue.PriorityQueue;
import io.asyncio4j.queue.Queue;
import io.asyncio4j.queue.QueueEmptyException;
import io.asyncio4j.queue.QueueFullException;
import io.asyncio4j.queue.QueueShutDownException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values and exceptions as they stand in traces: Python's names. */
final class Show {

    private static final int DEPTH = 3;

    private Show() {}

    static String value(@Nullable Object value) {
        return value(value, 0);
    }

    private static String value(@Nullable Object value, int depth) {
        return switch (value) {
            case null -> "None";
            case Boolean truth -> truth ? "True" : "False";
            case List<?> list ->
                depth == DEPTH
                        ? "[...]"
                        : list.stream().map(item -> value(item, depth + 1)).collect(Collectors.joining(", ", "[", "]"));
            case Outcome.Success<?>(Object result) -> value(result, depth);
            case Outcome.Failure<?>(Throwable exception) -> error(exception);
            case Throwable error -> error(error);
            default -> value.toString();
        };
    }

    static String error(Throwable error) {
        return switch (error) {
            case Boom boom -> "Boom(" + boom.getMessage() + ")";
            case CancelledError cancelled -> "Cancelled(" + value(cancelled.getMessage()) + ")";
            case ExceptionGroup group -> "Group(" + group.getMessage() + ")" + value(group.exceptions());
            case TimeoutException _ -> "TimeoutError";
            case InvalidStateException _ -> "InvalidStateError";
            case QueueEmptyException _ -> "QueueEmpty";
            case QueueFullException _ -> "QueueFull";
            case QueueShutDownException _ -> "QueueShutDown";
            case BrokenBarrierException _ -> "BrokenBarrierError";
            case StopIterationException _ -> "StopAsyncIteration";
            case GeneratorExitError _ -> "GeneratorExit";
            // Python's RuntimeError, ValueError and TypeError
            case IllegalStateException _, IllegalArgumentException _, UnsupportedOperationException _ -> "Refused";
            default -> error.toString();
        };
    }

    /** Without the wrapper in which a checked exception comes out of a task. */
    static Throwable unwrapped(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    /** What stands in the brackets of a lock's text, with them. */
    static String state(Object lock) {
        String text = lock.toString();
        return text.substring(text.lastIndexOf('['), text.length() - 1);
    }

    /** The text of a queue, without its class; a priority queue's items are sorted, and many are only counted. */
    static String queue(Queue<Integer> queue) {
        String text = queue.toString();
        text = text.substring(text.indexOf(' ') + 1, text.length() - 1);
        int start = text.indexOf("_queue=[");
        if (start < 0 || (queue.qsize() <= 10 && !(queue instanceof PriorityQueue))) {
            return text;
        }
        start += "_queue=".length();
        int end = text.indexOf(']', start) + 1;
        String shown = queue.qsize() > 10
                ? "<" + queue.qsize() + " items>"
                : Stream.of(text.substring(start + 1, end - 1).split(", "))
                        .sorted(Comparator.comparingInt(Integer::parseInt))
                        .collect(Collectors.joining(", ", "[", "]"));
        return text.substring(0, start) + shown + text.substring(end);
    }
}
