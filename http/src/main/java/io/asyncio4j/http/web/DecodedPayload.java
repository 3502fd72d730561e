package io.asyncio4j.http.web;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.net.BaseProtocol;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.ReadTransport;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.sync.Event;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A request's body whose compression is undone, no faster than it is read. A task does that. */
final class DecodedPayload implements ReadTransport {

    private static final int PIECE = 16 * 1024;

    private final StreamReader encoded;
    private final boolean gzip;
    private final StreamReader decoded = new StreamReader();
    private final Event reading = new Event();
    private final Task<@Nullable Void> task;
    private @Nullable IOException failure;

    DecodedPayload(StreamReader encoded, boolean gzip) {
        this.encoded = encoded;
        this.gzip = gzip;
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
        try (InputStream in = open()) {
            byte[] piece = new byte[PIECE];
            int count;
            while ((count = in.read(piece)) >= 0) {
                decoded.feedData(ByteBuffer.wrap(piece, 0, count));
                reading.await();
            }
            decoded.feedEof();
        } catch (ZipException | EOFException e) {
            failure = e == encoded.exception()
                    ? null
                    : new HttpProtocolException("malformed compression of the request's body: " + e.getMessage(), e);
            decoded.setException(failure == null ? e : failure);
        } catch (IOException e) {
            decoded.setException(e);
        }
    }

    private InputStream open() throws IOException {
        InputStream in = encoded.asInputStream();
        return gzip ? new GZIPInputStream(in) : new InflaterInputStream(in);
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
