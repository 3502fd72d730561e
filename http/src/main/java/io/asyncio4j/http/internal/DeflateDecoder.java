package io.asyncio4j.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** {@code deflate}: what RFC 1950 says, or, as some servers send it, only what RFC 1951 says. */
final class DeflateDecoder implements Decoder {

    private static final int METHOD = 0x0f;
    private static final int DEFLATE = 8;
    private static final int DIVISOR = 31;

    private @Nullable Inflater inflater;
    private int first = -1;
    private boolean begun;
    private boolean ended;

    @Override
    public void decode(ByteBuffer in, ByteBuffer out) throws IOException {
        begun |= in.hasRemaining();
        Inflater current = inflater;
        while (current == null) {
            if (!in.hasRemaining()) {
                return;
            }
            if (first < 0) {
                first = in.get() & 0xff;
                continue;
            }
            int second = in.get(in.position()) & 0xff;
            boolean wrapped = (first & METHOD) == DEFLATE && ((first << 8) | second) % DIVISOR == 0;
            current = new Inflater(!wrapped);
            inflater = current;
            inflate(current, ByteBuffer.wrap(new byte[] {(byte) first}), out);
        }
        ended |= !ended && inflate(current, in, out);
        if (ended) {
            in.position(in.limit()); // what is behind the end
        }
    }

    /** Returns whether it has come to the end. */
    static boolean inflate(Inflater inflater, ByteBuffer in, ByteBuffer out) throws IOException {
        try {
            inflater.setInput(in);
            while (out.hasRemaining() && inflater.inflate(out) > 0) {
                // on
            }
        } catch (DataFormatException e) {
            throw new IOException(e.getMessage() == null ? "malformed" : e.getMessage(), e);
        }
        if (inflater.needsDictionary()) {
            throw new IOException("a dictionary is needed");
        }
        return inflater.finished();
    }

    @Override
    public boolean mayEnd() {
        return ended || !begun;
    }

    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
        }
    }
}
