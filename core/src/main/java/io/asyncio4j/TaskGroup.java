package io.asyncio4j;

import io.asyncio4j.internal.coroutine.FiberUnwind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that end together: the block in which they are started is left when all of them are done. If one fails, or the
 * block does, the others are cancelled, and what failed comes out as an {@link ExceptionGroup}.
 *
 * <pre>{@code
 * TaskGroup.run(group -> {
 *     group.createTask(() -> fetch(a));
 *     group.createTask(() -> fetch(b));
 * }); // both are done here
 * }</pre>
 *
 * <p>A task that is cancelled by itself does not disturb the others. If the surrounding task is cancelled, all tasks of the
 * group are, and {@link CancelledError} comes out when they are done. Task-confined. Counterpart:
 * {@code asyncio.TaskGroup}.
 */
public final class TaskGroup {

    private final Consumer<Future<?>> onDone = new TaskDone();
    private final Set<Task<?>> unfinished = new LinkedHashSet<>();
    private final List<Throwable> errors = new ArrayList<>();
    private @Nullable Task<?> parent;
    private @Nullable KeyboardInterruptError interrupt;
    private @Nullable Future<@Nullable Void> allDone;
    private boolean entered;
    private boolean exiting;
    private boolean aborting;
    private boolean parentCancelRequested;

    private TaskGroup() {}

    /** A group that has not been entered. */
    public static TaskGroup create() {
        return new TaskGroup();
    }

    /**
     * Runs a block with a new group and waits for the group's tasks. Suspends.
     *
     * @throws ExceptionGroup if the block or tasks failed
     * @throws CancelledError if the calling task was cancelled
     * @throws IllegalStateException if the caller is not in a task
     */
    public static void run(Block block) {
        Objects.requireNonNull(block, "block");
        TaskGroup.<@Nullable Void>call(group -> {
            block.run(group);
            return null;
        });
    }

    /**
     * Runs a block that returns something with a new group and waits for the group's tasks. Suspends.
     *
     * @throws ExceptionGroup if the block or tasks failed
     * @throws CancelledError if the calling task was cancelled
     * @throws IllegalStateException if the caller is not in a task
     */
    public static <T extends @Nullable Object> T call(ValueBlock<T> block) {
        Objects.requireNonNull(block, "block");
        TaskGroup group = new TaskGroup();
        return group.enter(() -> block.run(group));
    }

    /**
     * Enters this group, runs a block and waits for the group's tasks. Suspends. Once only.
     *
     * @throws ExceptionGroup if the block or tasks failed
     * @throws CancelledError if the calling task was cancelled
     * @throws IllegalStateException if the caller is not in a task, or this group was entered before
     */
    public void run(Coroutine.OfVoid block) {
        enter(new VoidCoroutine<>(block));
    }

    private <T extends @Nullable Object> T enter(Coroutine<T> block) {
        if (entered) {
            throw new IllegalStateException(this + " has already been entered");
        }
        parent = Task.currentOrThrow("TaskGroup.run()");
        entered = true;
        T result;
        try {
            result = block.run();
        } catch (Throwable thrown) {
            exit(parent().interpret(thrown));
            throw new AssertionError("not reached: the block failed, so exit() throws", thrown);
        }
        exit(null);
        return result;
    }

    private Task<?> parent() {
        return Objects.requireNonNull(parent);
    }

    /** Waits for the tasks, then throws what there is to throw. */
    private void exit(@Nullable Throwable thrown) {
        exiting = true;
        if (thrown instanceof FiberUnwind unwind) { // the loop is closed: nothing can be waited for
            throw unwind;
        }
        if (thrown instanceof KeyboardInterruptError error && interrupt == null) {
            interrupt = error;
        }
        CancelledError cancelled = thrown instanceof CancelledError error ? error : null;
        if (thrown != null && !aborting) {
            abort();
        }
        while (!unfinished.isEmpty()) { // a while: the parent may be cancelled again and again
            Future<@Nullable Void> waiter = parent().loop.createFuture();
            allDone = waiter;
            try {
                waiter.await();
            } catch (CancelledError e) {
                if (!aborting) {
                    cancelled = e;
                    abort();
                }
            }
            allDone = null;
        }
        if (interrupt != null) {
            throw interrupt;
        }
        if (parentCancelRequested && parent().uncancel() == 0) {
            cancelled = null; // that request was this group's own
        }
        if (cancelled != null && errors.isEmpty()) {
            throw cancelled;
        }
        if (thrown != null && !(thrown instanceof CancelledError)) {
            errors.add(thrown);
        }
        if (!errors.isEmpty()) {
            if (parent().cancelling() > 0) { // cancelled from outside too: felt again at the next suspension
                parent().uncancel();
                parent().cancel();
            }
            throw new ExceptionGroup("unhandled errors in a TaskGroup", errors);
        }
    }

    /**
     * Starts a task of this group. Does not suspend.
     *
     * @throws IllegalStateException if the group was not entered, is finished, or is shutting down after a failure
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, null, null);
    }

    /** The same for a coroutine without a result. */
    public Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine) {
        return createTask(new VoidCoroutine<>(coroutine), null, null);
    }

    /** Starts a task with a name. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, String name) {
        return createTask(coroutine, name, null);
    }

    /** The same for a coroutine without a result. */
    public Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine, String name) {
        return createTask(new VoidCoroutine<>(coroutine), name, null);
    }

    /** Starts a task with a name (null for {@code Task-N}) in a context (null for a copy of the current one). */
    public <T extends @Nullable Object> Task<T> createTask(
            Coroutine<T> coroutine, @Nullable String name, @Nullable Context context) {
        Objects.requireNonNull(coroutine, "coroutine");
        if (!entered) {
            throw new IllegalStateException(this + " has not been entered");
        }
        if (exiting && unfinished.isEmpty()) {
            throw new IllegalStateException(this + " is finished");
        }
        if (aborting) {
            throw new IllegalStateException(this + " is shutting down");
        }
        Task<T> task = parent().loop.createTask(coroutine, name, context);
        unfinished.add(task);
        task.addDoneCallback(onDone);
        return task;
    }

    private void abort() {
        aborting = true;
        List.copyOf(unfinished).forEach(Task::cancel);
    }

    private final class TaskDone implements Consumer<Future<?>>, Awaiter {

        @Override
        public void accept(Future<?> task) {
            taskDone((Task<?>) task);
        }

        @Override
        public Collection<Future<?>> awaiters() {
            return List.of(parent());
        }

        @Override
        public String toString() {
            return "TaskGroup";
        }
    }

    private void taskDone(Task<?> task) {
        unfinished.remove(task);
        if (allDone != null && unfinished.isEmpty()) {
            Waiting.release(allDone);
        }
        if (task.cancelled()) {
            return;
        }
        Throwable failure = task.exception();
        if (failure == null) {
            return;
        }
        errors.add(failure);
        if (failure instanceof KeyboardInterruptError error && interrupt == null) {
            interrupt = error;
        }
        if (parent().done()) {
            EventLoop loop = parent().loop;
            loop.callExceptionHandler(new ExceptionContext(
                            "Task " + task + " has errored out but its parent task " + parent()
                                    + " is already completed",
                            failure)
                    .withTask(task));
        } else if (!aborting && !parentCancelRequested) {
            abort();
            parentCancelRequested = true;
            parent().cancel();
        }
    }

    @Override
    public String toString() {
        return "<TaskGroup" + (unfinished.isEmpty() ? "" : " tasks=" + unfinished.size())
                + (errors.isEmpty() ? "" : " errors=" + errors.size())
                + (aborting ? " cancelling" : entered ? " entered" : "") + ">";
    }

    /** What runs in a group and returns nothing. */
    @FunctionalInterface
    public interface Block {

        /**
         * Starts tasks; may suspend.
         *
         * @throws Exception what the block fails with
         */
        void run(TaskGroup group) throws Exception;
    }

    /**
     * What runs in a group and returns something.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    public interface ValueBlock<T extends @Nullable Object> {

        /**
         * Starts tasks; may suspend.
         *
         * @throws Exception what the block fails with
         */
        T run(TaskGroup group) throws Exception;
    }
}
