package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a connection. What reads suspends until there is something to give; one task reads at a time.
 * Iterating yields <em>lines</em>, with their line feed, the unfinished last one too.
 *
 * <p>No more than about twice the limit is buffered; then the peer has to wait. A read that is cancelled takes nothing out.
 * After the connection was lost with an error, every read throws it.
 *
 * <p>Loop-confined. Counterpart: {@code asyncio.StreamReader}.
 */
public final class StreamReader implements Iterable<byte[]> {

    /** How long a line may be, in bytes, unless another limit is asked for: 64 KiB. */
    public static final int DEFAULT_LIMIT = 64 * 1024;

    /** Results of this size are made before their bytes are there; larger ones grow as they come. */
    private static final int TRUSTED_SIZE = 1024 * 1024;

    private static final byte[] NOTHING = {};
    private static final byte[] LINE_FEED = {'\n'};

    private final EventLoop loop;
    private final int limit;
    private final ByteQueue buffer = new ByteQueue();
    private @Nullable ReadTransport transport;
    private @Nullable Throwable exception;
    private @Nullable Future<@Nullable Void> waiter;

    /** How many bytes, at most, the waiting task takes as soon as there are some; 0 if it wants them otherwise. */
    private int wanted;

    /** What it has got. */
    private byte @Nullable [] handed;

    /** What the waiting task wants filled; null if it wants its bytes otherwise. */
    private @Nullable ByteBuffer target;

    /** Whether it waits until the target is full. */
    private boolean wantsAll;

    private boolean eof;
    private boolean paused;

    /** A reader of the running loop with the usual limit; for protocols of your own, which feed it. */
    public StreamReader() {
        this(DEFAULT_LIMIT);
    }

    /**
     * A reader of the running loop.
     *
     * @param limit how long a line may be, in bytes
     * @throws IllegalArgumentException if it is not positive
     * @throws IllegalStateException if no loop is running
     */
    public StreamReader(int limit) {
        this(Asyncio.getRunningLoop(), limit);
    }

    StreamReader(EventLoop loop, int limit) {
        this.loop = loop;
        this.limit = checkLimit(limit);
    }

    static int checkLimit(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit = " + limit + " (expected: at least 1)");
        }
        return limit;
    }

    // ---- reading ----

    /**
     * Reads until the end of the stream. Suspends.
     *
     * @throws IOException if the connection was lost with an error
     * @throws IllegalStateException if another task is reading
     */
    public byte[] read() throws IOException {
        throwIfFailed();
        while (!eof) {
            awaitData("read"); // which lets the transport go on, however much is buffered
        }
        return buffer.take(buffer.size());
    }

    /**
     * Reads what is there, at most {@code count} bytes; suspends only if nothing is there. A negative count reads until the
     * end of the stream.
     *
     * @return at least one byte; none at the end of the stream, or if {@code count} is zero
     * @throws IOException if the connection was lost with an error
     * @throws IllegalStateException if another task is reading
     */
    public byte[] read(int count) throws IOException {
        if (count < 0) {
            return read();
        }
        throwIfFailed();
        if (count == 0) {
            return NOTHING;
        }
        if (buffer.isEmpty() && !eof) {
            byte[] bytes = awaitSome(count);
            if (bytes != null) {
                return bytes;
            }
        }
        return taken(buffer.take(Math.min(count, buffer.size())));
    }

    /** Waits with nothing buffered; what comes is put into an array of the right size, without a detour. */
    private byte @Nullable [] awaitSome(int count) throws IOException {
        wanted = count;
        try {
            awaitData("read");
        } catch (Throwable e) {
            if (handed != null) {
                buffer.putBack(handed, handed.length);
                handed = null;
            }
            throw e;
        } finally {
            wanted = 0;
        }
        byte[] bytes = handed;
        handed = null;
        return bytes;
    }

    /**
     * Reads what is there into a buffer, from its position on; suspends only if nothing is there. What comes while it waits
     * is put there and nowhere else: into a direct buffer by the operating system itself, unless TLS is between, or
     * io_uring, which has buffers of its own. Until this method returns or throws, the buffer is not the caller's.
     *
     * @return how many bytes were read: at least one, or -1 at the end of the stream; 0 if the buffer has no room
     * @throws IOException if the connection was lost with an error
     * @throws IllegalStateException if another task is reading
     */
    public int read(ByteBuffer into) throws IOException {
        throwIfFailed();
        if (!into.hasRemaining()) {
            return 0;
        }
        int before = into.position();
        if (buffer.isEmpty()) {
            if (eof) {
                return -1;
            }
            try {
                awaitFilled(into, false);
            } catch (Throwable e) {
                putBack(into, before);
                throw e;
            }
            if (into.position() == before) {
                return -1;
            }
        } else {
            buffer.moveTo(into);
            resumeIfDrained();
        }
        return into.position() - before;
    }

    /**
     * Reads exactly that many bytes. Suspends until they are there.
     *
     * @throws IncompleteReadException if the stream ends before; it has what had come
     * @throws IOException if the connection was lost with an error
     * @throws IllegalArgumentException if {@code count} is negative
     * @throws IllegalStateException if another task is reading
     */
    public byte[] readExactly(int count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("readExactly(" + count + ") (expected: zero or more)");
        }
        throwIfFailed();
        if (buffer.size() >= count) {
            return taken(buffer.take(count));
        }
        byte[] bytes = new byte[Math.max(buffer.size(), Math.min(count, TRUSTED_SIZE))];
        ByteBuffer into = ByteBuffer.wrap(bytes);
        try {
            while (true) {
                buffer.moveTo(into);
                if (into.position() == count || eof) {
                    break;
                }
                if (into.hasRemaining()) {
                    awaitFilled(into, true);
                } else {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * bytes.length));
                    into = ByteBuffer.wrap(bytes).position(into.position());
                }
            }
        } catch (Throwable e) {
            buffer.putBack(bytes, into.position());
            throw e;
        }
        if (into.position() < count) {
            throw new IncompleteReadException(source(), Arrays.copyOf(bytes, into.position()), count);
        }
        return bytes;
    }

    /** Takes out of the caller's buffer again what came in the turn in which the read was cancelled. */
    private void putBack(ByteBuffer from, int before) {
        byte[] bytes = new byte[from.position() - before];
        from.get(before, bytes);
        from.position(before);
        buffer.putBack(bytes, bytes.length);
    }

    private void awaitFilled(ByteBuffer into, boolean all) throws IOException {
        target = into;
        wantsAll = all;
        try {
            awaitData(all ? "readExactly" : "read");
        } finally {
            target = null;
            wantsAll = false;
        }
    }

    /**
     * Reads one line, with its line feed. Suspends until it is there.
     *
     * @return the line; at the end of the stream what is left, which may be nothing
     * @throws LimitOverrunException if the line is longer than the limit; what there is of it is dropped
     * @throws IOException if the connection was lost with an error
     * @throws IllegalStateException if another task is reading
     */
    public byte[] readline() throws IOException {
        try {
            return readUntil(LINE_FEED);
        } catch (IncompleteReadException e) {
            return e.partial();
        } catch (LimitOverrunException e) {
            if (buffer.startsWith(LINE_FEED, e.consumed())) {
                buffer.drop(e.consumed() + 1);
            } else {
                buffer.clear();
            }
            resumeIfDrained();
            throw new LimitOverrunException(source() + "line of more than " + limit + " bytes, which is the limit", 0);
        }
    }

    /**
     * Reads up to and including a separator; of several separators, the one that ends first. Suspends until it is there.
     *
     * @param separators at least one, none of them empty
     * @throws IncompleteReadException if the stream ends before; it has what had come
     * @throws LimitOverrunException if more bytes than the limit are before the separator; they stay in the reader
     * @throws IOException if the connection was lost with an error
     * @throws IllegalArgumentException if a separator is empty, or none is given
     * @throws IllegalStateException if another task is reading
     */
    public byte[] readUntil(byte[]... separators) throws IOException {
        int shortest = Integer.MAX_VALUE;
        int longest = 0;
        for (byte[] separator : separators) {
            shortest = Math.min(shortest, separator.length);
            longest = Math.max(longest, separator.length);
        }
        if (separators.length == 0 || shortest == 0) {
            throw new IllegalArgumentException("an empty separator, or none (expected: at least one byte each)");
        }
        throwIfFailed();
        int searched = 0;
        while (true) {
            if (buffer.size() - searched >= shortest) {
                int end = endOfFirst(separators, searched);
                if (end >= 0) {
                    return taken(buffer.take(end));
                }
                searched = Math.max(0, buffer.size() + 1 - longest);
                if (searched > limit) {
                    throw new LimitOverrunException(
                            source() + "no separator in " + buffer.size() + " bytes, which exceeds the limit of "
                                    + limit,
                            searched);
                }
            }
            if (eof) {
                throw new IncompleteReadException(source(), buffer.take(buffer.size()), -1);
            }
            awaitData("readUntil");
        }
    }

    /** Where the separator ends that ends first; -1 if there is none. */
    private int endOfFirst(byte[][] separators, int from) throws LimitOverrunException {
        int end = Integer.MAX_VALUE;
        int start = -1;
        for (byte[] separator : separators) {
            int index = buffer.indexOf(separator, from);
            if (index >= 0 && index + separator.length < end) {
                end = index + separator.length;
                start = index;
            }
        }
        if (start > limit) {
            throw new LimitOverrunException(
                    source() + "separator found after " + start + " bytes, which exceeds the limit of " + limit, start);
        }
        return start < 0 ? -1 : end;
    }

    /** Whether the stream has ended and all of it was read. Does not suspend. */
    public boolean atEof() {
        return eof && buffer.isEmpty();
    }

    /** The error with which the connection was lost, or null. */
    public @Nullable Throwable exception() {
        return exception;
    }

    /**
     * The lines of the stream, with their line feeds; the unfinished last one, too. Its methods suspend, and throw
     * {@link java.io.UncheckedIOException} where {@link #readline} throws.
     */
    @Override
    public Iterator<byte[]> iterator() {
        return new LineIterator(this::readline);
    }

    /**
     * A view for code that wants an {@link InputStream}: a parser, a decoder, a {@code Scanner}. It suspends where it would
     * block, so it is to be used in tasks only. Closing it does nothing.
     */
    public InputStream asInputStream() {
        return new ReaderInputStream(this);
    }

    /** How many bytes can be read without suspending. */
    int available() {
        return buffer.size();
    }

    // ---- waiting ----

    /** Whether a task is reading. */
    boolean isAwaited() {
        return waiter != null;
    }

    private void awaitData(String method) throws IOException {
        if (waiter != null) {
            throw new IllegalStateException(
                    method + "() called while another task is already waiting for incoming data");
        }
        resumeIfPaused();
        waiter = loop.createFuture();
        try {
            waiter.await();
        } finally {
            waiter = null;
        }
        throwIfFailed();
    }

    /** Where the bytes come from, at the beginning of messages. */
    private String source() {
        return transport == null ? "" : Net.name(transport) + ": ";
    }

    private void wake() {
        if (waiter != null && !waiter.done()) {
            waiter.setResult(null);
        }
    }

    private void throwIfFailed() throws IOException {
        if (exception != null) {
            throw Failures.ofConnection(exception);
        }
    }

    private byte[] taken(byte[] bytes) {
        resumeIfDrained();
        return bytes;
    }

    private void resumeIfDrained() {
        if (paused && buffer.size() <= limit) {
            resumeIfPaused();
        }
    }

    private void resumeIfPaused() {
        if (paused) {
            paused = false;
            Objects.requireNonNull(transport).resumeReading();
        }
    }

    // ---- feeding ----

    /**
     * Lets a transport be paused while more than twice the limit is buffered. For protocols of your own.
     *
     * @throws IllegalStateException if there is one already
     */
    public void setTransport(ReadTransport readTransport) {
        if (transport != null) {
            throw new IllegalStateException("the reader has a transport already: " + transport);
        }
        transport = readTransport;
    }

    /** Takes out all that is buffered, which belongs to TLS. */
    byte[] takeAll() {
        return taken(buffer.take(buffer.size()));
    }

    /** Adds bytes to what can be read. For protocols of your own. */
    public void feedData(byte[] data) {
        feedData(ByteBuffer.wrap(data));
    }

    /** Adds all that remains in a buffer to what can be read. For protocols of your own. */
    public void feedData(ByteBuffer data) {
        if (!data.hasRemaining()) {
            return;
        }
        if (eof) {
            throw new IllegalStateException("feedData() after feedEof()");
        }
        if (wanted > 0) {
            handed = new byte[Math.min(wanted, data.remaining())];
            data.get(handed);
            wanted = 0;
        } else if (target != null) {
            fill(target, data);
            targetGrown(target);
        }
        if (data.hasRemaining()) {
            buffer.add(data);
            pauseIfFull();
        }
        if (target == null) {
            wake();
        }
    }

    /** See {@link DirectReceiver#target}. */
    @Nullable
    ByteBuffer target() {
        return target != null && target.isDirect() ? target : null;
    }

    /** See {@link DirectReceiver#receivedInTarget}. */
    void receivedInTarget(int count) {
        ByteBuffer into = Objects.requireNonNull(target);
        into.position(into.position() + count);
        targetGrown(into);
        if (target == null) {
            wake();
        }
    }

    private void targetGrown(ByteBuffer into) {
        if (!wantsAll || !into.hasRemaining()) {
            target = null;
        }
    }

    private static void fill(ByteBuffer into, ByteBuffer data) {
        int count = Math.min(into.remaining(), data.remaining());
        into.put(into.position(), data, data.position(), count);
        into.position(into.position() + count);
        data.position(data.position() + count);
    }

    private void pauseIfFull() {
        if (!paused && transport != null && buffer.size() > 2L * limit) {
            transport.pauseReading();
            paused = true;
        }
    }

    /** Ends the stream: what is buffered can still be read. For protocols of your own. */
    public void feedEof() {
        eof = true;
        wake();
    }

    /** Lets all reads throw from now on. For protocols of your own. */
    public void setException(Throwable cause) {
        exception = cause;
        wake();
    }

    @Override
    public String toString() {
        return "<StreamReader " + buffer + (eof ? " eof" : "") + (limit == DEFAULT_LIMIT ? "" : " limit=" + limit)
                + (waiter == null ? "" : " waiting") + (exception == null ? "" : " exception=" + exception)
                + (paused ? " paused" : "") + ">";
    }
}
