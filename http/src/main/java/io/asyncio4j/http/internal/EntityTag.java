package io.asyncio4j.http.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of a version of a resource (RFC 9110, section 8.8.3).
 *
 * @param value what is between the quotes
 * @param weak whether versions that mean the same share it
 */
public record EntityTag(String value, boolean weak) {

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if the value has a quote, a space or a control character
     */
    public EntityTag {
        for (int i = 0; i < value.length(); i++) {
            if (!isAllowed(value.charAt(i))) {
                throw new IllegalArgumentException(
                        "entity tag: a character that is not allowed at " + i + ": " + value);
            }
        }
    }

    private static boolean isAllowed(char c) {
        return c > ' ' && c != '"' && c != 0x7F;
    }

    /** A tag as an {@code ETag} field has it; null if it is none. */
    public static @Nullable EntityTag parse(String text) {
        List<EntityTag> tags = parseList(text);
        return tags.size() == 1 && tags.getFirst().toString().equals(text.strip()) ? tags.getFirst() : null;
    }

    /** Tags with commas between them, up to what is malformed. */
    public static List<EntityTag> parseList(String text) {
        List<EntityTag> tags = new ArrayList<>();
        int i = 0;
        while (true) {
            while (i < text.length() && ", \t".indexOf(text.charAt(i)) >= 0) {
                i++;
            }
            boolean weak = text.startsWith("W/", i);
            int quote = weak ? i + 2 : i;
            int end = quote + 1;
            while (end < text.length() && isAllowed(text.charAt(end))) {
                end++;
            }
            if (end >= text.length() || text.charAt(quote) != '"' || text.charAt(end) != '"') {
                return tags;
            }
            tags.add(new EntityTag(text.substring(quote + 1, end), weak));
            i = end + 1;
            while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
                i++;
            }
            if (i < text.length() && text.charAt(i) != ',') {
                return tags;
            }
        }
    }

    /** Strong comparison: both are strong and the same. */
    public boolean isStronglyEqual(EntityTag other) {
        return !weak && !other.weak && value.equals(other.value);
    }

    /** Weak comparison: the values are the same. */
    public boolean isWeaklyEqual(EntityTag other) {
        return value.equals(other.value);
    }

    /**
     * Whether an {@code If-Match} field admits what there is, which is by strong comparison.
     *
     * @param current the tag of what there is; null if it has none
     */
    public static boolean ifMatch(String field, @Nullable EntityTag current) {
        return field.strip().equals("*")
                || (current != null && parseList(field).stream().anyMatch(current::isStronglyEqual));
    }

    /**
     * Whether an {@code If-None-Match} field admits what there is, which is if no tag is the same by weak comparison.
     *
     * @param current the tag of what there is; null if it has none
     */
    public static boolean ifNoneMatch(String field, @Nullable EntityTag current) {
        return !field.strip().equals("*")
                && (current == null || parseList(field).stream().noneMatch(current::isWeaklyEqual));
    }

    /** As a field has it. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + value + '"';
    }
}
