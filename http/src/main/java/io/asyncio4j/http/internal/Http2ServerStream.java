package io.asyncio4j.http.internal;

import io.asyncio4j.net.BaseProtocol;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.ReadTransport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** A stream of a server, with its one exchange. */
final class Http2ServerStream extends Http2Stream implements ReadTransport {

    private final Http2ServerConnection connection;
    private @Nullable Http2ServerExchange exchange;

    Http2ServerStream(Http2ServerConnection connection) {
        super(connection.server.loop, connection.transport, true);
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
        if (message instanceof HttpRequest head) {
            begin(head);
        }
        if (message instanceof HttpContent content && exchange != null) {
            receive(exchange, content);
        }
    }

    private void begin(HttpRequest head) {
        boolean hasBody = !(head instanceof HttpContent); // a whole message is one without a body
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

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Http2ResetFrame) {
            lost(new SocketException("the peer has given up the request"));
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        reset(Http2Error.PROTOCOL_ERROR);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        timer.close();
        lost(new SocketException("the connection was closed by the peer"));
        connection.streamClosed(this);
    }

    private void lost(IOException why) {
        if (leave(why) && exchange != null) {
            exchange.failed(why, 0);
            if (exchange.isRunning()) {
                connection.server.abandoned(exchange);
            }
        }
    }

    @Override
    void expired() {
        if (exchange == null || exchange.isReceived()) {
            if (isWritingPaused()) {
                cancel();
            }
        } else if (isReadingPaused()) {
            timer.set(connection.server.limits.bodyTime());
        } else {
            exchange.failed(
                    new SocketTimeoutException(
                            "no more of the request's body came within " + connection.server.limits.bodyTime()),
                    408);
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
        if (!answered.isReceived()) {
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

    // ---- reading, for the body ----

    @Override
    public boolean isReading() {
        return !isReadingPaused() && !isGone();
    }

    @Override
    public void close() {
        cancel();
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
