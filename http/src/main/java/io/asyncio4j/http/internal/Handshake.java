package io.asyncio4j.http.internal;

import io.asyncio4j.http.Headers;
import io.asyncio4j.http.WebSocketOptions;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionUtil;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A client's half of the opening handshake of a WebSocket (RFC 6455, 4.1). */
public final class Handshake {

    private final WebSocketOptions options;
    private final String key;
    private final PerMessageDeflateClientExtensionHandshaker deflate;
    private @Nullable WebSocketClientExtension compression;
    private @Nullable String subprotocol;

    public Handshake(WebSocketOptions options) {
        this.options = options;
        byte[] nonce = new byte[16]; // which has to be new each time, not secret
        ThreadLocalRandom.current().nextBytes(nonce);
        key = Base64.getEncoder().encodeToString(nonce);
        deflate = Upgrades.clientDeflate(options);
    }

    /** What the request has to say. */
    public Headers headers() {
        Headers headers = Headers.of(
                "Connection", "Upgrade",
                "Upgrade", "websocket",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", key);
        if (!options.subprotocols().isEmpty()) {
            var _ = headers.add("Sec-WebSocket-Protocol", String.join(", ", options.subprotocols()));
        }
        if (options.compression()) {
            var _ = headers.add("Sec-WebSocket-Extensions", Upgrades.header(deflate.newRequestData()));
        }
        return headers;
    }

    /** What is wrong with an answer; null if nothing is. */
    public @Nullable String problem(int status, NettyHeaders headers) {
        if (status != 101) {
            return "status " + status + " (expected: 101)";
        }
        if (!Upgrades.isAsked(headers)) {
            return "the answer speaks of no upgrade to a WebSocket: " + headers;
        }
        String accept = headers.get("sec-websocket-accept");
        if (!Upgrades.accept(key).equals(accept)) {
            return "sec-websocket-accept: " + accept + " (expected: " + Upgrades.accept(key) + ")";
        }
        subprotocol = headers.get("sec-websocket-protocol");
        if (subprotocol != null && !options.subprotocols().contains(subprotocol)) {
            return "subprotocol " + subprotocol + " (expected: one of " + options.subprotocols() + ")";
        }
        String extensions = headers.get("sec-websocket-extensions");
        return extensions == null ? null : problemOfExtensions(extensions);
    }

    private @Nullable String problemOfExtensions(String agreed) {
        List<WebSocketExtensionData> extensions = WebSocketExtensionUtil.extractExtensions(agreed);
        if (options.compression() && extensions.size() == 1) {
            compression = deflate.handshakeExtension(extensions.getFirst());
        }
        return compression == null ? "extensions " + agreed + " (expected: none that was not offered)" : null;
    }

    WebSocketOptions options() {
        return options;
    }

    @Nullable
    String subprotocol() {
        return subprotocol;
    }

    List<ChannelHandler> codecs() {
        return Upgrades.codecs(false, options, compression);
    }
}
