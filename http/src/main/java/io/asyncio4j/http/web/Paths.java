package io.asyncio4j.http.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The paths of requests. */
final class Paths {

    private Paths() {}

    /** What is between the slashes behind the first: of {@code /a/b/} these are a, b and an empty one. */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(4);
        int from = 1;
        int slash;
        while ((slash = path.indexOf('/', from)) >= 0) {
            segments.add(path.substring(from, slash));
            from = slash + 1;
        }
        segments.add(path.substring(Math.min(from, path.length())));
        return segments;
    }

    /**
     * The same, each decoded: an encoded slash does not divide.
     *
     * @throws HttpStatusException 400 if an escape is malformed, or no UTF-8, or a zero
     */
    static List<String> decoded(String path) {
        List<String> segments = segments(path);
        if (path.indexOf('%') >= 0) {
            segments.replaceAll(Paths::decode);
        }
        return segments;
    }

    /** Decodes escapes. Unlike in forms, a plus is a plus. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int value = i + 2 < text.length() ? hex(text.charAt(i + 1)) << 4 | hex(text.charAt(i + 2)) : -1;
            if (value <= 0) {
                throw HttpStatusException.badRequest("the path is badly encoded");
            }
            bytes.write(value);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException _) {
            throw HttpStatusException.badRequest("the path is not encoded in UTF-8");
        }
    }

    private static int hex(char digit) {
        return digit < 128 ? Character.digit(digit, 16) : -1;
    }
}
