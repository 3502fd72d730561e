package io.asyncio4j.http.client;

import io.asyncio4j.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * A proxy did not lead on to the server. Counterpart: {@code aiohttp.ClientHttpProxyError}.
 */
public final class ProxyException extends HttpException {

    private static final long serialVersionUID = 1;

    private final int status;

    /** An exception whose message names the proxy and the server. */
    public ProxyException(String message, int status, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The status with which the proxy has answered, such as 407; 0 if it gave none. */
    public int status() {
        return status;
    }
}
