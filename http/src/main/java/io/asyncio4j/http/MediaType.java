package io.asyncio4j.http;

import io.asyncio4j.http.internal.ParameterizedValue;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a body is: {@code text/html; charset=utf-8}. Immutable. Two are equal if their parameters are, too; {@link #matches}
 * leaves those out.
 *
 * <p>Counterpart: {@code content_type} and {@code charset} of {@code aiohttp}, {@code mimetypes}.
 *
 * @param type in lower case, such as {@code text}
 * @param subtype in lower case, such as {@code html}
 * @param parameters by their names in lower case, in order
 */
public record MediaType(String type, String subtype, Map<String, String> parameters) {

    /** {@code text/plain; charset=utf-8}. */
    public static final MediaType TEXT = of("text", "plain").withCharset(StandardCharsets.UTF_8);

    /** {@code text/html; charset=utf-8}. */
    public static final MediaType HTML = of("text", "html").withCharset(StandardCharsets.UTF_8);

    /** {@code application/json}, which is always UTF-8. */
    public static final MediaType JSON = of("application", "json");

    /** {@code application/x-www-form-urlencoded}. */
    public static final MediaType FORM = of("application", "x-www-form-urlencoded");

    /** {@code multipart/form-data}, without a boundary yet. */
    public static final MediaType MULTIPART_FORM = of("multipart", "form-data");

    /** {@code application/octet-stream}: any bytes. */
    public static final MediaType OCTET_STREAM = of("application", "octet-stream");

    /** {@code text/event-stream}, which is always UTF-8. */
    public static final MediaType EVENT_STREAM = of("text", "event-stream");

    /**
     * Checks it, and puts names into lower case.
     *
     * @throws IllegalArgumentException if {@code type}, {@code subtype} or the name of a parameter is no token, or the value
     *     of a parameter has a control character
     */
    public MediaType {
        type = token("type", type);
        subtype = token("subtype", subtype);
        Map<String, String> checked = new LinkedHashMap<>();
        parameters.forEach((name, value) -> checked.putIfAbsent(token("parameter", name), printable(name, value)));
        parameters = Collections.unmodifiableMap(checked);
    }

    private static String token(String what, String text) {
        if (!ParameterizedValue.isToken(text)) {
            throw new IllegalArgumentException(
                    "the " + what + " '" + text + "' is no token (expected: letters, digits and !#$%&'*+-.^_`|~)");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String printable(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            if ((value.charAt(i) < ' ' && value.charAt(i) != '\t') || value.charAt(i) == 0x7F) {
                throw new IllegalArgumentException(
                        "the value of the parameter '" + name + "' has a control character at " + i);
            }
        }
        return value;
    }

    /**
     * A type without parameters.
     *
     * @throws IllegalArgumentException if one of both is no token
     */
    public static MediaType of(String type, String subtype) {
        return new MediaType(type, subtype, Map.of());
    }

    /**
     * Parses the value of a {@code Content-Type} field. Of two parameters with the same name, the first counts.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static MediaType parse(String text) {
        try {
            ParameterizedValue parsed = ParameterizedValue.parse(text);
            int slash = parsed.value().indexOf('/');
            if (slash < 0) {
                throw new IllegalArgumentException("there is no '/' (expected: type/subtype)");
            }
            return new MediaType(
                    parsed.value().substring(0, slash), parsed.value().substring(slash + 1), parsed.parameters());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("malformed media type \"" + text + "\": " + e.getMessage(), e);
        }
    }

    /**
     * What a file is, by the extension of its name. What starts with {@code text/} is taken for UTF-8; an extension that is not
     * known is {@link #OCTET_STREAM}.
     */
    public static MediaType ofFileName(String name) {
        return FileTypes.of(name);
    }

    /** The value of a parameter, whatever the case of its name; null if there is none. */
    public @Nullable String parameter(String name) {
        return parameters.get(name.toLowerCase(Locale.ROOT));
    }

    /** The character set that is named; null if none is, or if this JVM does not know it. */
    public @Nullable Charset charset() {
        String name = parameter("charset");
        try {
            return name == null ? null : Charset.forName(name);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** The same type with a character set. */
    public MediaType withCharset(Charset charset) {
        return withParameter("charset", charset.name().toLowerCase(Locale.ROOT));
    }

    /**
     * The same type with a parameter more, or another value for it.
     *
     * @throws IllegalArgumentException if the name is no token, or the value has a control character
     */
    public MediaType withParameter(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(parameters);
        more.put(name.toLowerCase(Locale.ROOT), value);
        return new MediaType(type, subtype, more);
    }

    /**
     * Whether it is of a kind: {@code text/html}, {@code text/*}, {@code *}{@code /*}. Parameters do not count.
     *
     * @throws IllegalArgumentException if the pattern is malformed
     */
    public boolean matches(String pattern) {
        MediaType other = parse(pattern);
        return (other.type.equals("*") || other.type.equals(type))
                && (other.subtype.equals("*") || other.subtype.equals(subtype));
    }

    /** As a {@code Content-Type} field has it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(type).append('/').append(subtype);
        parameters.forEach((name, value) -> ParameterizedValue.append(text, name, value));
        return text.toString();
    }
}
