package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.http.client.ReadTimeoutException;
import io.asyncio4j.http.client.ServerDisconnectedException;
import io.asyncio4j.net.BaseProtocol;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.ReadTransport;
import io.asyncio4j.net.StreamReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response on a connection. One task sends and waits; the connection tells what comes.
 *
 * <p>The body of a response is kept as it comes while it is small, since it has mostly come as a whole before anybody looks. A
 * {@link StreamReader} is made only for a larger one, or when somebody asks for it.
 */
public final class Exchange implements ReadTransport {

    /** No time limit. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int BUFFERED = 64 * 1024;
    private static final int HEAD_SIZE = 256;
    private static final byte[] NOTHING = {};
    private static final Duration CONTINUE_LIMIT = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final String method;
    private final Object url;
    private final Limits limits;
    private final ClientConnection connection;
    private final boolean decompresses;

    private @Nullable Future<@Nullable Void> waiter;
    private boolean last;
    private boolean sent;
    private boolean continued;
    private boolean answered;

    private @Nullable HttpResponse response;
    private @Nullable Decompression decompression;
    private byte[] body = NOTHING;
    private int size;
    private @Nullable StreamReader reader;
    private boolean paused;
    private boolean completed;
    private @Nullable IOException failure;
    private long lastActive = NEVER;

    /**
     * An exchange that begins on that connection.
     *
     * @param url for messages
     */
    public Exchange(
            EventLoop loop,
            ClientConnection connection,
            String method,
            Object url,
            Limits limits,
            boolean decompresses) {
        this.loop = loop;
        this.connection = connection;
        this.method = method;
        this.url = url;
        this.limits = limits;
        this.decompresses = decompresses;
        if (limits.sockRead() != null) {
            lastActive = connection.now();
        }
        connection.begin(this);
    }

    String method() {
        return method;
    }

    public ClientConnection connection() {
        return connection;
    }

    // ---- sending ----

    /** Sends the whole request in one piece. */
    public void send(String target, HttpHeaders headers, byte[] content) {
        last = isLast(headers);
        connection.send(
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.valueOf(method),
                        target,
                        content.length == 0 ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(content),
                        headers,
                        EmptyHttpHeaders.INSTANCE),
                HEAD_SIZE + content.length);
        sent = true;
    }

    /** Sends the head; pieces follow. */
    public void sendHead(String target, HttpHeaders headers) {
        last = isLast(headers);
        connection.send(
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), target, headers), HEAD_SIZE);
    }

    /** Waits until the server wants the body, or has answered without, or has not said anything for a second. Suspends. */
    public void awaitContinue() throws IOException {
        var timer = loop.callLater(CONTINUE_LIMIT, this::continued);
        try {
            while (!continued && !isAnsweredOrOver()) {
                awaitSignal();
            }
        } finally {
            timer.cancel();
        }
        throwIfFailed();
    }

    /**
     * Sends a piece, and suspends while too much has not been taken by the server.
     *
     * @return false if the server does not want to know any more, since it has answered already
     */
    public boolean sendPiece(ByteBuf piece) throws IOException {
        if (isAnsweredOrOver()) {
            piece.release();
            throwIfFailed();
            return false;
        }
        connection.send(new DefaultHttpContent(piece), piece.readableBytes());
        while (connection.isWritingPaused() && !isAnsweredOrOver()) {
            awaitSignal();
        }
        throwIfFailed();
        return true;
    }

    /** The request ends here. */
    public void sendEnd() throws IOException {
        throwIfFailed();
        if (!isAnsweredOrOver()) {
            connection.send(LastHttpContent.EMPTY_LAST_CONTENT, 0);
            sent = true;
        }
    }

    private static boolean isLast(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }

    /** Whether the server was told that no other request follows. */
    boolean isLast() {
        return last;
    }

    /** Whether all of the request was given away. */
    boolean isSent() {
        return sent;
    }

    private boolean isAnsweredOrOver() {
        return response != null || failure != null;
    }

    // ---- the response ----

    /** Waits for the head of the response. Suspends. If it does not come to that, the connection is dropped. */
    public HttpResponse awaitHead() throws IOException {
        while (response == null) {
            throwIfFailed();
            awaitSignal();
        }
        return response;
    }

    /** The end of the exchange, whatever its state: unless all has come, the connection is closed. Does not suspend. */
    public void abandon() {
        if (!isOver()) {
            connection.fail(this, new IOException(this + ": the response is closed"));
        }
    }

    /** Whether nothing more will come. */
    public boolean isOver() {
        return completed || failure != null;
    }

    /** Whether any byte of an answer has come. */
    public boolean isAnswered() {
        return answered;
    }

    /** Whether the response has changed the protocol: what comes from now on is not HTTP. */
    boolean isTunnel() {
        return response != null
                && (response.status().code() == 101
                        || (method.equals("CONNECT") && response.status().code() / 100 == 2));
    }

    boolean headCame() {
        return response != null;
    }

    /** Whether the end of the connection is the end of the body. */
    boolean isUntilClose() {
        return response != null
                && (isTunnel()
                        || (!HttpUtil.isTransferEncodingChunked(response)
                                && !response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)));
    }

    /** All of the body. Suspends until it is there. To be called once, and instead of {@link #reader}. */
    public byte[] readAll() throws IOException {
        while (reader == null && !isOver()) {
            awaitSignal();
        }
        if (reader != null) {
            return reader.read();
        }
        throwIfFailed();
        return size == body.length ? body : Arrays.copyOf(body, size);
    }

    /** The body as a stream. Does not suspend. */
    public StreamReader reader() {
        if (reader == null) {
            reader = new StreamReader(BUFFERED);
            reader.setTransport(this);
            if (size > 0) {
                reader.feedData(size == body.length ? body : Arrays.copyOf(body, size));
                body = NOTHING;
            }
            if (completed) {
                reader.feedEof();
            } else if (failure != null) {
                reader.setException(failure);
            }
            signal();
        }
        return reader;
    }

    // ---- what the connection tells ----

    void active() {
        answered = true;
        if (limits.sockRead() != null) {
            lastActive = connection.now();
        }
    }

    void continued() {
        continued = true;
        signal();
    }

    void head(HttpResponse head) throws IOException {
        response = head;
        HttpHeaders headers = head.headers();
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
                    body = new byte[expected];
                }
            }
        }
        signal();
    }

    void received(ByteBuf content) throws IOException {
        if (decompression == null) {
            decoded(content);
        } else {
            decompression.decode(content, this::decoded);
        }
    }

    private void decoded(ByteBuf content) {
        if (reader != null) {
            reader.feedData(content.nioBuffer());
            return;
        }
        int count = content.readableBytes();
        if (body.length - size < count) {
            body = Arrays.copyOf(body, Math.max(size + count, (int) Math.min(2L * body.length, 2L * BUFFERED)));
        }
        content.readBytes(body, size, count);
        size += count;
        if (size > BUFFERED) {
            var _ = reader();
        }
    }

    /** The last byte has come; what was compressed has to be whole. */
    void decoded() throws IOException {
        if (decompression != null) {
            decompression.end(this::decoded);
            decompression = null;
        }
    }

    void completed() {
        completed = true;
        if (reader != null) {
            reader.feedEof();
        }
        signal();
    }

    void failed(IOException why) {
        if (isOver()) {
            return;
        }
        failure = why;
        if (decompression != null) {
            decompression.close();
            decompression = null;
        }
        if (reader != null) {
            reader.setException(why);
        }
        signal();
    }

    /** What it means that the connection has ended now. */
    IOException disconnected(@Nullable Throwable cause) {
        if (cause instanceof IOException io && answered) {
            return new HttpProtocolException(
                    this + ": the connection was lost within the response: " + io.getMessage(), io);
        }
        return answered
                ? new HttpProtocolException(this + ": the server closed the connection within the response")
                : new ServerDisconnectedException(this + ": the server closed the connection without an answer", cause);
    }

    // ---- waiting ----

    void signal() {
        if (waiter != null && !waiter.done()) {
            waiter.setResult(null);
        }
    }

    private void awaitSignal() {
        if (waiter != null) {
            throw new IllegalStateException(this + ": another task is waiting for this response");
        }
        waiter = loop.createFuture();
        try {
            waiter.await();
        } finally {
            waiter = null;
        }
    }

    private void throwIfFailed() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    // ---- time limits ----

    /** When the next limit strikes, in the loop's time. */
    long due() {
        Duration sockRead = limits.sockRead();
        return sockRead == null || paused
                ? limits.deadline()
                : Math.min(limits.deadline(), lastActive + sockRead.toNanos());
    }

    IOException timedOut() {
        return connection.now() >= limits.deadline()
                ? limits.totalExceeded(this)
                : new ReadTimeoutException(toString(), Objects.requireNonNull(limits.sockRead()));
    }

    // ---- what the reader asks of its transport ----

    @Override
    public boolean isReading() {
        return !paused;
    }

    @Override
    public void pauseReading() {
        if (!isOver()) {
            paused = true;
            connection.transport().pauseReading();
        }
    }

    @Override
    public void resumeReading() {
        if (paused) {
            paused = false;
            if (!isOver()) {
                if (limits.sockRead() != null) {
                    lastActive = connection.now();
                    connection.watch();
                }
                connection.transport().resumeReading();
            }
        }
    }

    @Override
    public void close() {
        abandon();
    }

    @Override
    public boolean isClosing() {
        return isOver();
    }

    @Override
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> what) {
        return connection.transport().getExtraInfo(what);
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {
        throw new UnsupportedOperationException("the body of a response serves no other protocol");
    }

    @Override
    public BaseProtocol getProtocol() {
        return connection;
    }

    @Override
    public String toString() {
        return method + " " + url;
    }
}
