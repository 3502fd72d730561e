package io.asyncio4j.http;

import io.asyncio4j.net.StreamReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that were read from a stream and not consumed yet, to be searched. Places count from the first of them. */
final class ReadAhead {

    private static final int PIECE = 64 * 1024;

    private final StreamReader reader;
    private byte[] bytes;
    private int start;
    private int end;

    /** With bytes before the first ones of the stream. */
    ReadAhead(StreamReader reader, byte[] before) {
        this.reader = reader;
        this.bytes = before.clone();
        this.end = before.length;
    }

    /** Reads what is there. Suspends if nothing is. Returns how many bytes that were; 0 at the end of the stream. */
    int more() throws IOException {
        byte[] piece = reader.read(PIECE);
        if (start == end) {
            bytes = piece;
            start = 0;
            end = piece.length;
        } else {
            makeRoom(piece.length);
            System.arraycopy(piece, 0, bytes, end, piece.length);
            end += piece.length;
        }
        return piece.length;
    }

    private void makeRoom(int count) {
        int size = size();
        if (count > bytes.length - end) {
            boolean enough = size + count <= bytes.length / 2;
            byte[] target = enough ? bytes : new byte[Math.addExact(Math.max(size, count), Math.max(size, count))];
            System.arraycopy(bytes, start, target, 0, size);
            bytes = target;
            start = 0;
            end = size;
        }
    }

    int size() {
        return end - start;
    }

    byte at(int index) {
        return bytes[start + index];
    }

    /** The bytes between two places, as UTF-8. They stay. */
    String text(int from, int to) {
        return new String(bytes, start + from, to - from, StandardCharsets.UTF_8);
    }

    byte[] take(int count) {
        byte[] taken = start == 0 && count == bytes.length ? bytes : Arrays.copyOfRange(bytes, start, start + count);
        drop(count);
        return taken;
    }

    void drop(int count) {
        start += count;
    }

    /** Where a pattern begins, not before {@code from}; -1 if it is not there. */
    int indexOf(byte[] pattern, int from) {
        byte first = pattern[0];
        int last = end - pattern.length;
        for (int i = start + from; i <= last; i++) {
            if (bytes[i] == first && Arrays.equals(bytes, i, i + pattern.length, pattern, 0, pattern.length)) {
                return i - start;
            }
        }
        return -1;
    }

    /** Where the next CR or LF is, not before {@code from}; -1 if there is none. */
    int indexOfLineEnd(int from) {
        for (int i = start + from; i < end; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                return i - start;
            }
        }
        return -1;
    }
}
