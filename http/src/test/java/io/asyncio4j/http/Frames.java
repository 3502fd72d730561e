package io.asyncio4j.http;

import io.asyncio4j.net.IncompleteReadException;
import io.asyncio4j.net.StreamReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** HTTP/2 frame by frame, as either side writes and reads it. */
public final class Frames {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS_TYPE = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    /** What a client says first. */
    public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    public static final String SETTINGS = "000000 04 00 00000000";

    private static final HexFormat HEX = HexFormat.of();

    private Frames() {}

    /** One frame, as it came. */
    public record Frame(int type, int flags, int stream, String payload) {

        /** As hexadecimal digits. */
        public String hex() {
            return text(payload);
        }

        /** As hexadecimal digits, from one byte to another. */
        public String hex(int from, int to) {
            return HEX.formatHex(payload.getBytes(StandardCharsets.ISO_8859_1), from, to);
        }
    }

    /** Bytes from hexadecimal digits, with spaces wherever one likes. */
    public static byte[] parse(String frames) {
        return HEX.parseHex(frames.replace(" ", ""));
    }

    /** A frame, in hexadecimal digits. */
    public static String frame(int type, int flags, int stream, String payload) {
        String digits = payload.replace(" ", "");
        return "%06x%02x%02x%08x".formatted(digits.length() / 2, type, flags, stream) + digits;
    }

    /** A number of four bytes, in hexadecimal digits. */
    public static String number(int value) {
        return "%08x".formatted(value);
    }

    /** A text, in hexadecimal digits. */
    public static String text(String text) {
        return HEX.formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads a frame. */
    public static Frame read(StreamReader reader) throws IOException {
        byte[] head = reader.readExactly(9);
        int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
        int stream = (head[5] & 0x7f) << 24 | (head[6] & 0xff) << 16 | (head[7] & 0xff) << 8 | head[8] & 0xff;
        String payload = new String(reader.readExactly(length), StandardCharsets.ISO_8859_1);
        return new Frame(head[3], head[4] & 0xff, stream, payload);
    }

    /** Reads frames until one of that type. */
    public static Frame read(StreamReader reader, int type) throws IOException {
        while (true) {
            Frame frame = read(reader);
            if (frame.type() == type) {
                return frame;
            }
        }
    }

    /** Reads frames until one of that type, or the end. Whether there was one. */
    public static boolean has(StreamReader reader, int type) throws IOException {
        try {
            var _ = read(reader, type);
            return true;
        } catch (IncompleteReadException _) {
            return false;
        }
    }
}
