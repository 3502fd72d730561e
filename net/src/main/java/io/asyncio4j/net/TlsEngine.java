package io.asyncio4j.net;

import io.asyncio4j.net.internal.TlsConfig;

/** What computes TLS. Thread-safe. */
public enum TlsEngine {
    /** The JDK's own, always there. */
    JDK,
    /** Google's BoringSSL, several times faster. It needs {@code io.netty:netty-tcnative-boringssl-static} on the class path. */
    BORINGSSL;

    /** Whether it is there, and works on this machine. */
    public boolean isAvailable() {
        return this == JDK || TlsConfig.hasBoringSsl();
    }
}
