package io.asyncio4j.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A reader as an {@link InputStream}. */
final class ReaderInputStream extends InputStream {

    private final StreamReader reader;

    ReaderInputStream(StreamReader reader) {
        this.reader = reader;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return reader.read(ByteBuffer.wrap(into, offset, length));
    }

    @Override
    public int available() {
        return reader.available();
    }
}
