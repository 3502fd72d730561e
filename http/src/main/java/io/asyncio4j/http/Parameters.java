package io.asyncio4j.http;

import io.asyncio4j.http.internal.UrlEncoding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names with values, in order, as a query string or an url-encoded form has them. A name may have several values; upper and
 * lower case differ. Looking for a name goes through all of them: there are few.
 *
 * <pre>{@code
 * Parameters.of("q", "tea & milk", "page", "2").toString(); // q=tea+%26+milk&page=2
 * }</pre>
 *
 * <p>Not thread-safe. Counterpart: {@code multidict.MultiDict}, {@code yarl.URL.query}.
 */
public final class Parameters implements Iterable<Map.Entry<String, String>> {

    /** How many parameters {@link #parse(String)} takes. */
    public static final int DEFAULT_LIMIT = 1000;

    private final List<Map.Entry<String, String>> entries = new ArrayList<>();

    /** None yet. */
    public Parameters() {}

    /**
     * Parameters from names and values in turn.
     *
     * @throws IllegalArgumentException if the last value is missing
     */
    public static Parameters of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "parameters: " + namesAndValues.length + " names and values (expected: a value for each name)");
        }
        Parameters parameters = new Parameters();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return parameters;
    }

    /**
     * Decodes a query string, without its question mark, or a form. As browsers do, it takes whatever comes: a name without
     * {@code =} has an empty value, a {@code %} without two hexadecimal digits stands for itself, and bytes that are not UTF-8
     * become U+FFFD.
     *
     * @throws IllegalArgumentException if there are more than {@link #DEFAULT_LIMIT} parameters, so that nobody can let this
     *     program work for nothing
     */
    public static Parameters parse(String query) {
        return parse(query, DEFAULT_LIMIT);
    }

    /**
     * The same with another limit.
     *
     * @throws IllegalArgumentException if there are more parameters than {@code limit}
     */
    public static Parameters parse(String query, int limit) {
        Parameters parameters = new Parameters();
        int start = 0;
        while (start < query.length()) {
            int end = query.indexOf('&', start);
            if (end < 0) {
                end = query.length();
            }
            if (end > start) {
                if (parameters.size() == limit) {
                    throw new IllegalArgumentException("more than " + limit + " parameters, which is the limit");
                }
                int equals = query.indexOf('=', start);
                int nameEnd = equals < 0 || equals > end ? end : equals;
                parameters.add(
                        UrlEncoding.decode(query, start, nameEnd),
                        UrlEncoding.decode(query, Math.min(nameEnd + 1, end), end));
            }
            start = end + 1;
        }
        return parameters;
    }

    /** The first value; null if there is none. */
    public @Nullable String get(String name) {
        for (Map.Entry<String, String> entry : entries) {
            if (entry.getKey().equals(name)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** All values, in order; empty if there is none. */
    public List<String> getAll(String name) {
        List<String> values = new ArrayList<>();
        for (Map.Entry<String, String> entry : entries) {
            if (entry.getKey().equals(name)) {
                values.add(entry.getValue());
            }
        }
        return values;
    }

    /** Whether the name has a value. */
    public boolean contains(String name) {
        return get(name) != null;
    }

    /**
     * Adds a value behind those that there are.
     *
     * @return this
     */
    public Parameters add(String name, String value) {
        entries.add(Map.entry(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")));
        return this;
    }

    /** The names that occur, each once, in the order of their first values. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Map.Entry<String, String> entry : entries) {
            names.add(entry.getKey());
        }
        return names;
    }

    /** How many values there are. */
    public int size() {
        return entries.size();
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * All names with their values, in order. It cannot remove.
     *
     * @throws NoSuchElementException from its {@code next}, at the end
     */
    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        return Collections.unmodifiableList(entries).iterator();
    }

    /** Whether other parameters have the same names and values in the same order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Parameters parameters && entries.equals(parameters.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    /** Encodes them in UTF-8, as for a form: a space becomes {@code +}. {@link #parse} is the inverse. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> entry : entries) {
            if (!text.isEmpty()) {
                text.append('&');
            }
            text.append(UrlEncoding.encode(entry.getKey())).append('=').append(UrlEncoding.encode(entry.getValue()));
        }
        return text.toString();
    }
}
