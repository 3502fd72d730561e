package io.asyncio4j.http.internal;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The encoding of {@code application/x-www-form-urlencoded}, in UTF-8. */
public final class UrlEncoding {

    private UrlEncoding() {}

    /** Encodes a name or a value. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Decodes a name or a value. What is malformed stays as it is; the JDK's and Netty's decoders throw then. */
    public static String decode(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == '%' || text.charAt(i) == '+') {
                return decoded(text.substring(start, end).replace('+', ' '));
            }
        }
        return text.substring(start, end);
    }

    /** Decodes the {@code %XX} alone. */
    public static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int octet = bytes[i] == '%' && i + 2 < bytes.length ? octet(bytes[i + 1], bytes[i + 2]) : -1;
            if (octet < 0) {
                decoded.write(bytes[i]);
            } else {
                decoded.write(octet);
                i += 2;
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    /** Of two hexadecimal digits; -1 if they are not. */
    private static int octet(byte high, byte low) {
        int first = digit(high);
        int second = digit(low);
        return first < 0 || second < 0 ? -1 : (first << 4) | second;
    }

    private static int digit(byte digit) {
        return digit < 0 ? -1 : Character.digit((char) digit, 16);
    }
}
