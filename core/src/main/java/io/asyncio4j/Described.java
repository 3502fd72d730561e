package io.asyncio4j;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How values and callbacks look inside the {@code toString} of others: short, and without recursion. */
final class Described {

    private static final int MAX_LENGTH = 80;

    private Described() {}

    static String value(@Nullable Object value) {
        String text = value instanceof CharSequence ? "'" + value + "'" : String.valueOf(value);
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 3) + "...";
    }

    static String callbacks(Object callbacks) {
        List<?> list = callbacks instanceof List<?> several ? several : List.of(callbacks);
        String shown = list.stream().limit(2).map(Described::callback).collect(Collectors.joining(", "));
        return list.size() <= 2 ? "[" + shown + "]" : "[" + shown + ", <" + (list.size() - 2) + " more>]";
    }

    private static String callback(Object callback) {
        return callback instanceof Task<?> task ? task.getName() + ".wakeup" : callback.toString();
    }
}
