package io.asyncio4j.net;

import java.io.IOException;
import java.io.OutputStream;

/** A writer as an {@link OutputStream}. */
final class WriterOutputStream extends OutputStream {

    private final StreamWriter writer;

    WriterOutputStream(StreamWriter writer) {
        this.writer = writer;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        writer.write(data, offset, length);
        writer.drain();
    }

    @Override
    public void flush() throws IOException {
        writer.drain();
    }
}
