package io.asyncio4j.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The lines of a reader. */
final class LineIterator implements Iterator<byte[]> {

    private final StreamReader reader;
    private byte @Nullable [] next;

    LineIterator(StreamReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = reader.readline();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return next.length > 0;
    }

    @Override
    public byte[] next() {
        byte[] line = hasNext() ? next : null;
        if (line == null) {
            throw new NoSuchElementException("the stream has ended");
        }
        next = null;
        return line;
    }
}
