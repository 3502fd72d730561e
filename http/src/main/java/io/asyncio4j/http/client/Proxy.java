package io.asyncio4j.http.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A proxy between a client and servers. Through one for HTTP, plain requests are forwarded, and others go through a tunnel
 * ({@code CONNECT}). Through one for SOCKS, all do; it looks up the names.
 *
 * @param scheme {@code http}, {@code https} (the proxy itself is reached over TLS, and trusted as servers are) or {@code socks5}
 * @param host a name or an address
 * @param port its port
 * @param auth what the proxy wants to know; null for nothing
 */
public record Proxy(
        String scheme, String host, int port, @Nullable BasicAuth auth) {

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if the scheme is none of those, or the port is out of range
     */
    public Proxy {
        if (!scheme.equals("http") && !scheme.equals("https") && !scheme.equals("socks5")) {
            throw new IllegalArgumentException("proxy scheme = " + scheme + " (expected: http, https or socks5)");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("proxy port = " + port + " (expected: 1 to 65535)");
        }
    }

    /**
     * A proxy from a URL such as {@code http://user:password@proxy.example.org:3128}. {@code socks5h} is the same as {@code
     * socks5}.
     *
     * @throws IllegalArgumentException if it is not such a URL
     */
    public static Proxy of(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("proxy = " + url + " (expected: a URL)", e);
        }
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException("proxy = " + url + " (expected: scheme://host:port)");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        scheme = scheme.equals("socks5h") ? "socks5" : scheme;
        int port =
                uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : 1080;
        String host = uri.getHost().startsWith("[")
                ? uri.getHost().substring(1, uri.getHost().length() - 1)
                : uri.getHost();
        return new Proxy(scheme, host, port, BasicAuth.ofUserInfo(uri.getRawUserInfo()));
    }

    /** Whether it speaks SOCKS. */
    public boolean isSocks() {
        return scheme.equals("socks5");
    }

    /** Its URL, without the password. */
    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
