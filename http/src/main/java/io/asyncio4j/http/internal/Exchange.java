package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.client.ReadTimeoutException;
import io.asyncio4j.http.client.ServerDisconnectedException;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. One task sends and waits; another one may write the body. The {@linkplain ClientWire wire} tells
 * what comes.
 */
public final class Exchange {

    /** No time limit. */
    public static final long NEVER = LazyTimer.NEVER;

    /** More interim responses than anybody sends who means well. */
    private static final int MAX_INTERIM = 64;

    private static final int HEAD_SIZE = 256;
    private static final Duration CONTINUE_LIMIT = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final String method;
    private final Object url;
    private final Limits limits;
    private final boolean decompresses;
    private final ClientWire wire;
    private final ResponseBody body;

    private @Nullable Future<@Nullable Void> waiter;
    private @Nullable BodyWriter writer;
    private boolean sent;
    private boolean continued;
    private boolean answered;
    private int interim;

    private @Nullable HttpResponse response;
    private @Nullable Throwable failure;
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
        this.method = method;
        this.url = url;
        this.limits = limits;
        this.decompresses = decompresses;
        this.body = new ResponseBody(loop, this);
        this.wire = connection.begin(this);
        heard();
        wire.setLimit(due());
    }

    String method() {
        return method;
    }

    // ---- sending ----

    /** Sends the whole request in one piece. */
    public void send(String target, HttpHeaders headers, byte[] content) {
        wire.send(
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

    /** Sends the head; the body follows. */
    public void sendHead(String target, HttpHeaders headers) {
        wire.send(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), target, headers), HEAD_SIZE);
    }

    /**
     * Waits until the server wants the body, or has answered without, or has not said anything for a second. Suspends.
     *
     * @return whether the body is to be sent
     */
    public boolean awaitContinue() throws IOException {
        var timer = loop.callLater(CONTINUE_LIMIT, this::continued);
        try {
            while (!continued && response == null && failure == null) {
                awaitSignal();
            }
        } finally {
            timer.cancel();
        }
        throwIfFailed();
        return response == null;
    }

    /** Writes the body, in a task of its own, while this one waits for the response. */
    public void sendBody(Payload content) {
        writer = new BodyWriter(loop, this, content);
        writer.start();
    }

    /** Sends a piece of the body, as much of {@code data} as it takes. */
    void sendPiece(ByteBuffer data) throws IOException {
        if (isOver() || body.isReceived()) {
            throwIfFailed();
            throw new IOException(this + ": the response has ended before all of the body was sent");
        }
        ByteBuf piece = wire.transport().copy(data);
        wire.send(new DefaultHttpContent(piece), piece.readableBytes());
    }

    /** The request ends here. */
    void sendEnd() {
        if (!isOver() && !body.isReceived()) {
            wire.send(LastHttpContent.EMPTY_LAST_CONTENT, 0);
            sent = true;
        }
    }

    /** Suspends while the server takes no more. */
    void drain() throws IOException {
        wire.drain();
    }

    /** Whether all of the request was given away. */
    boolean isSent() {
        return sent;
    }

    /** Nobody wants the rest of the body. */
    void stopWriting() {
        if (writer != null) {
            writer.stop();
        }
    }

    /** The body could not be written. Returns whether that is a failure of the exchange. */
    boolean writingFailed(Throwable why) {
        return !body.isReceived() && fail(why);
    }

    /** Waits until the body is not being written any more: it may be written again. Suspends. */
    public void awaitWriter() {
        if (writer != null) {
            writer.awaitEnd();
        }
    }

    // ---- the response ----

    /** Waits for the head of the response. Suspends. */
    public HttpResponse awaitHead() throws IOException {
        while (response == null) {
            throwIfFailed();
            awaitSignal();
        }
        return response;
    }

    /** The head, which has come. */
    HttpResponse awaitedHead() {
        return Objects.requireNonNull(response);
    }

    /** The end of the exchange, whatever its state: what has not come yet will not. Does not suspend. */
    public void abandon() {
        if (!isOver()) {
            fail(new IOException(this + ": the response is closed"));
        }
    }

    /** Whether nothing more can be read than what is here. */
    public boolean isOver() {
        return body.isComplete() || failure != null;
    }

    /** Whether the response has changed the protocol: what comes from now on is not HTTP. */
    private boolean isTunnel() {
        return response != null
                && (response.status().code() == 101
                        || (method.equals("CONNECT") && response.status().code() / 100 == 2));
    }

    /** Makes the connection a WebSocket's. What has come behind the response belongs to that. */
    public WebSocketConnection upgrade(Handshake handshake) {
        byte[] early = body.bytes();
        body.complete();
        return wire.upgrade(handshake, early);
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
        while (!body.hasReader() && !isOver()) {
            awaitSignal();
        }
        if (body.hasReader()) {
            return body.reader().read();
        }
        throwIfFailed();
        return body.bytes();
    }

    /** The body as a stream. Does not suspend. */
    public StreamReader reader() {
        return body.reader();
    }

    // ---- what the wire tells ----

    /** Something has come. */
    void active() {
        answered = true;
        heard();
    }

    private void heard() {
        if (limits.sockRead() != null) {
            lastActive = now();
        }
    }

    /** Takes a part of the response. Returns whether it was the last one; then {@link #end} is to be called. */
    boolean receive(HttpObject part) throws IOException {
        if (part.decoderResult().isFailure()) {
            throw malformed(part.decoderResult().cause());
        }
        if (part instanceof HttpResponse head && isInterim(head)) {
            return false;
        }
        if (part instanceof HttpResponse head) {
            begin(head);
        }
        if (response == null || !(part instanceof HttpContent content)) { // no content, or that of an interim response
            return false;
        }
        if (content.content().isReadable()) {
            received(content.content());
        }
        return content instanceof LastHttpContent && !isTunnel();
    }

    private boolean isInterim(HttpResponse head) throws HttpProtocolException {
        int status = head.status().code();
        if (status >= 200 || status == 101) {
            return false;
        }
        if (++interim > MAX_INTERIM) {
            throw new HttpProtocolException(
                    this + ": more than " + MAX_INTERIM + " interim responses, and no other one");
        }
        if (status == 100) {
            continued();
        }
        return true;
    }

    private void continued() {
        continued = true;
        signal();
    }

    private void begin(HttpResponse head) {
        response = head;
        body.begin(head.headers(), decompresses);
        signal();
    }

    /** Takes bytes of the body. */
    void received(ByteBuf content) throws IOException {
        body.receive(content);
    }

    /** All of the response has come. The wire has nothing to do with this exchange any more. */
    void end() {
        if (!sent) {
            stopWriting();
        }
        try {
            body.end();
        } catch (IOException e) {
            fail(e);
        }
    }

    /** The connection, or the stream, has ended. */
    void lost(@Nullable Throwable cause) {
        if (!body.isReceived()) {
            fail(disconnected(cause));
        }
    }

    /** Ends the exchange with a failure. Returns whether it was not over yet. */
    boolean fail(Throwable why) {
        if (isOver()) {
            return false;
        }
        failure = why;
        if (!body.isReceived()) {
            stopWriting();
            wire.abandon();
        }
        body.fail(why);
        signal();
        return true;
    }

    private HttpProtocolException malformed(Throwable cause) {
        return new HttpProtocolException(
                this + ": malformed response: "
                        + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                cause);
    }

    private IOException disconnected(@Nullable Throwable cause) {
        if (!answered) {
            return new ServerDisconnectedException(
                    this + ": the server closed the connection without an answer", cause);
        }
        return cause == null
                ? new HttpProtocolException(this + ": the server closed the connection within the response")
                : new HttpProtocolException(
                        this + ": the connection was lost within the response: " + cause.getMessage(), cause);
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
        switch (failure) {
            case null -> {}
            case IOException io -> throw io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new IOException(failure);
        }
    }

    // ---- time limits ----

    private long now() {
        return loop.time().toNanos();
    }

    /** When the next limit strikes, in the loop's time. */
    private long due() {
        Duration sockRead = limits.sockRead();
        return sockRead == null || !body.isReading()
                ? limits.deadline()
                : Math.min(limits.deadline(), lastActive + sockRead.toNanos());
    }

    /** A limit was reached that was one when it was set. */
    void limitReached() {
        long now = now();
        if (due() > now) {
            wire.setLimit(due());
        } else {
            fail(
                    now >= limits.deadline()
                            ? limits.totalExceeded(this)
                            : new ReadTimeoutException(toString(), Objects.requireNonNull(limits.sockRead())));
        }
    }

    // ---- what the body asks ----

    /** Lets nothing more come. */
    void pauseReceiving() {
        if (!body.isReceived()) {
            wire.pauseReading();
        }
    }

    void resumeReceiving() {
        if (!body.isReceived() && !isOver()) {
            heard();
            wire.setLimit(due());
            wire.resumeReading();
        }
    }

    /** With what it has failed; null if it has not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** The connection. */
    Transport transport() {
        return wire.transport();
    }

    @Override
    public String toString() {
        return method + " " + url;
    }
}
