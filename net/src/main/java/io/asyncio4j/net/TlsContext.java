package io.asyncio4j.net;

import javax.net.ssl.SSLContext;

/** How connections are made secure. */
public final class TlsContext {

    private final SSLContext context;

    private TlsContext(SSLContext context) {
        this.context = context;
    }

    /** What the JDK's context says. */
    public static TlsContext of(SSLContext context) {
        return new TlsContext(context);
    }

    SSLContext context() {
        return context;
    }
}
