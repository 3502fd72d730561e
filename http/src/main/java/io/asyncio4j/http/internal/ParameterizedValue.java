package io.asyncio4j.http.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The value of a header field that has parameters: {@code text/html; charset=utf-8}, {@code form-data; name="a"}.
 *
 * @param value what is before the parameters, as it was sent
 * @param parameters by their names in lower case, in order; of two with the same name, the first
 */
public record ParameterizedValue(String value, Map<String, String> parameters) {

    /**
     * Parses one. A value without quotes may have characters that need them: many senders forget.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static ParameterizedValue parse(String text) {
        int semicolon = text.indexOf(';');
        String value = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        Map<String, String> parameters = new LinkedHashMap<>();
        int i = semicolon < 0 ? text.length() : semicolon;
        while (i < text.length()) {
            i = skipSpace(text, i + 1);
            if (i == text.length() || text.charAt(i) == ';') {
                continue;
            }
            int equals = text.indexOf('=', i);
            if (equals < 0 || !isToken(text.substring(i, equals))) {
                throw malformed(text, i, "name=value");
            }
            String name = text.substring(i, equals).toLowerCase(Locale.ROOT);
            i = equals + 1;
            StringBuilder content = new StringBuilder();
            if (i < text.length() && text.charAt(i) == '"') {
                i = skipSpace(text, unquote(text, i, content));
                if (i < text.length() && text.charAt(i) != ';') {
                    throw malformed(text, i, "';' or the end");
                }
            } else {
                int end = text.indexOf(';', i);
                end = end < 0 ? text.length() : end;
                content.append(text.substring(i, end).strip());
                i = end;
            }
            parameters.putIfAbsent(name, content.toString());
        }
        return new ParameterizedValue(value, Collections.unmodifiableMap(parameters));
    }

    /**
     * Appends what is between quotes, and returns where it ends. A backslash escapes a quote and itself; elsewhere it is one,
     * since there are paths of Windows without escapes.
     */
    private static int unquote(String text, int quote, StringBuilder content) {
        for (int i = quote + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\' && i + 1 < text.length() && (text.charAt(i + 1) == '"' || text.charAt(i + 1) == '\\')) {
                i++;
            }
            content.append(text.charAt(i));
        }
        throw malformed(text, quote, "a closing quote");
    }

    private static int skipSpace(String text, int from) {
        int i = from;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    private static IllegalArgumentException malformed(String text, int place, String expected) {
        return new IllegalArgumentException(
                "wrong at character " + (place + 1) + " of " + text.length() + " (expected: " + expected + ")");
    }

    /** Whether it is a token of RFC 9110, section 5.6.2. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Appends {@code ; name=value}, with quotes where they are needed. */
    public static void append(StringBuilder to, String name, String value) {
        to.append("; ").append(name).append('=');
        if (isToken(value)) {
            to.append(value);
        } else {
            to.append('"')
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
    }
}
