package io.asyncio4j.queue;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/** Tasks that wait in line, each on a future of its own. */
final class Waiters {

    private final Ring<Future<@Nullable Void>> line = new Ring<>();

    int size() {
        return line.size();
    }

    /** A new last one in line, for the calling task, which awaits it at once. */
    Future<@Nullable Void> add(EventLoop loop) {
        Future<@Nullable Void> waiter = loop.createFuture();
        line.add(waiter);
        return waiter;
    }

    /** Its task does not wait any more. True if it had been woken: what for, is the next one's then. */
    boolean leave(Future<@Nullable Void> waiter) {
        boolean woken = waiter.done() && !waiter.cancelled();
        line.remove(waiter);
        return woken;
    }

    /** Wakes the first one that still waits. */
    void wakeNext() {
        while (line.size() > 0) {
            Future<@Nullable Void> waiter = line.take();
            if (!waiter.done()) { // else its task was cancelled, and has not had its turn yet
                waiter.setResult(null);
                return;
            }
        }
    }

    void wakeAll() {
        while (line.size() > 0) {
            wakeNext();
        }
    }
}
