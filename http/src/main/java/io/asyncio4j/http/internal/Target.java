package io.asyncio4j.http.internal;

import io.netty.util.AsciiString;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, from a URL as people write it.
 *
 * @param uri the URL, without what is private in it
 * @param host in ASCII, without brackets
 * @param authority for the {@code Host} field
 * @param path path and query, as they are sent
 * @param userInfo name and password, as they are in the URL; null if they are not
 */
public record Target(
        URI uri,
        boolean secure,
        String host,
        int port,
        AsciiString authority,
        String path,
        @Nullable String userInfo) {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** What is neither a letter nor a digit, and yet stays as it is in a path. */
    private static final String IN_PATH = "-._~!$&'()*+,;=:@/";

    private static final String IN_QUERY = IN_PATH + "?[]";

    /**
     * Reads a URL: characters that it must not have are encoded, those of a host by IDN.
     *
     * @param query more of it, encoded; null for nothing more
     * @throws IllegalArgumentException if it is none for HTTP
     */
    public static Target of(String url, @Nullable String query) {
        String text = url.strip();
        int colon = text.indexOf("://");
        if (colon <= 0) {
            throw new IllegalArgumentException("url = \"" + url + "\" (expected: http://... or https://...)");
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http")) {
            throw new IllegalArgumentException("url = \"" + url + "\" (expected: scheme http or https)");
        }
        int start = colon + 3;
        int end = endOf(text, start, "/?#\\");
        String authority = text.substring(start, end);
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? null : authority.substring(0, at);
        authority = authority.substring(at + 1);
        int hostEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : endOf(authority, 0, ":");
        String host = host(authority.substring(0, hostEnd), url);
        int port = port(authority.substring(hostEnd), secure ? 443 : 80, url);

        int hash = endOf(text, end, "#");
        int mark = endOf(text.substring(0, hash), end, "?");
        String path = encoded(text.substring(end, mark).replace('\\', '/'), IN_PATH);
        StringBuilder whole = new StringBuilder(path.isEmpty() ? "/" : path);
        if (mark < hash) {
            whole.append('?').append(encoded(text.substring(mark + 1, hash), IN_QUERY));
        }
        if (query != null && !query.isEmpty()) {
            whole.append(mark < hash ? '&' : '?').append(query);
        }
        String sent = whole.toString();
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        String place = port == (secure ? 443 : 80) ? name : name + ":" + port;
        String fragment = hash < text.length() ? "#" + encoded(text.substring(hash + 1), IN_QUERY) : "";
        try {
            URI uri = new URI(scheme + "://" + place + sent + fragment);
            return new Target(uri, secure, host, port, AsciiString.of(place), sent, userInfo);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("url = \"" + url + "\": " + e.getReason(), e);
        }
    }

    /** Where a reference leads that was found here. */
    public Target resolve(String reference) {
        String text = reference.strip();
        if (isAbsolute(text)) {
            return of(text, null);
        }
        String scheme = secure ? "https:" : "http:";
        if (text.startsWith("//")) {
            return of(scheme + text, null);
        }
        String root = scheme + "//" + authority;
        if (text.startsWith("/")) {
            return of(root + text, null);
        }
        int mark = endOf(path, 0, "?");
        if (text.isEmpty() || text.startsWith("#")) {
            return of(root + path + text, null);
        }
        if (text.startsWith("?")) {
            return of(root + path.substring(0, mark) + text, null);
        }
        String folder = path.substring(0, path.lastIndexOf('/', mark - 1) + 1);
        int end = endOf(text, 0, "?#");
        return of(
                root
                        + URI.create(encoded(folder + text.substring(0, end), IN_PATH))
                                .normalize()
                        + text.substring(end),
                null);
    }

    /** The same with a name and a password. */
    public Target withUserInfo(String info) {
        return new Target(uri, secure, host, port, authority, path, info);
    }

    /** Whether a URL has a scheme. */
    public static boolean isAbsolute(String url) {
        int end = endOf(url, 0, ":/?#");
        return end > 0 && end < url.length() && url.charAt(end) == ':' && url.startsWith("//", end + 1);
    }

    /** Whether requests go to the same server, in the same way. */
    public boolean isSameOrigin(Target other) {
        return secure == other.secure && port == other.port && host.equals(other.host);
    }

    private static String host(String text, String url) {
        String host = text;
        if (text.startsWith("[") && text.endsWith("]")) {
            host = text.substring(1, text.length() - 1);
        } else if (!text.chars().allMatch(c -> c < 0x80)) {
            try {
                host = IDN.toASCII(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "url = \"" + url + "\": the host cannot be one: " + e.getMessage(), e);
            }
        }
        boolean literal = !host.equals(text) && host.indexOf(':') >= 0;
        if (host.isEmpty() || !host.chars().allMatch(c -> isOfHost((char) c, literal))) {
            throw new IllegalArgumentException(
                    "url = \"" + url + "\" has the host \"" + text + "\" (expected: a name or an address)");
        }
        return host.toLowerCase(Locale.ROOT);
    }

    private static boolean isOfHost(char c, boolean literal) {
        return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~' || (literal && (c == ':' || c == '%'));
    }

    private static int port(String text, int usual, String url) {
        if (text.isEmpty() || text.equals(":")) {
            return usual;
        }
        if (text.charAt(0) == ':' && text.length() <= 6 && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9')) {
            int port = Integer.parseInt(text, 1, text.length(), 10);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        }
        throw new IllegalArgumentException(
                "url = \"" + url + "\" has the port \"" + text + "\" (expected: 1 to 65535)");
    }

    private static int endOf(String text, int from, String ends) {
        for (int i = from; i < text.length(); i++) {
            if (ends.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static String encoded(String text, String allowed) {
        int i = 0;
        while (i < text.length() && isPlain(text, i, allowed)) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length() + 16);
        for (i = 0; i < text.length(); ) {
            if (isPlain(text, i, allowed)) {
                result.append(text.charAt(i++));
                continue;
            }
            int next = text.offsetByCodePoints(i, 1);
            for (byte each : text.substring(i, next).getBytes(StandardCharsets.UTF_8)) {
                result.append('%').append(HEX.toHexDigits(each));
            }
            i = next;
        }
        return result.toString();
    }

    private static boolean isPlain(String text, int i, String allowed) {
        char c = text.charAt(i);
        return isAlphanumeric(c)
                || allowed.indexOf(c) >= 0
                || (c == '%'
                        && i + 2 < text.length()
                        && HexFormat.isHexDigit(text.charAt(i + 1))
                        && HexFormat.isHexDigit(text.charAt(i + 2)));
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
