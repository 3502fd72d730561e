package io.asyncio4j.http.internal;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** {@code zstd}. Loaded when it is needed, since the library may be missing. */
final class ZstdDecoder implements Decoder {

    /** The largest window that a sender may use (RFC 9659), as a power of two: 8 MiB. */
    private static final int MAX_WINDOW = 23;

    private final Source source = new Source();
    private @Nullable ZstdInputStreamNoFinalizer decoder;

    /** What has come, and then the end for the time being. */
    private static final class Source extends InputStream {

        private ByteBuffer bytes = ByteBuffer.allocate(0);

        @Override
        public int read() {
            return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(length, bytes.remaining());
            bytes.get(into, offset, count);
            return count;
        }

        @Override
        public int available() {
            return bytes.remaining();
        }
    }

    @Override
    public void decode(ByteBuffer in, ByteBuffer out) throws IOException {
        source.bytes = in;
        if (decoder == null) {
            decoder = new ZstdInputStreamNoFinalizer(source);
            decoder.setContinuous(true);
            decoder.setLongMax(MAX_WINDOW);
        }
        int count;
        while (out.hasRemaining()
                && (count = decoder.read(out.array(), out.arrayOffset() + out.position(), out.remaining())) > 0) {
            out.position(out.position() + count);
        }
    }

    /** The library does not say; that the body is cut off is seen by its length. */
    @Override
    public boolean mayEnd() {
        return true;
    }

    @Override
    public void close() {
        if (decoder != null) {
            try {
                decoder.close();
            } catch (IOException _) {
                // of an array
            }
        }
    }
}
