package io.asyncio4j;

import org.jspecify.annotations.Nullable;

/**
 * Makes the tasks of a loop: {@code createTask}, {@code ensureFuture}, {@code gather} and all others ask it.
 *
 * <p>Counterpart: the callable given to {@code loop.set_task_factory}.
 */
public interface TaskFactory {

    /**
     * Starts every task eagerly, see {@link Task#ofEager}: a coroutine that does not suspend costs no turn of the loop. The
     * order in which things happen differs from the usual one. Counterpart: {@code asyncio.eager_task_factory}.
     */
    TaskFactory EAGER = new TaskFactory() {
        @Override
        public <T extends @Nullable Object> Task<T> createTask(
                EventLoop loop, Coroutine<T> coroutine, @Nullable String name, Context context) {
            return Task.ofEager(loop, coroutine, name, context);
        }
    };

    /**
     * Makes a task for {@code coroutine}, as a rule by {@link Task#of}, after having looked at or wrapped the coroutine.
     * Called on the loop's thread; must not suspend.
     */
    <T extends @Nullable Object> Task<T> createTask(
            EventLoop loop, Coroutine<T> coroutine, @Nullable String name, Context context);
}
