package io.asyncio4j.http.internal;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the body of a request, in a task of its own: the response may begin meanwhile. */
final class BodyWriter implements PayloadSink {

    private final EventLoop loop;
    private final Exchange exchange;
    private final Payload body;
    private final long length;
    private @Nullable Task<@Nullable Void> task;
    private long written;
    private boolean stopped;
    private boolean ended;

    BodyWriter(EventLoop loop, Exchange exchange, Payload body) {
        this.loop = loop;
        this.exchange = exchange;
        this.body = body;
        this.length = body.length();
    }

    void start() {
        task = loop.createTask(this::run);
    }

    private void run() throws IOException {
        try {
            body.writeTo(this);
            if (length >= 0 && written != length) {
                throw wrongLength(written);
            }
            if (!exchange.isSent()) {
                exchange.sendEnd();
            }
            ended = true;
        } catch (Throwable e) {
            ended = true;
            boolean told = !stopped && exchange.writingFailed(e);
            if (!told && !(e instanceof IOException)) { // which nobody waits for any more
                throw e;
            }
        }
    }

    private IOException wrongLength(long count) {
        return new IOException(
                exchange + ": the body has " + count + " bytes (expected: " + length + ", as its length says)");
    }

    /** Cancels it, unless it has ended. */
    void stop() {
        if (!ended && task != null) {
            stopped = true;
            task.cancel();
        }
    }

    /** Suspends until it has ended. */
    void awaitEnd() {
        if (task != null && !task.done()) {
            Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(task));
        }
    }

    @Override
    public void write(byte[] data) throws IOException {
        write(ByteBuffer.wrap(data));
    }

    @Override
    public void write(ByteBuffer data) throws IOException {
        if (!data.hasRemaining()) {
            return; // as a chunk, it would be the end
        }
        long count = written + data.remaining();
        if (length >= 0 && count > length) {
            throw wrongLength(count);
        }
        written = count;
        while (data.hasRemaining()) {
            exchange.sendPiece(data);
        }
        if (written == length) {
            exchange.sendEnd(); // the response may come at once
        }
        exchange.drain();
    }
}
