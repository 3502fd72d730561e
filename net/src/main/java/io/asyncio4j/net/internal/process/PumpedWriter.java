package io.asyncio4j.net.internal.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A stream that blocks, written to by a thread of its own, one chunk at a time. Bytes count as written when the stream has
 * taken them: until then {@link #write} must be called with the same ones again.
 */
final class PumpedWriter implements WriteEnd {

    private static final int CHUNK = 64 * 1024;

    private final Callable<OutputStream> opening;

    /** What the thread writes now. */
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);

    /** How many bytes it has written that {@link #write} has not told yet. */
    private int written;

    private @Nullable Runnable ready;
    private boolean readyWhenWritable;
    private @Nullable IOException failure;
    private boolean started;
    private boolean closed;

    /** @param opening gives the stream; it may block */
    PumpedWriter(Callable<OutputStream> opening) {
        this.opening = opening;
    }

    private void pump() {
        try (OutputStream stream = opening.call()) {
            byte[] bytes = new byte[CHUNK];
            int count;
            while ((count = take(bytes)) > 0) {
                stream.write(bytes, 0, count);
                stream.flush();
                report(count, null);
            }
        } catch (IOException e) {
            report(0, e);
        } catch (Exception e) {
            report(0, new IOException(e));
        }
    }

    /** Waits for something to write; 0 at the end. */
    private synchronized int take(byte[] bytes) throws InterruptedException {
        while (!chunk.hasRemaining() && !closed) {
            wait();
        }
        int count = chunk.remaining();
        chunk.get(0, bytes, 0, count);
        return count;
    }

    private void report(int count, @Nullable IOException cause) {
        Runnable waiting = null;
        synchronized (this) {
            written = count;
            failure = cause;
            chunk.limit(0);
            if (readyWhenWritable || cause != null) {
                waiting = ready;
                ready = null;
            }
        }
        if (waiting != null) {
            waiting.run();
        }
    }

    @Override
    public synchronized int write(ByteBuffer from) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (written > 0) {
            int count = written;
            written = 0;
            from.position(from.position() + count);
            return count;
        }
        if (!chunk.hasRemaining()) {
            int count = Math.min(CHUNK, from.remaining());
            chunk.clear().put(0, from, from.position(), count).limit(count);
            start();
            notifyAll();
        }
        return 0;
    }

    private void start() {
        if (!started) {
            started = true;
            Thread.ofPlatform()
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .name("asyncio4j-writer")
                    .start(this::pump);
        }
    }

    @Override
    public void whenWritable(Runnable waiting) {
        await(waiting, true);
    }

    @Override
    public void whenBroken(Runnable broken) {
        await(broken, false);
    }

    private void await(Runnable waiting, boolean writable) {
        boolean now;
        synchronized (this) {
            now = failure != null || (writable && !chunk.hasRemaining());
            ready = now ? null : waiting;
            readyWhenWritable = writable;
        }
        if (now) {
            waiting.run();
        }
    }

    @Override
    public synchronized void close() {
        start(); // which opens the stream: its end is to be seen
        closed = true;
        ready = null;
        notifyAll();
    }
}
