package io.asyncio4j.http.internal;

import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.net.BaseProtocol;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.internal.MessageChannel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream of a server, with its one exchange; maybe a WebSocket comes of that. */
final class Http2ServerStream extends Http2Stream implements MessageChannel {

    private final Http2ServerConnection connection;
    private @Nullable Http2ServerExchange exchange;

    /** What the stream has become; null while it is HTTP. */
    private @Nullable WebSocketConnection upgraded;

    /** The peer has stopped in the middle of the body. */
    private boolean stalled;

    /** The WebSocket has sent all. */
    private boolean outputEnded;

    Http2ServerStream(Http2ServerConnection connection) {
        super(connection.server.loop, connection.transport, new Http2ServerCodec());
        this.connection = connection;
    }

    // ---- what comes, while Netty polls ----

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connection.streamOpened(this);
        super.channelActive(context);
    }

    @Override
    void received(Object message) {
        if (upgraded != null) {
            receive(upgraded, message);
            return;
        }
        if (message instanceof HttpRequest head) {
            begin(head);
        }
        if (message instanceof HttpContent content && exchange != null) {
            receive(exchange, content);
        }
    }

    private void begin(HttpRequest head) {
        boolean asksForWebSocket = Http2ServerCodec.asksForWebSocket(head);
        if (asksForWebSocket) {
            pauseReading(); // until the handler accepts it
        }
        boolean hasBody = !asksForWebSocket && !(head instanceof HttpContent); // a whole message is one without a body
        exchange = new Http2ServerExchange(this, connection, head, hasBody);
        exchange.start();
        if (hasBody) {
            timer.set(connection.server.limits.bodyTime());
        }
    }

    private void receive(Http2ServerExchange current, HttpContent content) {
        current.receive(content);
        if (current.isReceived()) {
            timer.clear();
        } else {
            timer.set(connection.server.limits.bodyTime());
            resetIfTooMuch(current);
        }
    }

    private void receive(WebSocketConnection webSocket, Object message) {
        if (message instanceof WebSocketFrame frame) {
            webSocket.frameReceived(frame.retain());
        } else if (message == LastHttpContent.EMPTY_LAST_CONTENT) {
            webSocket.connectionLost(null);
            close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            lost(new SocketException("the peer has given up the request"));
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        if (!(thrown instanceof Http2Exception)) { // which the codec answers itself
            reset(Http2Error.PROTOCOL_ERROR);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.close();
        lost(new SocketException("the connection was closed by the peer"));
        connection.streamClosed(this);
    }

    private void lost(IOException why) {
        if (!leave(why)) {
            return;
        }
        if (upgraded != null) {
            upgraded.connectionLost(why);
        }
        if (exchange != null) {
            exchange.failed(why, 0);
            if (exchange.isRunning()) {
                connection.server.abandoned(exchange);
            }
        }
    }

    @Override
    void expired() {
        if (exchange == null || exchange.isReceived() || upgraded != null) {
            if (isWritingPaused()) {
                abort();
            }
        } else if (isReadingPaused()) {
            timer.set(connection.server.limits.bodyTime());
        } else if (exchange.isEnded()) {
            reset(Http2Error.NO_ERROR);
        } else {
            exchange.failed(
                    new SocketTimeoutException(
                            "no more of the request's body came within " + connection.server.limits.bodyTime()),
                    408);
            stalled = true;
        }
    }

    // ---- what goes ----

    @Override
    void writingPaused() {
        timer.set(connection.server.limits.bodyTime());
    }

    @Override
    void writingResumed() {
        timer.clear();
    }

    /** The response is sent: the peer may still send a little of the body, and then need not (RFC 9113, 8.1). */
    void responseSent(AbstractServerExchange answered) {
        if (stalled) {
            reset(Http2Error.NO_ERROR);
        } else if (!answered.isReceived()) {
            timer.set(connection.server.limits.bodyTime());
            answered.discardBody();
            resumeReading();
            resetIfTooMuch(answered);
        }
    }

    private void resetIfTooMuch(AbstractServerExchange answered) {
        if (answered.isEnded() && !answered.isReceived() && answered.unread() > connection.server.limits.unreadBody()) {
            reset(Http2Error.NO_ERROR);
        }
    }

    // ---- WebSocket ----

    /** Makes the stream a WebSocket's, after what was sent already. */
    WebSocketConnection becomeWebSocket(
            List<ChannelHandler> codecs, WebSocketOptions options, @Nullable String subprotocol) {
        timer.clear();
        List<ChannelHandler> all = new ArrayList<>(codecs);
        all.addFirst(new StreamBytes());
        replaceCodec(all);
        upgraded = new WebSocketConnection(connection.server.loop, this, gate, true, options, subprotocol);
        resumeReading();
        return upgraded;
    }

    /** The server ends: what would not end by itself is told to. */
    void serverEnds() {
        if (upgraded != null) {
            upgraded.goAway();
        }
    }

    // ---- as a channel, and for the body ----

    @Override
    public boolean isReading() {
        return !isReadingPaused() && !isGone();
    }

    /** Ends this direction, after what was sent. */
    @Override
    public void close() {
        if (!outputEnded) {
            outputEnded = true;
            send(LastHttpContent.EMPTY_LAST_CONTENT, 0);
        }
    }

    @Override
    public void abort() {
        reset(Http2Error.CANCEL);
    }

    @Override
    public boolean isClosing() {
        return isGone();
    }

    @Override
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> what) {
        return connection.transport.getExtraInfo(what);
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {
        throw new UnsupportedOperationException("a stream of HTTP/2 has no protocol of its own");
    }

    @Override
    public BaseProtocol getProtocol() {
        return connection;
    }
}
