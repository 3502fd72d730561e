package io.asyncio4j.http.internal;

import io.asyncio4j.http.HttpException;
import io.asyncio4j.http.PayloadSink;
import io.asyncio4j.net.AsyncFiles;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file that is sent. Its methods that block are called in the default executor, while a task waits for that. */
public final class OpenFile implements AutoCloseable {

    private static final int PIECE = 128 * 1024;

    /** Takes what was read. */
    interface Target {
        void write(ByteBuffer piece) throws IOException;
    }

    private final Path path;
    private @Nullable FileChannel channel;

    /** It is not open yet. */
    public OpenFile(Path path) {
        this.path = path;
    }

    /** It is open now. */
    public void open(FileChannel opened) {
        channel = opened;
    }

    /** What is in it, up to a length. Blocks. */
    public byte[] read(int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        FileChannel file = Objects.requireNonNull(channel);
        while (target.hasRemaining()) {
            if (file.read(target) < 0) {
                throw new HttpException(path + " has become shorter: " + missing(target.remaining(), length));
            }
        }
        return target.array();
    }

    /** Writes a part of it. Suspends. */
    public void writeTo(PayloadSink sink, long position, long count) throws IOException {
        FileChannel file = Objects.requireNonNull(channel);
        try {
            if (sink instanceof FileSink files) {
                files.writeFile(file, position, count);
            } else {
                copy(file, position, count, sink::write);
            }
        } catch (EOFException e) {
            throw new HttpException(path + " has become shorter: " + e.getMessage(), e);
        }
    }

    /** Reads a part of a file in pieces, and writes them. Suspends. */
    static void copy(FileChannel file, long position, long count, Target target) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, count));
        long next = position;
        while (next < position + count) {
            long place = next;
            piece.clear().limit((int) Math.min(piece.capacity(), position + count - place));
            int read = AsyncFiles.call(() -> file.read(piece, place));
            if (read < 0) {
                throw new EOFException(missing(position + count - place, count));
            }
            target.write(piece.flip());
            next += read;
        }
    }

    private static String missing(long missing, long count) {
        return missing + " bytes of " + count + " that were announced are not there";
    }

    /** Closes it, if it is open. To close what was only read does not block. */
    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
