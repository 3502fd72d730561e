package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.process.ReadEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Receives from a pipe: one read whenever something is there. */
final class ReadPipeTransport extends PipeTransport {

    private final ReadEnd end;
    private final Runnable readable = inLoop(this::readable);
    private boolean paused;
    private boolean waiting;

    ReadPipeTransport(EventLoop loop, ReadEnd end, String name, StreamProtocol protocol, @Nullable Runnable afterLoss) {
        super(loop, name, protocol, afterLoss);
        this.end = end;
    }

    @Override
    void begin() {
        if (!closing && !paused && !waiting) {
            waiting = true;
            end.whenReadable(readable);
        }
    }

    private void readable() {
        waiting = false;
        if (closing || paused) {
            return;
        }
        ByteBuffer buffer = pipes.buffer();
        int count;
        try {
            count = end.read(buffer);
        } catch (IOException e) {
            failed(e);
            return;
        }
        if (count > 0) {
            received(buffer.flip());
        } else if (count < 0) {
            closing = true;
            guarded("eofReceived", () -> protocol().eofReceived());
            lost(null);
            return;
        }
        begin();
    }

    private void received(ByteBuffer data) {
        if (protocol() instanceof DirectReceiver direct) {
            direct.received(data);
        } else {
            byte[] bytes = new byte[data.remaining()]; // foreign code may use the loop's buffer meanwhile
            data.get(bytes);
            guarded("dataReceived", () -> StreamProtocols.deliver(bytes, protocol(), this));
        }
    }

    @Override
    public boolean isReading() {
        return !closing && !paused;
    }

    @Override
    public void pauseReading() {
        loop.checkThread();
        paused |= !closing;
    }

    @Override
    public void resumeReading() {
        loop.checkThread();
        if (paused) {
            paused = false;
            begin();
        }
    }

    @Override
    public void close() {
        loop.checkThread();
        lost(null);
    }

    @Override
    void closeEnd() {
        end.close();
    }
}
