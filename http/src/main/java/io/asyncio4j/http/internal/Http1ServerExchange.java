package io.asyncio4j.http.internal;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Task;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/1 and its response. */
final class Http1ServerExchange implements ServerExchange {

    private enum Response {
        NOT_BEGUN,
        BEGUN,
        ENDED
    }

    private final ServerConnection connection;
    private final HttpRequest head;
    private final NettyHeaders headers;
    private final @Nullable StreamReader body;
    private @Nullable Task<@Nullable Void> task;
    private boolean running = true;
    private boolean received;
    private boolean expectsContinue;
    private boolean persistent;
    private long unread;
    private boolean discards;
    private Response response = Response.NOT_BEGUN;

    /** How much of the response's body is still to be written; negative if it is not known. */
    private long missing;

    private @Nullable IOException failure;
    private int failureStatus;

    Http1ServerExchange(ServerConnection connection, HttpRequest head) {
        this.connection = connection;
        this.head = head;
        this.headers = new NettyHeaders(head.headers());
        this.persistent = HttpUtil.isKeepAlive(head);
        boolean hasBody = HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0;
        this.expectsContinue = hasBody && HttpUtil.is100ContinueExpected(head);
        if (hasBody) {
            body = new StreamReader();
            body.setTransport(connection.transport());
        } else {
            body = null;
        }
    }

    // ---- the request ----

    void start() {
        task = connection.server.loop.createTask(this::run);
    }

    private void run() {
        try {
            handle();
        } finally {
            running = false;
            connection.server.ended(this);
        }
    }

    private void handle() {
        try {
            connection.server.handler.handle(this);
        } catch (CancelledError e) {
            abort();
            throw e;
        } catch (Throwable e) {
            connection.server.loop.callExceptionHandler(new ExceptionContext("Error handling " + this, e));
        }
        if (response == Response.NOT_BEGUN) {
            respond(500, new NettyHeaders(), Responses.errorPage(500));
        } else if (response == Response.BEGUN) {
            abort();
        }
    }

    /** Takes a part of the body. */
    void receive(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            failed(
                    new HttpProtocolException("malformed body of the request: "
                            + content.decoderResult().cause().getMessage()),
                    400);
            return;
        }
        ByteBuf bytes = content.content();
        unread += bytes.readableBytes();
        if (body != null && !discards && body.exception() == null) {
            body.feedData(bytes.nioBuffer());
        }
        if (content instanceof LastHttpContent) {
            received = true;
            if (body != null && body.exception() == null) {
                body.feedEof();
            }
        }
    }

    boolean isReceived() {
        return received;
    }

    /** How many bytes of the body have come. */
    long unread() {
        return unread;
    }

    /** Nobody reads the rest. */
    void discardBody() {
        discards = true;
        connection.transport().resumeReading();
    }

    /**
     * Nothing more can be received.
     *
     * @param status tells the peer why; 0 if it cannot be told
     */
    void failed(IOException why, int status) {
        failureStatus = status;
        persistent = false;
        received = true;
        failure = why;
        if (body != null && !body.atEof() && body.exception() == null) {
            body.setException(why);
        }
    }

    boolean isRunning() {
        return running;
    }

    void cancel() {
        if (task != null) {
            task.cancel();
        }
    }

    @Override
    public String method() {
        return head.method().name();
    }

    @Override
    public String target() {
        return head.uri();
    }

    @Override
    public String version() {
        return head.protocolVersion().text();
    }

    @Override
    public NettyHeaders headers() {
        return headers;
    }

    @Override
    public boolean hasBody() {
        return body != null;
    }

    @Override
    public @Nullable StreamReader body() {
        if (expectsContinue && response == Response.NOT_BEGUN) {
            expectsContinue = false;
            connection
                    .transport()
                    .send(
                            new DefaultFullHttpResponse(
                                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER),
                            0);
        }
        return body;
    }

    @Override
    public int statusOf(Throwable thrown) {
        return thrown == failure ? failureStatus : 0;
    }

    @Override
    public Transport transport() {
        return connection.transport();
    }

    // ---- the response ----

    @Override
    public boolean isBegun() {
        return response != Response.NOT_BEGUN;
    }

    boolean isEnded() {
        return response == Response.ENDED;
    }

    /** Whether the connection can go on afterwards. */
    boolean isPersistent() {
        return persistent;
    }

    private boolean wantsHeadOnly() {
        return method().equals("HEAD");
    }

    /** Somebody who waits for permission may send the body or not: what comes next could be either. */
    private boolean isLast(HttpHeaders fields) {
        if (expectsContinue || connection.server.isStopping()) {
            persistent = false;
        }
        persistent &= !fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        return !persistent;
    }

    private void checkNotBegun() {
        if (response != Response.NOT_BEGUN) {
            throw new IllegalStateException("the response has begun already: " + this);
        }
    }

    @Override
    public void respond(int status, NettyHeaders fields, byte[] content) {
        checkNotBegun();
        boolean last = isLast(fields.netty());
        if (!last && head.protocolVersion().minorVersion() == 0) {
            fields.netty().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        Responses.send(connection.transport(), status, fields, content, last, wantsHeadOnly());
        ended();
    }

    @Override
    public void begin(int status, NettyHeaders fields, long length) {
        checkNotBegun();
        missing = length;
        if (!Responses.isWithoutBody(status)) {
            if (length >= 0) {
                fields.netty().set(HttpHeaderNames.CONTENT_LENGTH, length);
            } else if (head.protocolVersion().minorVersion() > 0) {
                fields.netty().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            } else {
                persistent = false; // the end of the connection is the end of the body
            }
        }
        Responses.complete(fields.netty(), isLast(fields.netty()));
        connection
                .transport()
                .send(
                        new DefaultHttpResponse(
                                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), fields.netty()),
                        Responses.HEAD);
        response = Response.BEGUN;
    }

    private void checkMayWrite(long count) throws IOException {
        if (response != Response.BEGUN) {
            throw new IllegalStateException("the response has " + (isEnded() ? "ended" : "not begun") + ": " + this);
        }
        if (connection.transport().isClosing()) {
            throw failure == null ? new SocketException("the connection was closed") : failure;
        }
        if (missing >= 0 && count > missing) {
            throw new IOException("the response's body is longer than its Content-Length, by " + (count - missing)
                    + " bytes: " + this);
        }
        missing -= missing < 0 ? 0 : count;
    }

    @Override
    public void write(ByteBuffer data) throws IOException {
        int count = data.remaining();
        checkMayWrite(count);
        if (count == 0 || wantsHeadOnly()) {
            data.position(data.limit());
            return;
        }
        byte[] copy = new byte[count];
        data.get(copy);
        connection.transport().send(new DefaultHttpContent(Unpooled.wrappedBuffer(copy)), count);
        connection.drain();
    }

    @Override
    public void writeFile(FileChannel file, long position, long count) throws IOException {
        if (count == 0 || wantsHeadOnly()) {
            checkMayWrite(count);
        } else if (missing >= 0 && connection.transport().sendsFiles(position + count)) {
            checkMayWrite(count);
            connection.sendFile(file, position, count);
        } else {
            OpenFile.copy(file, position, count, this::write);
        }
    }

    @Override
    public void end() throws IOException {
        checkMayWrite(0);
        if (missing > 0 && !wantsHeadOnly()) {
            abort();
            throw new IOException(
                    "the response's body is shorter than its Content-Length, by " + missing + " bytes: " + this);
        }
        connection.transport().send(LastHttpContent.EMPTY_LAST_CONTENT, 0);
        ended();
    }

    @Override
    public WebSocketConnection upgrade(NettyHeaders fields, WebSocketOptions options) {
        checkNotBegun();
        String key = Objects.requireNonNull(headers.get("sec-websocket-key"));
        String subprotocol = Upgrades.subprotocol(headers, options);
        WebSocketServerExtension compression = Upgrades.compression(headers, options);
        var _ = fields.set("upgrade", "websocket")
                .set("connection", "upgrade")
                .set("sec-websocket-accept", Upgrades.accept(key));
        if (subprotocol != null) {
            var _ = fields.set("sec-websocket-protocol", subprotocol);
        }
        if (compression != null) {
            var _ = fields.set("sec-websocket-extensions", Upgrades.header(compression.newReponseData()));
        }
        Responses.send(connection.transport(), 101, fields, new byte[0], false);
        response = Response.ENDED;
        return connection.upgrade(Upgrades.codecs(true, options, compression), options, subprotocol);
    }

    private void ended() {
        response = Response.ENDED;
        connection.goOnIfOver();
    }

    @Override
    public void abort() {
        response = Response.ENDED;
        connection.transport().abort();
    }

    @Override
    public String toString() {
        return method() + " " + target();
    }
}
