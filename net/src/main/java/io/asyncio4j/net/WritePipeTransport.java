package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.process.WriteEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Sends to a pipe: at once as much as it takes, the rest when there is room. */
final class WritePipeTransport extends PipeTransport {

    private final WriteEnd end;
    private final Runnable writable = inLoop(this::writable);
    private final Runnable broken = inLoop(this::broken);

    /** What the pipe has had no room for. */
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>(1);

    private final WriteFlow writeFlow;
    private int unsentBytes;

    WritePipeTransport(
            EventLoop loop, WriteEnd end, String name, StreamProtocol protocol, @Nullable Runnable afterLoss) {
        super(loop, name, protocol, afterLoss);
        this.end = end;
        this.writeFlow = new WriteFlow(loop);
    }

    @Override
    void begin() {
        if (unsent.isEmpty()) {
            end.whenBroken(broken);
        }
    }

    /** Nobody reads any more. */
    private void broken() {
        if (unsent.isEmpty()) {
            lost(null);
        } else {
            failed(new IOException("Broken pipe"));
        }
    }

    @Override
    public void write(ByteBuffer data) {
        loop.checkThread();
        if (closing) {
            writeFlow.tooLate("write", this);
            data.position(data.limit());
            return;
        }
        if (!data.hasRemaining()) {
            return;
        }
        boolean idle = unsent.isEmpty();
        if (idle) {
            sendAtOnce(data);
        }
        if (data.hasRemaining() && !lost) {
            keep(data);
            if (idle) {
                end.whenWritable(writable);
            }
        }
        data.position(data.limit());
    }

    private void sendAtOnce(ByteBuffer data) {
        try {
            while (data.hasRemaining()) {
                ByteBuffer buffer = pipes.buffer();
                int length = Math.min(buffer.remaining(), data.remaining());
                buffer.put(0, data, data.position(), length).limit(length);
                int sent = end.write(buffer);
                data.position(data.position() + sent);
                if (sent < length) {
                    return;
                }
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void keep(ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        unsent.add(copy);
        unsentBytes += copy.remaining();
        writeFlow.grown(unsentBytes, protocol());
    }

    private void writable() {
        if (lost) {
            return;
        }
        try {
            while (!unsent.isEmpty()) {
                ByteBuffer buffer = gathered();
                int length = buffer.remaining();
                int sent = end.write(buffer);
                drop(sent);
                if (sent < length) {
                    break;
                }
            }
        } catch (IOException e) {
            failed(e);
            return;
        }
        if (writeFlow.shrunk(unsentBytes)) {
            guarded("resumeWriting", () -> protocol().resumeWriting());
        }
        if (lost) {
            return;
        }
        if (!unsent.isEmpty()) {
            end.whenWritable(writable);
        } else if (closing) {
            lost(null);
        } else {
            end.whenBroken(broken);
        }
    }

    /** The first unsent bytes, as many as one system call takes. */
    private ByteBuffer gathered() {
        ByteBuffer buffer = pipes.buffer();
        for (ByteBuffer each : unsent) {
            int length = Math.min(buffer.remaining(), each.remaining());
            buffer.put(buffer.position(), each, each.position(), length);
            buffer.position(buffer.position() + length);
            if (!buffer.hasRemaining()) {
                break;
            }
        }
        return buffer.flip();
    }

    private void drop(int sent) {
        unsentBytes -= sent;
        int left = sent;
        while (left > 0) {
            ByteBuffer first = unsent.element();
            int length = Math.min(left, first.remaining());
            first.position(first.position() + length);
            left -= length;
            if (!first.hasRemaining()) {
                unsent.remove();
            }
        }
    }

    /** A pipe has no other direction: that ends it. */
    @Override
    public void writeEof() {
        close();
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public void close() {
        loop.checkThread();
        if (!closing) {
            closing = true;
            if (unsent.isEmpty()) {
                lost(null);
            }
        }
    }

    @Override
    void closeEnd() {
        unsent.clear();
        unsentBytes = 0;
        end.close();
    }

    @Override
    public void setWriteBufferLimits(int high, int low) {
        loop.checkThread();
        writeFlow.setLimits(high, low);
        writeFlow.grown(unsentBytes, protocol());
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        return writeFlow.limits();
    }

    @Override
    public int getWriteBufferSize() {
        return unsentBytes;
    }
}
