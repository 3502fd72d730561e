package io.asyncio4j;

import io.asyncio4j.internal.coroutine.FiberUnwind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
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
 * group are, and {@link CancelledError} comes out when they are done. {@link #cancel} ends the group early, without an
 * error. Loop-confined. Counterpart: {@code asyncio.TaskGroup}.
 */
public final class TaskGroup {

    private final Consumer<Future<?>> onDone = new TaskDone();
    private final Set<Task<?>> unfinished = new LinkedHashSet<>();
    private final List<Throwable> errors = new ArrayList<>();
    private @Nullable Task<?> parent;
    private @Nullable KeyboardInterruptError interrupt;
    private @Nullable Future<@Nullable Void> allDone;
    private boolean cancelOnEntry;
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
        TaskGroup group = new TaskGroup();
        group.run(() -> block.run(group));
    }

    /**
     * Runs a block that returns something with a new group and waits for the group's tasks. Suspends.
     *
     * @throws ExceptionGroup if the block or tasks failed
     * @throws CancelledError if the calling task was cancelled
     * @throws CancellationException if the group was cancelled before the block could return something
     * @throws IllegalStateException if the caller is not in a task
     */
    public static <T extends @Nullable Object> T call(ValueBlock<T> block) {
        Objects.requireNonNull(block, "block");
        TaskGroup group = new TaskGroup();
        List<T> result = new ArrayList<>(1);
        group.run(() -> result.add(block.run(group)));
        if (result.isEmpty()) {
            throw new CancellationException(group + " was cancelled before its block returned a value");
        }
        return result.getFirst();
    }

    /**
     * Enters this group, runs a block and waits for the group's tasks. Suspends. Once only.
     *
     * @throws ExceptionGroup if the block or tasks failed
     * @throws CancelledError if the calling task was cancelled
     * @throws IllegalStateException if the caller is not in a task, or this group was entered before
     */
    public void run(Coroutine.OfVoid block) {
        Objects.requireNonNull(block, "block");
        if (entered) {
            throw new IllegalStateException(this + " has already been entered");
        }
        parent = Task.currentOrThrow("TaskGroup.run()");
        entered = true;
        if (cancelOnEntry) {
            cancel();
        }
        Throwable thrown = null;
        try {
            block.run();
        } catch (Throwable e) {
            thrown = parent().interpret(e);
        }
        exit(thrown);
    }

    /**
     * Ends the group early, without an error: its tasks are cancelled, and so is the block, if it is not over; when all of
     * them have ended, {@code run} returns normally. What fails on the way still comes out as an {@link ExceptionGroup}, a
     * failure that came before as well. If the surrounding task was cancelled by somebody else too, {@link CancelledError}
     * comes out. Tasks can no longer be added.
     *
     * <p>A group that has not been entered is cancelled as soon as it is: its block runs up to its first suspension. A group
     * that is cancelled already, or over, stays as it is. Does not suspend. From within the block, the group's tasks, or
     * anything else on the loop's thread. Counterpart: {@code TaskGroup.cancel} (Python 3.15).
     *
     * @throws IllegalStateException if the loop is running and this is another thread than the loop's
     */
    public void cancel() {
        if (!entered) {
            cancelOnEntry = true;
            return;
        }
        parent().loop.checkThread();
        if (!aborting && !(exiting && unfinished.isEmpty())) {
            abort();
            cancelParent();
        }
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
        CancelledError whileWaiting = null;
        if (thrown != null && !aborting) {
            abort();
        }
        while (!unfinished.isEmpty()) { // a while: the parent may be cancelled again and again
            Future<@Nullable Void> waiter = parent().loop.createFuture();
            allDone = waiter;
            try {
                waiter.await();
            } catch (CancelledError e) {
                whileWaiting = e;
                if (!aborting) {
                    cancelled = e;
                    abort();
                }
            }
            allDone = null;
        }
        if (thrown != null && !(thrown instanceof CancelledError)) {
            errors.add(thrown);
        }
        if (interrupt != null) {
            errors.stream().filter(error -> error != interrupt).forEach(this::reportSuperseded);
            throw interrupt;
        }
        if (parentCancelRequested) {
            if (parent().uncancel() == 0) {
                cancelled = null; // that request was this group's own
            } else if (cancelled == null) {
                cancelled = whileWaiting; // another request arrived after this group's own
            }
        }
        if (cancelled != null && errors.isEmpty()) {
            throw cancelled;
        }
        if (!errors.isEmpty()) {
            if (parent().cancelling() > 0) { // cancelled from outside too: felt again at the next suspension
                parent().uncancel();
                parent().cancel();
            }
            throw new ExceptionGroup("unhandled errors in a TaskGroup", errors);
        }
    }

    private void reportSuperseded(Throwable error) {
        parent().loop
                .callExceptionHandler(new ExceptionContext(
                        "TaskGroup exception was not propagated, since the group ends with " + interrupt, error));
    }

    /**
     * Starts a task of this group. Does not suspend.
     *
     * @throws IllegalStateException if the group was not entered, is finished, or is shutting down after a failure or
     *     because it was cancelled
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.DEFAULT);
    }

    /** The same for a coroutine without a result. */
    public Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine) {
        return createTask(new VoidCoroutine<>(coroutine), TaskOptions.DEFAULT);
    }

    /** Starts a task with a name. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, String name) {
        return createTask(coroutine, TaskOptions.DEFAULT.withName(name));
    }

    /** The same for a coroutine without a result. */
    public Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine, String name) {
        return createTask(new VoidCoroutine<>(coroutine), TaskOptions.DEFAULT.withName(name));
    }

    /** Starts a task with a name, in a given context, or eagerly, see {@link Asyncio#createTask(Coroutine, TaskOptions)}. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options) {
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
        Task<T> task = parent().loop.createTask(coroutine, options);
        unfinished.add(task);
        task.addDoneCallback(onDone);
        if (aborting) { // the task has started eagerly, and has cancelled the group before it was one of it
            task.cancel();
        }
        return task;
    }

    /** The same for a coroutine without a result. */
    public Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine, TaskOptions options) {
        return createTask(new VoidCoroutine<>(coroutine), options);
    }

    private void abort() {
        aborting = true;
        List.copyOf(unfinished).forEach(Task::cancel);
    }

    /** The request is taken back when the group ends. */
    private void cancelParent() {
        parentCancelRequested = true;
        parent().cancel();
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
            cancelParent();
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
