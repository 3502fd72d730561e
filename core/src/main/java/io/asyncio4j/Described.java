package io.asyncio4j;

import io.asyncio4j.internal.coroutine.CodeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How values and callbacks look inside the {@code toString} of others: short, without recursion through futures, and
 * without throwing.
 */
final class Described {

    private static final int MAX_LENGTH = 80;

    /** Whose {@code toString} runs on this thread: what that leads to, such as futures in a list, shows no values. */
    private static final ThreadLocal<Object> INSIDE = new ThreadLocal<>();

    private Described() {}

    static String value(@Nullable Object value) {
        String text = value instanceof String ? "'" + value + "'" : whole(value);
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 3) + "...";
    }

    /** The {@code toString} of something foreign: it may throw, and may lead back to where it was called from. */
    static String whole(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Future<?> future) {
            return brief(future);
        }
        if (INSIDE.get() != null) {
            return "...";
        }
        INSIDE.set(value);
        try {
            return value.toString();
        } catch (RuntimeException e) {
            return "<" + value.getClass().getName() + ": toString() threw "
                    + e.getClass().getSimpleName() + ">";
        } finally {
            INSIDE.remove();
        }
    }

    /** A future without what it is connected to. From any thread. */
    static String brief(Future<?> future) {
        return future instanceof Task<?> task
                ? "<Task " + task.stateWord() + " name='" + task.getName() + "' coro=" + task.codeText() + ">"
                : "<Future " + future.stateWord() + ">";
    }

    /** A task without what it is connected to; anything else with all that is known. */
    static String waitedFor(Future<?> future) {
        return future instanceof Task<?> ? brief(future) : future.toString();
    }

    static String callbacks(List<?> callbacks) {
        if (callbacks.isEmpty()) {
            return "";
        }
        int between = callbacks.size() - 2;
        return " cb=[" + callback(callbacks.getFirst())
                + (between > 0 ? ", <" + between + " more>" : "")
                + (between >= 0 ? ", " + callback(callbacks.getLast()) : "")
                + "]";
    }

    private static String callback(Object callback) {
        return callback instanceof Task<?> task ? task.getName() + ".wakeup" : String.valueOf(callback);
    }

    /** What describes itself as what it wraps. */
    interface Wrapper {}

    /** A lambda by the class that it stands in; anything else by its own description. */
    static String code(Object code) {
        if (code instanceof Wrapper) {
            return code.toString();
        }
        return CodeName.isLambda(code) ? CodeName.of(code) : whole(code);
    }
}
