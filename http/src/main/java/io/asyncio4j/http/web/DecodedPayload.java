package io.asyncio4j.http.web;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.http.internal.Decompression;
import io.asyncio4j.net.BaseProtocol;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.ReadTransport;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.sync.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request's body whose compression is undone, no faster than it is read. A task does that. */
final class DecodedPayload implements ReadTransport {

    private static final int PIECE = 16 * 1024;

    private final StreamReader encoded;
    private final Decompression decompression;
    private final StreamReader decoded = new StreamReader();
    private final Event reading = new Event();
    private final Task<@Nullable Void> task;
    private @Nullable IOException failure;

    DecodedPayload(StreamReader encoded, Decompression decompression) {
        this.encoded = encoded;
        this.decompression = decompression;
        reading.set();
        decoded.setTransport(this);
        task = Asyncio.createTask(this::decode);
    }

    StreamReader reader() {
        return decoded;
    }

    /** Whether that was thrown because the peer has sent something malformed. */
    boolean isFailure(Throwable thrown) {
        return thrown == failure;
    }

    private void decode() {
        try (decompression) {
            for (byte[] piece = encoded.read(PIECE); piece.length > 0; piece = encoded.read(PIECE)) {
                decompression.add(Unpooled.wrappedBuffer(piece));
                feed();
            }
            decompression.end();
            decoded.feedEof();
        } catch (IOException e) {
            failure = e == encoded.exception() ? null : e;
            decoded.setException(e);
        }
    }

    private void feed() throws IOException {
        ByteBuf piece;
        while ((piece = decompression.next()) != null) {
            decoded.feedData(piece.nioBuffer());
            reading.await();
        }
    }

    // ---- what the reader needs of a transport ----

    @Override
    public boolean isReading() {
        return reading.isSet();
    }

    @Override
    public void pauseReading() {
        reading.clear();
    }

    @Override
    public void resumeReading() {
        reading.set();
    }

    /** Ends the task, and with it the reading. */
    @Override
    public void close() {
        task.cancel();
    }

    @Override
    public boolean isClosing() {
        return task.done();
    }

    @Override
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> what) {
        return null;
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {
        throw new UnsupportedOperationException("there is no protocol here");
    }

    @Override
    public BaseProtocol getProtocol() {
        throw new UnsupportedOperationException("there is no protocol here");
    }
}
