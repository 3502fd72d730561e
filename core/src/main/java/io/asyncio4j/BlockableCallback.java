package io.asyncio4j;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import io.asyncio4j.internal.coroutine.Fiber;
import org.jspecify.annotations.Nullable;

/**
 * A callback on a fiber of its own, which may therefore block without holding the loop's thread. So callbacks run while
 * tasks block in calls of the JDK: one of these may be first in line for a lock, and if the loop's thread queued up behind
 * it, that task could never be run again, nor the thread. (While no task blocks, callbacks run on the loop's thread itself,
 * which is a hundred nanoseconds cheaper.)
 */
final class BlockableCallback {

    private final LoopCore core;
    private final EventLoop loop;
    private final Object item;
    private final Fiber fiber;

    /** What the fiber's thread knows; null until the callback has begun. */
    private @Nullable ThreadState state;

    private BlockableCallback(LoopCore core, EventLoop loop, Object item) {
        this.core = core;
        this.loop = loop;
        this.item = item;
        this.fiber = CoroutineRuntime.get().newFiber(core, this);
    }

    /** Runs an item of the ready queue to its end, or until it blocks. */
    static void run(LoopCore core, EventLoop loop, Object item) {
        new BlockableCallback(core, loop, item).resume();
    }

    private void resume() {
        ThreadState outside = core.swapThreadState(state);
        core.callbackRunsOn(fiber.thread());
        fiber.resume();
        core.callbackRunsOn(null);
        state = core.swapThreadState(outside);
        if (fiber.state() == Fiber.State.GOING) {
            core.blocked(1);
        }
    }

    /** What has blocked it can go on. */
    void continueBlocked() {
        core.blocked(-1);
        resume();
    }

    /** The handle, or something internal. */
    Object item() {
        return item;
    }

    /** Called on the fiber. */
    void runOnFiber() {
        ThreadState own = ThreadState.get();
        own.running = loop;
        core.swapThreadState(own);
        LoopCore.call(item, own);
    }
}
