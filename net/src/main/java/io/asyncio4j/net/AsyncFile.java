package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Body;
import io.asyncio4j.EventLoop;
import io.asyncio4j.sync.Lock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * A file that is open. What it does runs in the loop's default executor, one operation after the other, in the order in
 * which they were asked for. Iterating yields <em>lines</em>, with their line feed, the unfinished last one too.
 *
 * <p>Reading is buffered, so most lines are there without suspending. Writing is not: better a few large pieces than many
 * small ones.
 *
 * <p>A task that is cancelled during an operation stays suspended until that has ended, and then {@link
 * io.asyncio4j.CancelledError} is thrown. So what was written is written whole, and a read that is cancelled takes nothing
 * out. If the operation has failed meanwhile, its exception is suppressed in the error.
 *
 * <p>Methods that suspend are called in a task. All of them throw {@link ClosedChannelException} if the file is closed.
 *
 * <p>Loop-confined. Counterpart: none in {@code asyncio}; {@code open_file} of anyio and Trio.
 */
public final class AsyncFile implements AutoCloseable, Iterable<byte[]> {

    private static final int BUFFER_SIZE = 64 * 1024;

    private final EventLoop loop = Asyncio.getRunningLoop();
    private final Path path;
    private final FileChannel channel;
    private final Lock lock = new Lock();

    /**
     * What was read ahead: its remaining bytes are those before the position of the channel. Whoever has the lock uses it.
     */
    private ByteBuffer ahead = ByteBuffer.allocate(0);

    /** Whether the file is deleted when it is closed. */
    private final boolean temporary;

    AsyncFile(Path path, FileChannel channel, boolean temporary) {
        this.path = path;
        this.channel = channel;
        this.temporary = temporary;
    }

    // ---- reading ----

    /**
     * Reads to the end of the file. Suspends.
     *
     * @throws IOException if it cannot be read
     */
    public byte[] read() throws IOException {
        return read(Integer.MAX_VALUE);
    }

    /**
     * Reads that many bytes, fewer only if the file ends before. Suspends, unless they are there already.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public byte[] read(int count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("read(" + count + ") (expected: zero or more)");
        }
        try (var _ = lock.acquire()) {
            checkOpen();
            if (ahead.remaining() >= count) {
                return take(count);
            }
            return OffLoop.run(() -> readUpTo(count), this::putBack);
        }
    }

    private byte[] readUpTo(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.min(count, BUFFER_SIZE));
        while (bytes.size() < count && (ahead.hasRemaining() || readAhead())) {
            bytes.writeBytes(take(Math.min(ahead.remaining(), count - bytes.size())));
        }
        return bytes.toByteArray();
    }

    /**
     * Reads one line, with its line feed. Suspends, unless it is there already.
     *
     * @return the line; at the end of the file what is left, which may be nothing
     * @throws IOException if it cannot be read
     */
    public byte[] readline() throws IOException {
        try (var _ = lock.acquire()) {
            checkOpen();
            int length = lineLength();
            if (length > 0) {
                return take(length);
            }
            return OffLoop.run(this::readWholeLine, this::putBack);
        }
    }

    private byte[] readWholeLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int length = 0;
        while (length == 0 && (ahead.hasRemaining() || readAhead())) {
            length = lineLength();
            line.writeBytes(take(length == 0 ? ahead.remaining() : length));
        }
        return line.toByteArray();
    }

    /** Of the line that is in the buffer, with its line feed; 0 if there is no whole one. */
    private int lineLength() {
        for (int i = ahead.position(); i < ahead.limit(); i++) {
            if (ahead.get(i) == '\n') {
                return i + 1 - ahead.position();
            }
        }
        return 0;
    }

    /** Fills the buffer, which is empty; false at the end of the file. */
    private boolean readAhead() throws IOException {
        if (ahead.capacity() != BUFFER_SIZE) {
            ahead = ByteBuffer.allocate(BUFFER_SIZE);
        }
        ahead.clear();
        try {
            return channel.read(ahead) > 0;
        } finally {
            ahead.flip();
        }
    }

    private byte[] take(int count) {
        byte[] bytes = new byte[count];
        ahead.get(bytes);
        return bytes;
    }

    private void putBack(byte[] bytes) {
        ahead = ByteBuffer.allocate(bytes.length + ahead.remaining())
                .put(bytes)
                .put(ahead)
                .flip();
    }

    /**
     * The lines that follow. Its methods suspend, and throw {@link java.io.UncheckedIOException} where {@link #readline}
     * throws.
     */
    @Override
    public Iterator<byte[]> iterator() {
        return new LineIterator(this::readline);
    }

    // ---- writing ----

    /**
     * Writes all bytes of an array at the position, or at the end of a file that was opened to append. Suspends; until it
     * returns, the array is not the caller's.
     *
     * @throws IOException if not all could be written; some may have been
     */
    public void write(byte[] data) throws IOException {
        write(ByteBuffer.wrap(data));
    }

    /** Writes a text in UTF-8, as {@link #write(byte[])} does. */
    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes what remains in a buffer, whose position moves to its limit, as {@link #write(byte[])} does. */
    public void write(ByteBuffer data) throws IOException {
        inTurn(() -> {
            dropAhead();
            while (data.hasRemaining()) {
                var _ = channel.write(data);
            }
        });
    }

    /**
     * Cuts the file off, if it is longer; the position is at most there then. Suspends.
     *
     * @throws IOException if that fails
     * @throws IllegalArgumentException if {@code size} is negative
     */
    public void truncate(long size) throws IOException {
        inTurn(() -> {
            dropAhead();
            var _ = channel.truncate(size);
        });
    }

    /**
     * Has all that was written stored on the device, as far as the system can tell. Suspends.
     *
     * @param metaData whether the attributes of the file are stored, too
     * @throws IOException if that fails
     */
    public void force(boolean metaData) throws IOException {
        inTurn(() -> channel.force(metaData));
    }

    // ---- where it is ----

    /**
     * Where the next byte is read or written. Suspends only while other operations run.
     *
     * @throws IOException if the file has no positions, as a pipe
     */
    public long position() throws IOException {
        try (var _ = lock.acquire()) {
            return channel.position() - ahead.remaining();
        }
    }

    /**
     * Goes elsewhere; beyond the end is possible. Suspends only while other operations run.
     *
     * @throws IOException if the file has no positions, as a pipe
     * @throws IllegalArgumentException if {@code position} is negative
     */
    public void seek(long position) throws IOException {
        try (var _ = lock.acquire()) {
            var _ = channel.position(position);
            ahead.limit(ahead.position());
        }
    }

    /** The size in bytes. Suspends. */
    public long size() throws IOException {
        try (var _ = lock.acquire()) {
            return OffLoop.run(channel::size);
        }
    }

    /** What was opened. */
    public Path path() {
        return path;
    }

    // ---- in general ----

    private void inTurn(Body.OfVoid<IOException> operation) throws IOException {
        try (var _ = lock.acquire()) {
            OffLoop.run(operation);
        }
    }

    /** Lets the position of the channel be the one that the user sees. */
    private void dropAhead() throws IOException {
        if (ahead.hasRemaining()) {
            var _ = channel.position(channel.position() - ahead.remaining());
            ahead.limit(ahead.position());
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /**
     * Closes the file, and deletes it if it is a {@linkplain AsyncFiles#createTempFile temporary} one. Suspends. An
     * operation that runs in another task fails with {@link java.nio.channels.AsynchronousCloseException}. If the task is
     * cancelled, that is done nevertheless. Closing again does nothing.
     *
     * @throws IOException if that fails
     */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            OffLoop.close(loop, () -> closeNow(path, channel, temporary));
        }
    }

    /** Blocks. */
    static void closeNow(Path path, FileChannel channel, boolean temporary) throws IOException {
        channel.close();
        if (temporary) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public String toString() {
        return "<AsyncFile " + path + (channel.isOpen() ? "" : " closed") + ">";
    }
}
