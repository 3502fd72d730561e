package io.asyncio4j;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a thread knows of asyncio while it is outside any task. */
final class ThreadState {

    private static final Supplier<ThreadState> STATES = CoroutineRuntime.get().threadLocal(ThreadState::new);

    /** The loop that runs on this thread. */
    @Nullable
    EventLoop running;

    /** What {@link Asyncio#setEventLoop} was given. */
    @Nullable
    EventLoop set;

    /** The current context: {@link Bindings} until someone writes to it or asks for it. */
    Object context = Bindings.EMPTY;

    private ThreadState() {}

    Context context() {
        if (!(context instanceof Context)) {
            context = new Context((Bindings) context);
        }
        return (Context) context;
    }

    Bindings bindings() {
        return context instanceof Bindings bindings ? bindings : ((Context) context).bindings();
    }

    static ThreadState get() {
        return STATES.get();
    }
}
