package io.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A set of values of {@link ContextVar}s. One is current wherever code runs: a task's own, the one that was copied when a
 * callback was scheduled, or the thread's. Copying is cheap. Not thread-safe: one thread or task at a time.
 *
 * <p>Thread-locals that are registered with Micrometer's context propagation, such as a logger's MDC, go along with tasks,
 * callbacks and {@code toThread} as variables do, if that library is there; they are the caller's, whatever the context.
 *
 * <p>Counterpart: {@code contextvars.Context}.
 */
public final class Context {

    private Bindings bindings;
    private boolean entered;

    /** An empty context. */
    public Context() {
        this(Bindings.EMPTY);
    }

    Context(Bindings bindings) {
        this.bindings = bindings;
    }

    /** A copy of the current context. Never suspends. Counterpart: {@code contextvars.copy_context()}. */
    public static Context copy() {
        return new Context(currentBindings());
    }

    /** The context in which the caller runs; changes to variables go there. */
    static Context current() {
        Task<?> task = Task.current();
        return task != null ? task.getContext() : ThreadState.get().context();
    }

    static Bindings currentBindings() {
        Task<?> task = Task.current();
        return task != null ? task.bindings() : ThreadState.get().bindings();
    }

    Bindings bindings() {
        return bindings;
    }

    void setBindings(Bindings bindings) {
        this.bindings = bindings;
    }

    /** Whether a variable has a value here (a default does not count). */
    public boolean contains(ContextVar<?> variable) {
        return bindings.has(variable);
    }

    /** The value of a variable here, or null if it has none (a default does not count). */
    @SuppressWarnings("unchecked")
    public <T extends @Nullable Object> @Nullable T get(ContextVar<T> variable) {
        return (T) bindings.get(variable, null);
    }

    /** How many variables have a value here. */
    public int size() {
        return bindings.size();
    }

    /**
     * Runs code in this context: it sees the values, and its changes stay here. The code may suspend if the caller may.
     *
     * @throws X what the code throws
     * @throws IllegalStateException if this context is already entered
     */
    public <T extends @Nullable Object, X extends Exception> T call(Body<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        Task<?> task = Task.current();
        Context before = current();
        if (entered || before == this) {
            throw new IllegalStateException("cannot enter context: " + this + " is already entered");
        }
        entered = true;
        makeCurrent(task, this);
        try {
            return body.run();
        } finally {
            makeCurrent(task, before);
            entered = false;
        }
    }

    /**
     * Runs code in this context, as {@link #call} does.
     *
     * @throws X what the code throws
     * @throws IllegalStateException if this context is already entered
     */
    public <X extends Exception> void run(Body.OfVoid<X> body) throws X {
        Objects.requireNonNull(body, "body");
        this.<@Nullable Void, X>call(() -> {
            body.run();
            return null;
        });
    }

    /** Runs code of the loop in this context, which may be entered already: its task is suspended there. */
    void runRegardless(Runnable action) {
        Task<?> task = Task.current();
        Context before = current();
        makeCurrent(task, this);
        try {
            action.run();
        } finally {
            makeCurrent(task, before);
        }
    }

    private static void makeCurrent(@Nullable Task<?> task, Context context) {
        if (task != null) {
            task.setContext(context);
        } else {
            ThreadState.get().context = context;
        }
    }

    @Override
    public String toString() {
        return "<Context size=" + bindings.size() + ">";
    }
}
