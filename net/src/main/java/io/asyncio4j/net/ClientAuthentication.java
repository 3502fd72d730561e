package io.asyncio4j.net;

/** What a TLS server wants of its clients. Counterpart: {@code ssl.SSLContext.verify_mode} of a server. */
public enum ClientAuthentication {
    /** No certificate is asked for. */
    NONE,
    /** A client may show a certificate, which must be trusted then. */
    WANTED,
    /** A client must show a certificate that is trusted. */
    REQUIRED
}
