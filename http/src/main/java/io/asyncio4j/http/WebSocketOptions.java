package io.asyncio4j.http;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a WebSocket is used, on either side. Immutable.
 *
 * @param maxMessage how many bytes a message may have that is received, after decompression; a longer one ends the connection
 *     with 1009
 * @param heartbeat after how long a silence the peer is asked whether it is there; if it does not answer in half of that
 *     time, the connection is ended. Null for never
 * @param closeTime how long to wait for the peer's answer to a close
 * @param compression whether messages may be compressed (RFC 7692), if the peer can
 * @param subprotocols the names that this side knows, the preferred first
 */
public record WebSocketOptions(
        int maxMessage,
        @Nullable Duration heartbeat,
        Duration closeTime,
        boolean compression,
        List<String> subprotocols) {

    /** The usual ones: 4 MiB, no heartbeat, 10 s for a close, compression, no subprotocol. */
    public static final WebSocketOptions DEFAULT =
            new WebSocketOptions(4 << 20, null, Duration.ofSeconds(10), true, List.of());

    public WebSocketOptions {
        if (maxMessage <= 0) {
            throw new IllegalArgumentException("maxMessage " + maxMessage + " (expected: more than 0)");
        }
        if (heartbeat != null && !heartbeat.isPositive()) {
            throw new IllegalArgumentException("heartbeat " + heartbeat + " (expected: more than 0)");
        }
        Objects.requireNonNull(closeTime, "closeTime");
        subprotocols = List.copyOf(subprotocols);
    }

    public WebSocketOptions withMaxMessage(int bytes) {
        return new WebSocketOptions(bytes, heartbeat, closeTime, compression, subprotocols);
    }

    public WebSocketOptions withHeartbeat(Duration silence) {
        return new WebSocketOptions(maxMessage, silence, closeTime, compression, subprotocols);
    }

    public WebSocketOptions withCloseTime(Duration time) {
        return new WebSocketOptions(maxMessage, heartbeat, time, compression, subprotocols);
    }

    public WebSocketOptions withCompression(boolean compress) {
        return new WebSocketOptions(maxMessage, heartbeat, closeTime, compress, subprotocols);
    }

    public WebSocketOptions withSubprotocols(String... names) {
        return new WebSocketOptions(maxMessage, heartbeat, closeTime, compression, List.of(names));
    }
}
