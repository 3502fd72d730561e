package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.BaseProtocol;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.ReadTransport;
import io.asyncio4j.net.StreamReader;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response. It is kept as it comes while it is small, since it has mostly come as a whole before anybody looks. A
 * {@link StreamReader} is made only for a larger one, or when somebody asks for it. What is compressed is undone no further than
 * somebody wants to read.
 */
final class ResponseBody implements ReadTransport {

    private static final int BUFFERED = 64 * 1024;
    private static final byte[] NOTHING = {};

    private final EventLoop loop;
    private final Exchange exchange;
    private @Nullable Decompression decompression;
    private byte[] bytes = NOTHING;
    private int size;
    private @Nullable StreamReader reader;
    private boolean paused;

    /** All of it has come. */
    private boolean received;

    /** And all of it can be read. */
    private boolean completed;

    ResponseBody(EventLoop loop, Exchange exchange) {
        this.loop = loop;
        this.exchange = exchange;
    }

    // ---- what comes ----

    /** The head has come. */
    void begin(HttpHeaders headers, boolean decompresses) {
        if (decompresses) {
            String coding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
            if (coding != null) {
                decompression = Decompression.of(coding);
            }
        }
        if (decompression == null) {
            String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
            if (length != null && length.length() < 6) {
                int expected = Integer.parseInt(length);
                if (expected <= BUFFERED) {
                    bytes = new byte[expected];
                }
            }
        }
    }

    void receive(ByteBuf content) throws IOException {
        if (decompression == null) {
            decoded(content);
        } else {
            decompression.add(content);
            decompress();
        }
    }

    /** All of it has come. */
    void end() throws IOException {
        received = true;
        decompress();
    }

    /** Undoes the compression of what is here, until somebody has to read first. */
    private void decompress() throws IOException {
        while (decompression != null && !paused) {
            ByteBuf piece = decompression.next();
            if (piece != null) {
                decoded(piece);
            } else if (received) {
                decompression.end();
                decompression = null;
            } else {
                return;
            }
        }
        if (decompression == null && received) {
            complete();
        }
    }

    private void decoded(ByteBuf content) {
        if (reader != null) {
            reader.feedData(content.nioBuffer());
            return;
        }
        int count = content.readableBytes();
        if (bytes.length - size < count) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, (int) Math.min(2L * bytes.length, 2L * BUFFERED)));
        }
        content.readBytes(bytes, size, count);
        size += count;
        if (size > BUFFERED) {
            var _ = reader();
        }
    }

    /** Nothing more belongs to it. */
    void complete() {
        completed = true;
        if (reader != null) {
            reader.feedEof();
        }
        exchange.signal();
    }

    /** It will not be complete. */
    void fail(Throwable why) {
        if (decompression != null) {
            decompression.close();
            decompression = null;
        }
        if (reader != null) {
            reader.setException(why);
        }
    }

    boolean isReceived() {
        return received;
    }

    boolean isComplete() {
        return completed;
    }

    // ---- reading ----

    /** Whether there is a reader, which has what has come. */
    boolean hasReader() {
        return reader != null;
    }

    /** What has come, while there is no reader. */
    byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    StreamReader reader() {
        if (reader == null) {
            reader = new StreamReader(BUFFERED);
            reader.setTransport(this);
            if (size > 0) {
                reader.feedData(bytes());
                bytes = NOTHING;
            }
            if (completed) {
                reader.feedEof();
            } else if (exchange.failure() != null) {
                reader.setException(exchange.failure());
            }
            exchange.signal();
        }
        return reader;
    }

    // ---- what the reader asks of its transport ----

    @Override
    public boolean isReading() {
        return !paused;
    }

    @Override
    public void pauseReading() {
        if (!exchange.isOver()) {
            paused = true;
            exchange.pauseReceiving();
        }
    }

    @Override
    public void resumeReading() {
        if (paused) {
            paused = false;
            if (decompression == null) {
                exchange.resumeReceiving();
            } else {
                var _ = loop.callSoon(this::goOn); // since the reader is about to wait
            }
        }
    }

    private void goOn() {
        try {
            decompress();
        } catch (IOException e) {
            exchange.fail(e);
        }
        if (!paused) {
            exchange.resumeReceiving();
        }
    }

    @Override
    public void close() {
        exchange.abandon();
    }

    @Override
    public boolean isClosing() {
        return exchange.isOver();
    }

    @Override
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> what) {
        return exchange.transport().getExtraInfo(what);
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {
        throw new UnsupportedOperationException("the body of a response serves no other protocol");
    }

    @Override
    public BaseProtocol getProtocol() {
        return exchange.transport().getProtocol();
    }

    @Override
    public String toString() {
        return "<body of " + exchange + ">";
    }
}
