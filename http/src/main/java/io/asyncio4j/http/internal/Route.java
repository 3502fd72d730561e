package io.asyncio4j.http.internal;

import io.asyncio4j.http.client.HttpVersion;
import io.asyncio4j.http.client.Proxy;
import io.asyncio4j.net.TlsContext;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a server: requests of the same route can share connections.
 *
 * @param host a name or an address, without brackets
 * @param tls how the connection to the server is secured, with what it offers by ALPN; null if it is not secured
 * @param serverHostname the name in the server's certificate; null for the host's
 * @param unix a socket to connect to, instead of host and port
 * @param proxy what is between; null if nothing is
 * @param proxyTls how the connection to the proxy is secured; null if it is not
 * @param version what is to be spoken; {@code tls} offers that
 */
public record Route(
        String host,
        int port,
        @Nullable TlsContext tls,
        @Nullable String serverHostname,
        @Nullable Path unix,
        @Nullable Proxy proxy,
        @Nullable TlsContext proxyTls,
        HttpVersion version) {

    /** Whether requests go to a proxy, in its own form, and not through a tunnel. */
    public boolean isForwarded() {
        return proxy != null && !proxy.isSocks() && tls == null && version != HttpVersion.HTTP_2_PRIOR_KNOWLEDGE;
    }

    /** Whether a connection may turn out to carry several requests at a time. */
    boolean mayMultiplex() {
        return switch (version) {
            case HTTP_1_1 -> false;
            case HTTP_2 -> tls != null;
            case HTTP_2_PRIOR_KNOWLEDGE -> true;
        };
    }

    /**
     * Which version of HTTP a connection speaks.
     *
     * @param negotiated what was agreed on by ALPN; null if nothing was
     */
    boolean speaksSecondVersion(@Nullable String negotiated) {
        return version == HttpVersion.HTTP_2_PRIOR_KNOWLEDGE || "h2".equals(negotiated);
    }

    @Override
    public String toString() {
        String text = unix == null ? host + ":" + port : unix.toString();
        return proxy == null ? text : text + " (through " + proxy + ")";
    }
}
