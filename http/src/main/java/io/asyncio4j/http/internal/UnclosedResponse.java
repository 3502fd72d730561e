package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches over a response that has not come to its end: if it becomes unreachable before it is closed, its exchange is given up, so
 * that others can have its place; in debug mode, the loop's exception handler is told. Does not refer to the response, which could not
 * become unreachable otherwise.
 */
public final class UnclosedResponse implements Runnable {

    private static final int FRAMES = 10;

    /** Classes through which users get responses; what is inside them tells nothing. */
    private static final Set<String> DOORS = Set.of("UnclosedResponse", "Hop", "ClientResponse", "ClientSession");

    /** Its thread starts with the first response that is watched. */
    private static final class Cleaning {
        static final Cleaner CLEANER = Cleaner.create();
    }

    private final EventLoop loop;
    private final Exchange exchange;
    private final List<StackTraceElement> origin;
    private final Cleaner.Cleanable watch;

    /** Written by whoever closes, read by the cleaner's thread. */
    private volatile boolean closed;

    private UnclosedResponse(Object response, EventLoop loop, Exchange exchange) {
        this.loop = loop;
        this.exchange = exchange;
        this.origin = loop.getDebug() ? here() : List.of();
        this.watch = Cleaning.CLEANER.register(response, this);
    }

    /** Begins to watch; null if that is not necessary. */
    public static @Nullable UnclosedResponse of(Object response, EventLoop loop, Exchange exchange) {
        return exchange.isOver() ? null : new UnclosedResponse(response, loop, exchange);
    }

    private static List<StackTraceElement> here() {
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(UnclosedResponse::isDoor)
                        .limit(FRAMES)
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .toList());
    }

    private static boolean isDoor(StackWalker.StackFrame frame) {
        String type = frame.getClassName();
        return type.startsWith("io.asyncio4j.http.") && DOORS.contains(type.substring(type.lastIndexOf('.') + 1));
    }

    /** The response is closed, or somebody looks after it. */
    public void closed() {
        closed = true;
        watch.clean(); // only to unregister: run() finds the mark
    }

    /** The response is unreachable: called on the cleaner's thread. */
    @Override
    public void run() {
        if (!closed && !loop.isClosed()) {
            try {
                var _ = loop.callSoonThreadsafe(this::giveUp);
            } catch (RuntimeException _) {
                // the loop was closed in this moment
            }
        }
    }

    private void giveUp() {
        if (exchange.isOver()) {
            return;
        }
        exchange.abandon();
        if (loop.getDebug()) {
            loop.callExceptionHandler(new ExceptionContext(
                    "Unclosed response of " + exchange + "; call close() on it, or read it to its end",
                    null,
                    null,
                    null,
                    null,
                    origin,
                    List.of()));
        }
    }
}
