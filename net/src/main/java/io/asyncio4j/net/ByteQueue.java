package io.asyncio4j.net;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that wait to be read, in one array, which is there only while some wait. */
final class ByteQueue {

    private static final byte[] NOTHING = {};

    private byte[] array = NOTHING;
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    boolean isEmpty() {
        return start == end;
    }

    void add(ByteBuffer bytes) {
        int count = bytes.remaining();
        makeRoom(count);
        bytes.get(array, end, count);
        end += count;
    }

    /** Puts back what was taken. */
    void putBack(byte[] bytes, int count) {
        byte[] whole = new byte[count + size()];
        System.arraycopy(bytes, 0, whole, 0, count);
        System.arraycopy(array, start, whole, count, size());
        array = whole;
        start = 0;
        end = whole.length;
    }

    private void makeRoom(int count) {
        int size = size();
        if (array.length - end >= count) {
            return;
        }
        byte[] source = array;
        if (array.length - size < count || size > start) { // too small, or sliding would copy much to gain little
            array = new byte
                    [Math.max(
                            size + count, Math.min(2 * array.length, size + count + Math.max(1024 * 1024, size / 2)))];
        }
        System.arraycopy(source, start, array, 0, size);
        start = 0;
        end = size;
    }

    byte[] take(int count) {
        if (count == array.length && start == 0) { // the whole array: no need to copy
            byte[] whole = array;
            clear();
            return whole;
        }
        byte[] bytes = Arrays.copyOfRange(array, start, start + count);
        drop(count);
        return bytes;
    }

    /** Moves what fits. */
    void moveTo(ByteBuffer target) {
        int count = Math.min(size(), target.remaining());
        target.put(array, start, count);
        drop(count);
    }

    void drop(int count) {
        start += count;
        if (start == end) {
            clear();
        }
    }

    void clear() {
        array = NOTHING;
        start = 0;
        end = 0;
    }

    /** Where {@code pattern} is first, not before {@code from}; -1 if it is not there. */
    int indexOf(byte[] pattern, int from) {
        byte first = pattern[0];
        int last = end - pattern.length;
        for (int i = start + from; i <= last; i++) {
            if (array[i] == first && matches(pattern, i)) {
                return i - start;
            }
        }
        return -1;
    }

    /** Whether {@code pattern} is at that place. */
    boolean startsWith(byte[] pattern, int at) {
        return size() - at >= pattern.length && matches(pattern, start + at);
    }

    private boolean matches(byte[] pattern, int at) {
        return Arrays.equals(array, at, at + pattern.length, pattern, 0, pattern.length);
    }

    @Override
    public String toString() {
        return size() + " bytes";
    }
}
