package io.asyncio4j.http.internal;

import io.asyncio4j.http.WebSocketOptions;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionUtil;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The opening handshake of WebSockets (RFC 6455, 4), and the codecs for what follows. */
public final class Upgrades {

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** As other servers: the fastest but one. */
    private static final int COMPRESSION_LEVEL = 6;

    private static final int WINDOW = 15;

    private Upgrades() {}

    /** Whether a request asks for a WebSocket. */
    public static boolean isAsked(NettyHeaders headers) {
        return headers.containsToken("connection", "upgrade") && headers.containsToken("upgrade", "websocket");
    }

    /** What the answer to a key has to be. */
    public static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** Whether a key is 16 bytes in Base64. */
    public static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == 16;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** The first of the names that this side knows and the other has offered; null if there is none. */
    static @Nullable String subprotocol(NettyHeaders headers, WebSocketOptions options) {
        for (String known : options.subprotocols()) {
            if (headers.netty().containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, known, false)) {
                return known;
            }
        }
        return null;
    }

    /** The compression that the other side has offered and this side takes; null if there is none. */
    static @Nullable WebSocketServerExtension compression(NettyHeaders headers, WebSocketOptions options) {
        String offered = headers.get("sec-websocket-extensions");
        if (!options.compression() || offered == null) {
            return null;
        }
        var handshaker = new PerMessageDeflateServerExtensionHandshaker(
                COMPRESSION_LEVEL, true, WINDOW, true, false, options.maxMessage());
        for (WebSocketExtensionData offer : WebSocketExtensionUtil.extractExtensions(offered)) {
            WebSocketServerExtension extension = handshaker.handshakeExtension(offer);
            if (extension != null) {
                return extension;
            }
        }
        return null;
    }

    /** What offers compression to a server. */
    static PerMessageDeflateClientExtensionHandshaker clientDeflate(WebSocketOptions options) {
        return new PerMessageDeflateClientExtensionHandshaker(
                COMPRESSION_LEVEL, true, WINDOW, true, false, options.maxMessage());
    }

    /** An extension as a header has it. */
    static String header(WebSocketExtensionData extension) {
        StringBuilder text = new StringBuilder(extension.name());
        for (Map.Entry<String, String> parameter : extension.parameters().entrySet()) {
            text.append("; ").append(parameter.getKey());
            if (parameter.getValue() != null) {
                text.append('=').append(parameter.getValue());
            }
        }
        return text.toString();
    }

    /** The codecs of an open WebSocket. */
    static List<ChannelHandler> codecs(
            boolean server, WebSocketOptions options, @Nullable WebSocketExtension compression) {
        List<ChannelHandler> codecs = new ArrayList<>(5);
        codecs.add(new WebSocket13FrameEncoder(!server)); // through which the decoder answers what is malformed
        codecs.add(new FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(server)
                .allowExtensions(compression != null)
                .maxFramePayloadLength(options.maxMessage())
                .build()));
        if (compression != null) {
            codecs.add(compression.newExtensionDecoder());
            codecs.add(compression.newExtensionEncoder());
            codecs.add(new BrokenFrame.Maker(options.maxMessage()));
        }
        return codecs;
    }
}
