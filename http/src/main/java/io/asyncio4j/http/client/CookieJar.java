package io.asyncio4j.http.client;

import io.asyncio4j.http.Cookie;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the cookies that servers set, and knows which of them belong to a request (RFC 6265). A cookie for a domain of one label,
 * such as {@code com}, is refused; a list of other public suffixes is not there. Loop-confined.
 *
 * <p>Counterpart: {@code aiohttp.CookieJar}. Unlike there, hosts may be addresses.
 */
public final class CookieJar implements Iterable<Cookie> {

    /** As many as browsers keep. */
    private static final int MAX_PER_DOMAIN = 180;

    /** What makes a cookie another one, besides its domain. */
    private record Key(String name, String path) {}

    /** @param hostOnly whether it is for the host alone, and not for those below */
    private record Stored(
            Cookie cookie,
            String path,
            boolean hostOnly,
            @Nullable Instant expires,
            long number) {}

    private final InstantSource clock;
    private final boolean keeps;
    private final Map<String, LinkedHashMap<Key, Stored>> domains = new HashMap<>();
    private long count;

    /** An empty jar. */
    public CookieJar() {
        this(InstantSource.system());
    }

    /** An empty jar with a clock of its own. */
    public CookieJar(InstantSource clock) {
        this(clock, true);
    }

    private CookieJar(InstantSource clock, boolean keeps) {
        this.clock = clock;
        this.keeps = keeps;
    }

    /**
     * A jar that keeps nothing: for a proxy, say, whose requests are those of many users.
     *
     * <p>Counterpart: {@code aiohttp.DummyCookieJar}.
     */
    public static CookieJar none() {
        return new CookieJar(InstantSource.system(), false);
    }

    /**
     * Keeps a cookie that came from there.
     *
     * @return false if it is not for that host, or this jar keeps nothing
     */
    public boolean add(URI from, Cookie cookie) {
        if (!keeps) {
            return false;
        }
        String host = host(from);
        String domain = cookie.domain() == null ? "" : strip(cookie.domain().toLowerCase(Locale.ROOT));
        boolean hostOnly = domain.isEmpty() || (domain.equals(host) && (isAddress(host) || host.indexOf('.') < 0));
        if (!hostOnly && (!isBelow(host, domain) || domain.indexOf('.') < 0)) {
            return false;
        }
        if (cookie.secure() && !isSecure(from)) {
            return false;
        }
        String path = cookie.path() == null || !cookie.path().startsWith("/") ? defaultPath(from) : cookie.path();
        Key key = new Key(cookie.name(), path);
        String owner = hostOnly ? host : domain;
        Map<Key, Stored> kept = domains.computeIfAbsent(owner, _ -> new LinkedHashMap<>());
        Stored old = kept.remove(key);
        Duration maxAge = cookie.maxAge();
        if (maxAge == null || maxAge.isPositive()) {
            Instant expires = maxAge == null ? null : expiry(maxAge);
            kept.put(key, new Stored(cookie, path, hostOnly, expires, old == null ? count++ : old.number));
            if (kept.size() > MAX_PER_DOMAIN) {
                Iterator<Stored> oldest = kept.values().iterator();
                oldest.next();
                oldest.remove();
            }
        }
        if (kept.isEmpty()) {
            domains.remove(owner);
        }
        return true;
    }

    private Instant expiry(Duration maxAge) {
        Duration most = Duration.ofDays(365_000);
        return clock.instant().plus(maxAge.compareTo(most) > 0 ? most : maxAge);
    }

    /** The cookies for a request that goes there: those with longer paths first. */
    public List<Cookie> cookies(URI url) {
        if (domains.isEmpty()) {
            return List.of();
        }
        String host = host(url);
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        List<Stored> found = new ArrayList<>();
        for (String domain = host; domain != null; domain = parent(domain)) {
            collect(domain, domain.equals(host), isSecure(url), path, found);
        }
        found.sort(Comparator.comparingInt((Stored each) -> -each.path.length()).thenComparingLong(Stored::number));
        return found.stream().map(Stored::cookie).toList();
    }

    private void collect(String domain, boolean isHost, boolean secure, String path, List<Stored> found) {
        Map<Key, Stored> kept = domains.get(domain);
        if (kept == null) {
            return;
        }
        Instant now = clock.instant();
        kept.values().removeIf(each -> each.expires != null && !each.expires.isAfter(now));
        for (Stored each : kept.values()) {
            if ((isHost || !each.hostOnly) && (secure || !each.cookie.secure()) && matches(path, each.path)) {
                found.add(each);
            }
        }
        if (kept.isEmpty()) {
            domains.remove(domain);
        }
    }

    /** The value of the header {@code Cookie} for a request that goes there; null for none. */
    @Nullable
    String header(URI url) {
        List<Cookie> cookies = cookies(url);
        if (cookies.isEmpty()) {
            return null;
        }
        StringBuilder header = new StringBuilder();
        for (Cookie each : cookies) {
            header.append(header.isEmpty() ? "" : "; ")
                    .append(each.name())
                    .append('=')
                    .append(each.value());
        }
        return header.toString();
    }

    /** Removes all. */
    public void clear() {
        domains.clear();
    }

    /** How many there are. */
    public int size() {
        return domains.values().stream().mapToInt(Map::size).sum();
    }

    /** All cookies, whether or not their time is over. */
    @Override
    public Iterator<Cookie> iterator() {
        return domains.values().stream()
                .flatMap(each -> each.values().stream())
                .map(Stored::cookie)
                .toList()
                .iterator();
    }

    private static String host(URI url) {
        String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
        authority = authority.substring(authority.lastIndexOf('@') + 1);
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        return (end > 0 ? authority.substring(0, end) : authority).toLowerCase(Locale.ROOT);
    }

    private static boolean isSecure(URI url) {
        return "https".equalsIgnoreCase(url.getScheme()) || "wss".equalsIgnoreCase(url.getScheme());
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.matches("[0-9.]+");
    }

    private static String strip(String domain) {
        return domain.startsWith(".") ? domain.substring(1) : domain;
    }

    private static boolean isBelow(String host, String domain) {
        return host.equals(domain)
                || (host.endsWith(domain)
                        && host.charAt(host.length() - domain.length() - 1) == '.'
                        && !isAddress(host));
    }

    private static @Nullable String parent(String domain) {
        int dot = domain.indexOf('.');
        return dot < 0 || isAddress(domain) ? null : domain.substring(dot + 1);
    }

    /** RFC 6265, 5.1.4. */
    private static String defaultPath(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static boolean matches(String path, String cookiePath) {
        return path.startsWith(cookiePath)
                && (path.length() == cookiePath.length()
                        || cookiePath.endsWith("/")
                        || path.charAt(cookiePath.length()) == '/');
    }

    @Override
    public String toString() {
        return "<CookieJar " + size() + " cookies>";
    }
}
