package io.asyncio4j.net.internal.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A stream that blocks, written to by a thread of its own, one chunk at a time. What it was given is written before it is closed. */
final class PumpedWriter implements WriteEnd {

    private static final int CHUNK = 64 * 1024;

    private final Callable<OutputStream> opening;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);
    private @Nullable Runnable ready;
    private @Nullable IOException failure;
    private boolean started;
    private boolean waitsForRoom;
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
                taken();
            }
        } catch (IOException e) {
            fail(e);
        } catch (Exception e) {
            fail(new IOException(e));
        }
    }

    /** Waits for something to write; 0 at the end. */
    private synchronized int take(byte[] bytes) throws InterruptedException {
        while (!chunk.hasRemaining() && !closed) {
            wait();
        }
        int count = chunk.remaining();
        chunk.get(chunk.position(), bytes, 0, count);
        return count;
    }

    private void taken() {
        Runnable waiting;
        synchronized (this) {
            chunk.limit(0);
            waiting = waitsForRoom ? takeReady() : null;
        }
        if (waiting != null) {
            waiting.run();
        }
    }

    private void fail(IOException cause) {
        Runnable waiting;
        synchronized (this) {
            failure = cause;
            chunk.limit(0);
            waiting = takeReady();
        }
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
    public synchronized int write(ByteBuffer from) throws IOException {
        start();
        if (failure != null) {
            throw failure;
        }
        if (chunk.hasRemaining()) {
            return 0;
        }
        int count = Math.min(CHUNK, from.remaining());
        chunk.clear().put(0, from, from.position(), count).limit(count);
        from.position(from.position() + count);
        notifyAll();
        return count;
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

    private void await(Runnable waiting, boolean forRoom) {
        boolean now;
        synchronized (this) {
            now = failure != null || (forRoom && !chunk.hasRemaining());
            ready = now ? null : waiting;
            waitsForRoom = forRoom;
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
