package io.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks of a loop: {@code createTask}, {@code ensureFuture}, {@code gather}, {@code run} and all others ask it.
 * {@code Task::of} is what a loop without one does.
 *
 * <p>Counterpart: the callable given to {@code loop.set_task_factory}.
 */
public interface TaskFactory {

    /**
     * Starts every task eagerly, unless its {@link TaskOptions} say otherwise: a coroutine that does not suspend costs no
     * turn of the loop. The order in which things happen differs from the usual one. Counterpart:
     * {@code asyncio.eager_task_factory}.
     */
    TaskFactory EAGER = eager(Task::of);

    /**
     * A factory that leaves the making to another one, and asks it for an eager start unless a task's
     * {@link TaskOptions} say otherwise. Counterpart: {@code asyncio.create_eager_task_factory}.
     */
    static TaskFactory eager(TaskFactory maker) {
        Objects.requireNonNull(maker, "maker");
        return new TaskFactory() {
            @Override
            public <T extends @Nullable Object> Task<T> createTask(
                    EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
                return maker.createTask(
                        loop, coroutine, options.eagerStart() == null ? options.withEagerStart(true) : options);
            }
        };
    }

    /**
     * Makes a task for {@code coroutine}, as a rule by {@link Task#of}, after having looked at or wrapped the coroutine.
     * Called on the loop's thread; must not suspend.
     */
    <T extends @Nullable Object> Task<T> createTask(EventLoop loop, Coroutine<T> coroutine, TaskOptions options);
}
