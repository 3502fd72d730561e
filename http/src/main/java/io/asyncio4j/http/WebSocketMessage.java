package io.asyncio4j.http;

import java.nio.charset.StandardCharsets;

/**
 * What came over a WebSocket: a text, or bytes.
 *
 * <p>Counterpart: {@code aiohttp.WSMessage}; what is no data, such as a close, does not come as a message.
 */
public final class WebSocketMessage {

    private final Object data;

    /** A text. */
    public WebSocketMessage(String text) {
        data = text;
    }

    /** Bytes, which are not copied. */
    public WebSocketMessage(byte[] bytes) {
        data = bytes;
    }

    /** Whether it is a text. */
    public boolean isText() {
        return data instanceof String;
    }

    /** The text; of bytes, the text that they are in UTF-8. */
    public String text() {
        return data instanceof String text ? text : new String((byte[]) data, StandardCharsets.UTF_8);
    }

    /** The bytes, which are the caller's; of a text, those in UTF-8. */
    public byte[] bytes() {
        return data instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) data;
    }

    @Override
    public String toString() {
        return data instanceof byte[] bytes ? "<" + bytes.length + " bytes>" : (String) data;
    }
}
