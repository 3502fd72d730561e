package io.asyncio4j.http.internal;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Task;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.net.ReadTransport;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What exchanges of all versions of HTTP share: the handler's task, and the order of a request and of a response. */
abstract class AbstractServerExchange implements ServerExchange {

    private enum Response {
        NOT_BEGUN,
        BEGUN,
        ENDED
    }

    private final ServerConnections server;
    private final HttpRequest head;
    private final NettyHeaders headers;
    private final @Nullable StreamReader body;
    private @Nullable Task<@Nullable Void> task;
    private boolean running = true;
    private boolean received;
    private boolean expectsContinue;
    private long unread;
    private boolean discards;
    private Response response = Response.NOT_BEGUN;

    /** How much of the response's body is still to be written; negative if it is not known. */
    private long missing;

    private @Nullable IOException failure;
    private int failureStatus;

    /** @param source what is paused while nobody reads the body */
    AbstractServerExchange(ServerConnections server, HttpRequest head, boolean hasBody, ReadTransport source) {
        this.server = server;
        this.head = head;
        this.headers = new NettyHeaders(head.headers());
        this.expectsContinue = hasBody && HttpUtil.is100ContinueExpected(head);
        if (hasBody) {
            body = new StreamReader();
            body.setTransport(source);
        } else {
            body = null;
        }
    }

    // ---- what differs ----

    @Override
    public abstract MessageTransport transport();

    /** Sends a part of the response behind the others. */
    abstract void send(HttpObject message, int size);

    /** Suspends while the peer takes no more. */
    abstract void drain() throws IOException;

    /** Adds to a response's head what tells the body's length and the connection's fate. */
    abstract void completeHead(int status, HttpHeaders fields, long length);

    /** Called when the response was sent. */
    abstract void responseSent();

    /** Sends the head of a response that accepts a WebSocket. */
    abstract void acceptWebSocket(NettyHeaders fields);

    /** Goes on with other codecs, after what was sent already. */
    abstract WebSocketConnection becomeWebSocket(
            List<ChannelHandler> codecs, WebSocketOptions options, @Nullable String subprotocol);

    // ---- the request ----

    final void start() {
        task = server.loop.createTask(this::run);
    }

    private void run() {
        try {
            handle();
        } finally {
            running = false;
            server.ended(this);
        }
    }

    private void handle() {
        try {
            server.handler.handle(this);
        } catch (CancelledError e) {
            abort();
            throw e;
        } catch (Throwable e) {
            server.loop.callExceptionHandler(new ExceptionContext("Error handling " + this, e));
        }
        if (response == Response.NOT_BEGUN) {
            respond(500, new NettyHeaders(), Responses.errorPage(500));
        } else if (response == Response.BEGUN) {
            abort();
        }
    }

    /** Takes a part of the body. */
    final void receive(HttpContent content) {
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

    final boolean isReceived() {
        return received;
    }

    /** How many bytes of the body have come. */
    final long unread() {
        return unread;
    }

    /** Nobody reads the rest of the body. */
    void discardBody() {
        discards = true;
    }

    /**
     * Nothing more can be received.
     *
     * @param status tells the peer why; 0 if it cannot be told
     */
    void failed(IOException why, int status) {
        failureStatus = status;
        received = true;
        failure = why;
        if (body != null && !body.atEof() && body.exception() == null) {
            body.setException(why);
        }
    }

    final boolean isRunning() {
        return running;
    }

    final void cancel() {
        if (task != null) {
            task.cancel();
        }
    }

    @Override
    public final String method() {
        return head.method().name();
    }

    @Override
    public final String target() {
        return head.uri();
    }

    @Override
    public final String version() {
        return head.protocolVersion().text();
    }

    @Override
    public final NettyHeaders headers() {
        return headers;
    }

    @Override
    public final boolean hasBody() {
        return body != null;
    }

    @Override
    public final @Nullable StreamReader body() {
        if (expectsContinue && response == Response.NOT_BEGUN) {
            expectsContinue = false;
            send(
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER),
                    0);
        }
        return body;
    }

    /** Whether the peer waits for permission to send the body, which it may send or not if it gets a response instead. */
    final boolean expectsContinue() {
        return expectsContinue;
    }

    @Override
    public final int statusOf(Throwable thrown) {
        return thrown == failure ? failureStatus : 0;
    }

    // ---- the response ----

    @Override
    public final boolean isBegun() {
        return response != Response.NOT_BEGUN;
    }

    final boolean isEnded() {
        return response == Response.ENDED;
    }

    final boolean wantsHeadOnly() {
        return method().equals("HEAD");
    }

    final void checkNotBegun() {
        if (response != Response.NOT_BEGUN) {
            throw new IllegalStateException("the response has begun already: " + this);
        }
    }

    @Override
    public final void respond(int status, NettyHeaders fields, byte[] content) {
        checkNotBegun();
        completeHead(status, fields.netty(), content.length);
        boolean bodiless = wantsHeadOnly() || Responses.isWithoutBody(status);
        send(
                Responses.whole(status, fields.netty(), bodiless ? Responses.NOTHING : content),
                Responses.HEAD + (bodiless ? 0 : content.length));
        ended();
    }

    @Override
    public final void begin(int status, NettyHeaders fields, long length) {
        checkNotBegun();
        missing = length;
        completeHead(status, fields.netty(), length);
        send(
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), fields.netty()),
                Responses.HEAD);
        response = Response.BEGUN;
    }

    final void checkMayWrite(long count) throws IOException {
        if (isGone()) {
            throw failure == null ? new SocketException("the connection was closed") : failure;
        }
        if (response != Response.BEGUN) {
            throw new IllegalStateException("the response has " + (isEnded() ? "ended" : "not begun") + ": " + this);
        }
        if (missing >= 0 && count > missing) {
            throw new IOException("the response's body is longer than its Content-Length, by " + (count - missing)
                    + " bytes: " + this);
        }
        missing -= missing < 0 ? 0 : count;
    }

    @Override
    public final void write(ByteBuffer data) throws IOException {
        int count = data.remaining();
        checkMayWrite(count);
        if (count == 0 || wantsHeadOnly()) {
            data.position(data.limit());
            return;
        }
        while (data.hasRemaining()) {
            ByteBuf piece = transport().copy(data);
            send(new DefaultHttpContent(piece), piece.readableBytes());
        }
        drain();
    }

    @Override
    public void writeFile(FileChannel file, long position, long count) throws IOException {
        if (count == 0 || wantsHeadOnly()) {
            checkMayWrite(count);
        } else {
            OpenFile.copy(file, position, count, this::write);
        }
    }

    /** Whether the length of the response's body is known. */
    final boolean hasLength() {
        return missing >= 0;
    }

    @Override
    public final void end() throws IOException {
        checkMayWrite(0);
        if (missing > 0 && !wantsHeadOnly()) {
            abort();
            throw new IOException(
                    "the response's body is shorter than its Content-Length, by " + missing + " bytes: " + this);
        }
        send(LastHttpContent.EMPTY_LAST_CONTENT, 0);
        ended();
    }

    private void ended() {
        response = Response.ENDED;
        responseSent();
    }

    @Override
    public final WebSocketConnection upgrade(NettyHeaders fields, WebSocketOptions options) {
        checkNotBegun();
        String subprotocol = Upgrades.subprotocol(headers, options);
        if (subprotocol != null) {
            var _ = fields.set("sec-websocket-protocol", subprotocol);
        }
        WebSocketServerExtension compression = Upgrades.compression(headers, options);
        if (compression != null) {
            var _ = fields.set("sec-websocket-extensions", Upgrades.header(compression.newReponseData()));
        }
        Responses.complete(fields.netty(), false);
        acceptWebSocket(fields);
        markEnded();
        return becomeWebSocket(Upgrades.codecs(true, options, compression), options, subprotocol);
    }

    /** There will be no more of a response. */
    final void markEnded() {
        response = Response.ENDED;
    }

    @Override
    public final String toString() {
        return method() + " " + target();
    }
}
