package io.asyncio4j.net.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A stream that blocks, read by a thread of its own, one chunk ahead. */
final class PumpedReader implements ReadEnd {

    private static final int CHUNK = 64 * 1024;

    private final Callable<InputStream> opening;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);
    private @Nullable Runnable ready;
    private @Nullable InputStream stream;
    private @Nullable IOException failure;
    private boolean started;
    private boolean ended;
    private boolean closed;

    /** @param opening gives the stream; it may block */
    PumpedReader(Callable<InputStream> opening) {
        this.opening = opening;
    }

    private void pump() {
        try {
            InputStream opened = opening.call();
            synchronized (this) {
                stream = opened;
            }
            byte[] bytes = new byte[CHUNK];
            int count;
            do {
                count = opened.read(bytes);
            } while (count >= 0 && hand(bytes, count));
            end(null);
        } catch (IOException e) {
            end(e);
        } catch (Exception e) {
            end(new IOException(e));
        }
    }

    /** Waits until the bytes are read; false if nobody wants them. */
    private boolean hand(byte[] bytes, int count) throws InterruptedException {
        Runnable waiting;
        synchronized (this) {
            chunk.clear().put(bytes, 0, count).flip();
            waiting = takeReady();
        }
        call(waiting);
        synchronized (this) {
            while (chunk.hasRemaining() && !closed) {
                wait();
            }
            return !closed;
        }
    }

    private void end(@Nullable IOException cause) {
        Runnable waiting;
        synchronized (this) {
            failure = cause;
            ended = true;
            waiting = takeReady();
        }
        call(waiting);
        closeStreamOf(this);
    }

    private static void closeStreamOf(PumpedReader reader) {
        InputStream open;
        synchronized (reader) {
            open = reader.stream;
            reader.stream = null;
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // nothing was lost: all was read, or nobody wants it
            }
        }
    }

    private static void call(@Nullable Runnable waiting) {
        if (waiting != null) {
            waiting.run();
        }
    }

    private @Nullable Runnable takeReady() {
        Runnable waiting = ready;
        ready = null;
        return waiting;
    }

    @Override
    public synchronized int read(ByteBuffer into) throws IOException {
        if (chunk.hasRemaining()) {
            int count = Math.min(chunk.remaining(), into.remaining());
            into.put(into.position(), chunk, chunk.position(), count);
            into.position(into.position() + count);
            chunk.position(chunk.position() + count);
            notifyAll();
            return count;
        }
        if (failure != null) {
            throw failure;
        }
        return ended ? -1 : 0;
    }

    @Override
    public void whenReadable(Runnable waiting) {
        boolean now;
        synchronized (this) {
            if (!started) {
                started = true;
                Thread.ofPlatform()
                        .daemon()
                        .inheritInheritableThreadLocals(false)
                        .name("asyncio4j-reader")
                        .start(this::pump);
            }
            now = chunk.hasRemaining() || ended;
            ready = now ? null : waiting;
        }
        if (now) {
            waiting.run();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            ready = null;
            notifyAll();
        }
        closeStreamOf(this);
    }
}
