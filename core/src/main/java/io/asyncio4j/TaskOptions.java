package io.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a task is made: the keyword arguments of Python's {@code create_task}. Immutable.
 *
 * <pre>{@code
 * createTask(() -> fetch(url), TaskOptions.EAGER);
 * createTask(() -> fetch(url), TaskOptions.DEFAULT.withName("fetch").withContext(context));
 * }</pre>
 *
 * @param name the task's name; null for {@code Task-N}
 * @param context the context that the task runs in, not a copy of it; null for a copy of the current one
 * @param eagerStart whether the task runs at once, up to its first suspension, before the method that makes it returns;
 *     null to leave that to the loop's {@link TaskFactory} (without one: no). A task that never suspends is done then, and
 *     takes no turn of the loop. While the loop does not run, every task waits for its turn.
 */
public record TaskOptions(
        @Nullable String name,
        @Nullable Context context,
        @Nullable Boolean eagerStart) {

    /** Nothing special. */
    public static final TaskOptions DEFAULT = new TaskOptions(null, null, null);

    /** An eager start, and nothing else special. Counterpart: {@code eager_start=True} (Python 3.14). */
    public static final TaskOptions EAGER = DEFAULT.withEagerStart(true);

    /** The same options with a name. */
    public TaskOptions withName(String newName) {
        return new TaskOptions(Objects.requireNonNull(newName, "name"), context, eagerStart);
    }

    /** The same options with a context, in which the task runs itself. One task or thread at a time may use it. */
    public TaskOptions withContext(Context newContext) {
        return new TaskOptions(name, Objects.requireNonNull(newContext, "context"), eagerStart);
    }

    /** The same options with an eager start, or with a usual one even if the loop's factory starts tasks eagerly. */
    public TaskOptions withEagerStart(boolean eager) {
        return new TaskOptions(name, context, eager);
    }
}
