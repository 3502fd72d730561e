package io.asyncio4j.http;

import io.asyncio4j.http.internal.NettyHeaders;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a request or a response: names without regard to case, each with one or several values, in the order in
 * which they came. Not thread-safe: they belong to their message, and so to its loop.
 *
 * <p>Counterpart: {@code multidict.CIMultiDict}.
 */
public sealed interface Headers extends Iterable<Map.Entry<String, String>> permits NettyHeaders {

    /** No fields yet. */
    static Headers create() {
        return new NettyHeaders();
    }

    /**
     * Fields from names and values in turn.
     *
     * @throws IllegalArgumentException if a value is missing, or one of {@link #add}'s
     */
    static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "headers: " + namesAndValues.length + " names and values (expected: a value for each name)");
        }
        Headers headers = create();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    /** The first value; null if there is none. */
    @Nullable
    String get(String name);

    /** All values, in order; empty if there is none. */
    List<String> getAll(String name);

    boolean contains(String name);

    /** Whether a value of a field with comma-separated values is one of them, without regard to case. */
    boolean containsToken(String name, String token);

    /**
     * Adds a value behind those that there are.
     *
     * @return this
     * @throws IllegalArgumentException if the name is no token, or the value contains a control character such as a line feed
     */
    Headers add(String name, String value);

    /** The same, but all earlier values of that name go. */
    Headers set(String name, String value);

    /** All fields of others, as by {@link #add}. */
    Headers addAll(Headers others);

    /** Removes all values of that name. */
    Headers remove(String name);

    /** The names that occur, each once. */
    Set<String> names();

    /** How many values there are. */
    int size();

    default boolean isEmpty() {
        return size() == 0;
    }

    /** An independent copy. */
    Headers copy();
}
