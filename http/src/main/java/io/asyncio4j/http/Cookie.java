package io.asyncio4j.http;

import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.CookieHeaderNames;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cookie of RFC 6265. Immutable.
 *
 * <pre>{@code
 * Cookie.of("session", id).withPath("/").withHttpOnly(true).withMaxAge(Duration.ofDays(7)).toSetCookie();
 * }</pre>
 *
 * <p>Counterpart: {@code http.cookies.Morsel}, {@code set_cookie} of {@code aiohttp.web.Response}.
 *
 * @param name a token
 * @param value printable ASCII without spaces, commas, semicolons, backslashes and quotes; quotes around all of it are a part of
 *     it. What has other characters is to be encoded, for instance in Base64.
 * @param domain the domain for which it is; null for the server alone that sets it
 * @param path the path for which it is, with what is below; null for that of the request
 * @param maxAge how long it lives, in seconds when sent, rounded up; zero or less deletes it; null until the browser is closed
 * @param secure whether it is sent over TLS only
 * @param httpOnly whether scripts do not see it
 * @param sameSite whether requests from other sites have it; null for what the browser thinks best
 */
public record Cookie(
        String name,
        String value,
        @Nullable String domain,
        @Nullable String path,
        @Nullable Duration maxAge,
        boolean secure,
        boolean httpOnly,
        @Nullable SameSite sameSite) {

    /** Which requests that come from other sites have a cookie. */
    public enum SameSite {
        /** None. */
        STRICT,
        /** Only links that are followed. */
        LAX,
        /** All; it has to be {@link Cookie#secure} then. */
        NONE
    }

    /** The longest life that is sent, 68 years: there are clients that count seconds in 32 bits. */
    private static final long LONGEST_SECONDS = Integer.MAX_VALUE;

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if the name, the value, the domain or the path has a character that it must not have;
     *     the message says where
     */
    public Cookie {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("cookie: the name is empty");
        }
        check("name", name, name, "()<>@,;:\\\"/[]?={} ");
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        check("value of '" + name + "'", quoted ? value.substring(1, value.length() - 1) : value, value, "\",;\\ ");
        if (domain != null) {
            check("domain of '" + name + "'", domain, domain, "; ");
        }
        if (path != null) {
            check("path of '" + name + "'", path, path, ";");
        }
    }

    private static void check(String what, String text, String whole, String excluded) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || excluded.indexOf(c) >= 0) {
                throw new IllegalArgumentException("cookie: the " + what + " has the character "
                        + (c > ' ' && c <= '~' ? "'" + c + "'" : String.format("U+%04X", (int) c))
                        + ", which is not allowed: " + whole);
            }
        }
    }

    /**
     * A cookie without attributes.
     *
     * @throws IllegalArgumentException if the name or the value has a character that it must not have
     */
    public static Cookie of(String name, String value) {
        return new Cookie(name, value, null, null, null, false, false, null);
    }

    /** The same cookie with another value. */
    public Cookie withValue(String newValue) {
        return new Cookie(name, newValue, domain, path, maxAge, secure, httpOnly, sameSite);
    }

    /** The same cookie for a domain, with all its hosts. */
    public Cookie withDomain(String newDomain) {
        return new Cookie(
                name, value, Objects.requireNonNull(newDomain, "domain"), path, maxAge, secure, httpOnly, sameSite);
    }

    /** The same cookie for a path, with what is below. */
    public Cookie withPath(String newPath) {
        return new Cookie(
                name, value, domain, Objects.requireNonNull(newPath, "path"), maxAge, secure, httpOnly, sameSite);
    }

    /** The same cookie with a life. */
    public Cookie withMaxAge(Duration newMaxAge) {
        return new Cookie(
                name, value, domain, path, Objects.requireNonNull(newMaxAge, "maxAge"), secure, httpOnly, sameSite);
    }

    /** The same cookie, over TLS only or not. */
    public Cookie withSecure(boolean newSecure) {
        return new Cookie(name, value, domain, path, maxAge, newSecure, httpOnly, sameSite);
    }

    /** The same cookie, hidden from scripts or not. */
    public Cookie withHttpOnly(boolean newHttpOnly) {
        return new Cookie(name, value, domain, path, maxAge, secure, newHttpOnly, sameSite);
    }

    /** The same cookie with a rule for other sites. */
    public Cookie withSameSite(SameSite newSameSite) {
        return new Cookie(
                name, value, domain, path, maxAge, secure, httpOnly, Objects.requireNonNull(newSameSite, "sameSite"));
    }

    /**
     * What a {@code Set-Cookie} field says; null if that is no cookie. {@code Expires} becomes the time from now on, unless there
     * is a {@code Max-Age}. Attributes that are not known do not count.
     */
    public static @Nullable Cookie parseSetCookie(String header) {
        try {
            if (!(ClientCookieDecoder.STRICT.decode(header) instanceof DefaultCookie cookie)) {
                return null;
            }
            long seconds = cookie.maxAge();
            CookieHeaderNames.SameSite site = cookie.sameSite();
            return new Cookie(
                    cookie.name(),
                    valueOf(cookie),
                    cookie.domain(),
                    cookie.path(),
                    seconds == io.netty.handler.codec.http.cookie.Cookie.UNDEFINED_MAX_AGE
                            ? null
                            : Duration.ofSeconds(seconds),
                    cookie.isSecure(),
                    cookie.isHttpOnly(),
                    site == null ? null : SameSite.valueOf(site.name().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException _) {
            return null; // a domain or a path that cannot be one
        }
    }

    /**
     * The cookies of a {@code Cookie} field, in order; a name may come several times. What is no cookie is left out, as
     * all servers do: whoever can set one for the same site could else keep this one from answering.
     */
    public static List<Cookie> parseCookies(String header) {
        List<Cookie> cookies = new ArrayList<>();
        for (var cookie : ServerCookieDecoder.STRICT.decodeAll(header)) {
            cookies.add(of(cookie.name(), valueOf(cookie)));
        }
        return cookies;
    }

    private static String valueOf(io.netty.handler.codec.http.cookie.Cookie cookie) {
        return cookie.wrap() ? '"' + cookie.value() + '"' : cookie.value();
    }

    /** The value of a {@code Set-Cookie} field. {@code Max-Age} comes with the {@code Expires} that it means now. */
    public String toSetCookie() {
        DefaultCookie cookie = new DefaultCookie(name, value);
        cookie.setDomain(domain);
        cookie.setPath(path);
        if (maxAge != null) {
            long seconds = maxAge.getNano() == 0 ? maxAge.getSeconds() : maxAge.getSeconds() + 1;
            cookie.setMaxAge(Math.clamp(seconds, 0, LONGEST_SECONDS));
        }
        cookie.setSecure(secure);
        cookie.setHttpOnly(httpOnly);
        if (sameSite != null) {
            cookie.setSameSite(
                    switch (sameSite) {
                        case STRICT -> CookieHeaderNames.SameSite.Strict;
                        case LAX -> CookieHeaderNames.SameSite.Lax;
                        case NONE -> CookieHeaderNames.SameSite.None;
                    });
        }
        return ServerCookieEncoder.STRICT.encode(cookie);
    }
}
