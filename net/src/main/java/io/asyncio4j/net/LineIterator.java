package io.asyncio4j.net;

import io.asyncio4j.Body;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The lines of a stream or a file. */
final class LineIterator implements Iterator<byte[]> {

    private final Body<byte[], IOException> readline;
    private byte @Nullable [] next;

    /** {@code readline} returns nothing at the end. */
    LineIterator(Body<byte[], IOException> readline) {
        this.readline = readline;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = readline.run();
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
