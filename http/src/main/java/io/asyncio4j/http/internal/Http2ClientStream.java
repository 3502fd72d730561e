package io.asyncio4j.http.internal;

import io.asyncio4j.http.HttpException;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A stream of a client, which carries one exchange. */
final class Http2ClientStream extends Http2Stream implements ClientWire {

    private final Http2ClientConnection connection;
    private final Exchange exchange;

    /** The codec tells the server what is wrong, and ends the stream. */
    private boolean answered;

    Http2ClientStream(Http2ClientConnection connection, Exchange exchange) {
        super(connection.loop, connection.transport(), new Http2StreamCodec(false));
        this.connection = connection;
        this.exchange = exchange;
    }

    // ---- what comes, while Netty polls ----

    @Override
    void received(Object message) {
        if (exchange.isOver()) {
            return;
        }
        exchange.active();
        try {
            if (!(message instanceof HttpObject part)) {
                throw new HttpProtocolException(exchange + ": malformed response: " + message);
            }
            if (exchange.receive(part)) {
                ended();
            }
        } catch (IOException e) {
            exchange.fail(e);
        }
    }

    private void ended() {
        timer.close();
        boolean sent = exchange.isSent();
        exchange.end();
        if (!sent && !isGone()) {
            reset(Http2Error.NO_ERROR);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case Http2ResetFrame reset -> reset(reset.errorCode());
            case Http2GoAwayFrame _ -> refused("the server ends the connection", null);
            default -> {}
        }
        ReferenceCountUtil.release(event);
    }

    private void reset(long code) {
        if (code == Http2Error.NO_ERROR.code()) { // the response is on its way as a whole
            leave(new SocketException("the server wants no more of the request"));
            exchange.stopWriting();
        } else if (code == Http2Error.REFUSED_STREAM.code()) {
            connection.retire();
            refused("the server has no room for it", null);
        } else {
            exchange.fail(new HttpException(exchange + ": the server has reset the stream: " + nameOf(code)));
        }
    }

    static String nameOf(long code) {
        Http2Error known = Http2Error.valueOf(code);
        return known == null ? "error " + code : known.name();
    }

    private void refused(String why, @Nullable Throwable cause) {
        exchange.fail(new RefusedStreamException(exchange + ": not handled: " + why, cause));
    }

    @Override
    void notSent(Throwable cause) {
        Http2Exception error = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
        if (error != null && error.error() == Http2Error.REFUSED_STREAM) { // by the codec, on behalf of the server
            refused(String.valueOf(error.getMessage()), error);
        } else if (!(cause instanceof IOException)) { // as it is at the end, of which one hears otherwise
            exchange.fail(new HttpException(exchange + ": cannot be sent: " + cause.getMessage(), cause));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        answered = thrown instanceof Http2Exception;
        Http2Exception error = Http2CodecUtil.getEmbeddedHttp2Exception(thrown);
        if (error == null) {
            exchange.lost(thrown);
        } else {
            malformed(error);
        }
    }

    void malformed(Http2Exception error) {
        exchange.fail(new HttpProtocolException(exchange + ": malformed response: " + error.getMessage(), error));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost();
    }

    /** It has ended, whatever was the cause. */
    void lost() {
        timer.close();
        leave(new SocketException("the stream has ended"));
        exchange.lost(connection.lostBecause());
        connection.closed(this);
    }

    void sessionClosed() {
        exchange.fail(new SocketException(exchange + ": the session was closed"));
    }

    @Override
    void expired() {
        exchange.limitReached();
    }

    // ---- what the exchange asks ----

    @Override
    public void setLimit(long due) {
        timer.setAt(due);
    }

    @Override
    public void abandon() {
        timer.close();
        leave(new SocketException("the request was given up"));
        if (!answered) {
            cancel();
        }
    }

    @Override
    public MessageTransport transport() {
        return connection.transport();
    }

    @Override
    public WebSocketConnection upgrade(Handshake handshake, byte[] early) {
        throw new UnsupportedOperationException("WebSockets over HTTP/2");
    }
}
