package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * A callback that was scheduled and can be cancelled. Made by {@link EventLoop#callSoon} and its like. Loop-confined.
 *
 * <p>Counterpart: {@code asyncio.Handle}.
 */
public sealed class Handle permits TimerHandle {

    final EventLoop loop;
    private @Nullable Runnable callback;

    /** {@link Bindings} until someone asks for the context; most callbacks need none. */
    private Object context;

    Handle(EventLoop loop, Runnable callback, Object context) {
        this.loop = loop;
        this.callback = callback;
        this.context = context;
    }

    /** Keeps the callback from running, if it has not run. Cancelling again does nothing. Does not suspend. */
    public void cancel() {
        callback = null;
    }

    /** Whether {@link #cancel} was called. */
    public boolean cancelled() {
        return callback == null;
    }

    /** The context in which the callback runs. */
    public Context getContext() {
        if (!(context instanceof Context)) {
            context = new Context((Bindings) context);
        }
        return (Context) context;
    }

    /** Runs the callback in its context; what it throws goes to the exception handler. */
    final void run(ThreadState state) {
        Runnable callback = this.callback;
        if (callback == null) {
            return;
        }
        state.context = context;
        try {
            callback.run();
        } catch (KeyboardInterruptError e) {
            loop.core.escape(e);
        } catch (Throwable e) {
            context = state.context; // with what the callback has changed there
            loop.callExceptionHandler(new ExceptionContext("Exception in callback " + this, e).withHandle(this));
        }
    }

    /** What there is to see of a timer, besides. */
    String whenText() {
        return "";
    }

    @Override
    public String toString() {
        Runnable callback = this.callback;
        return "<" + getClass().getSimpleName() + (callback == null ? " cancelled" : "") + whenText()
                + (callback == null ? "" : " " + Described.code(callback)) + loop.origin(this) + ">";
    }
}
