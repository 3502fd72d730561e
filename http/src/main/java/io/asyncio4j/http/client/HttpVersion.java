package io.asyncio4j.http.client;

import io.asyncio4j.net.TlsContext;

/**
 * Which version of HTTP a request is sent with. Over TLS, the server chooses from what is offered to it (ALPN), whatever {@link TlsContext#withAlpn} says.
 *
 * <p>Counterpart: {@code java.net.http.HttpClient.Version}.
 */
public enum HttpVersion {

    /** HTTP/1.1 only. */
    HTTP_1_1("http/1.1"),

    /** Over TLS, HTTP/2 if the server has it, else HTTP/1.1; without TLS, HTTP/1.1. */
    HTTP_2("h2 http/1.1"),

    /** HTTP/2 only, also without TLS: one has to know that the server has it. */
    HTTP_2_PRIOR_KNOWLEDGE("h2");

    /** For ALPN, by preference. */
    private final String offered;

    HttpVersion(String offered) {
        this.offered = offered;
    }

    /** The same, connections with which offer this version. */
    TlsContext offeredBy(TlsContext context) {
        return context.withAlpn(offered.split(" ", -1));
    }
}
