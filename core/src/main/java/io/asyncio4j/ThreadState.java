package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/** What a thread knows of asyncio while it is outside any task. */
final class ThreadState {

    private static final ThreadLocal<ThreadState> STATES = ThreadLocal.withInitial(ThreadState::new);

    /** The loop that runs on this thread. */
    @Nullable
    EventLoop running;

    /** What {@link Asyncio#setEventLoop} was given. */
    @Nullable
    EventLoop set;

    /** The current context. */
    Context context = new Context();

    private ThreadState() {}

    static ThreadState get() {
        return STATES.get();
    }
}
