package io.asyncio4j.http.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A user's name and password. Counterpart: {@code aiohttp.BasicAuth}.
 *
 * @param user the name, without a colon
 * @param password the password, which may be empty
 */
public record BasicAuth(String user, String password) {

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if the name contains a colon
     */
    public BasicAuth {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("user = " + user + " (expected: a name without a colon)");
        }
    }

    /** What is before the {@code @} in a URL; null if nothing is. */
    static @Nullable BasicAuth ofUserInfo(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return null;
        }
        int colon = raw.indexOf(':');
        return new BasicAuth(
                decoded(colon < 0 ? raw : raw.substring(0, colon)),
                decoded(raw.substring(colon < 0 ? raw.length() : colon + 1)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The value of the header {@code Authorization}, in UTF-8. */
    public String encode() {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    /** The user only. */
    @Override
    public String toString() {
        return "BasicAuth[user=" + user + "]";
    }
}
