package io.asyncio4j;

import io.asyncio4j.internal.coroutine.Cleaners;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.List;

/**
 * Watches over a resource that wants to be closed: if it becomes unreachable before that, a warning is logged. Does not
 * refer to the resource, which could not become unreachable otherwise.
 */
final class Unclosed implements Runnable {

    private final String what;
    private final List<StackTraceElement> origin;
    private final Cleaner.Cleanable watch;

    /** Written by whoever closes, read by the cleaner's thread. */
    private volatile boolean closed;

    /**
     * Begins to watch.
     *
     * @param what what the warning calls the resource
     * @param origin where it was made
     */
    Unclosed(Object resource, String what, List<StackTraceElement> origin) {
        this.what = what;
        this.origin = origin;
        this.watch = Cleaners.register(resource, this);
    }

    /** The resource was closed. Thread-safe. */
    void closed() {
        closed = true;
        watch.clean(); // only to unregister: run() finds the mark
    }

    /** The resource is unreachable: called on the cleaner's thread. */
    @Override
    public void run() {
        if (!closed) {
            EventLoop.LOGGER.log(
                    Level.WARNING,
                    "unclosed " + what + "; call close() on it; it was made here:" + TaskStack.lines(origin));
        }
    }
}
