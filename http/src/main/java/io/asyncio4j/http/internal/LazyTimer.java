package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TimerHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A time limit that is set anew very often and seldom reached: to set it costs a look at the clock. */
final class LazyTimer {

    /** No limit, in the loop's time. */
    static final long NEVER = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Runnable expired;
    private long deadline = NEVER;
    private long armedFor = NEVER;
    private @Nullable TimerHandle armed;

    /** @param expired called when the limit is reached, once for each {@link #set} at most */
    LazyTimer(EventLoop loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    /** Sets the limit, instead of an earlier one. */
    void set(Duration fromNow) {
        setAt(loop.time().plus(fromNow).toNanos());
    }

    /** Sets the limit in the loop's time, instead of an earlier one. */
    void setAt(long due) {
        deadline = due;
        if (due < armedFor) {
            arm();
        }
    }

    /** Sets the limit, unless there is an earlier one. */
    void setNoLaterThan(long due) {
        if (due < deadline) {
            setAt(due);
        }
    }

    /** There is no limit any more. */
    void clear() {
        deadline = NEVER;
    }

    /** Forgets it all. */
    void close() {
        deadline = NEVER;
        armedFor = NEVER;
        if (armed != null) {
            armed.cancel();
            armed = null;
        }
    }

    private void arm() {
        if (armed != null) {
            armed.cancel();
        }
        armedFor = deadline;
        armed = loop.callAt(Duration.ofNanos(deadline), this::fired);
    }

    private void fired() {
        armed = null;
        armedFor = NEVER;
        if (deadline == NEVER) {
            return;
        }
        if (loop.time().toNanos() >= deadline) {
            deadline = NEVER;
            expired.run();
        } else {
            arm();
        }
    }
}
