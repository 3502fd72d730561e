package io.asyncio4j.http.internal;

import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.net.BaseProtocol;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.internal.MessageChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of HTTP/2 with its one exchange. As in a transport, what is sent is gathered until the connection's next flush, and
 * what comes is asked for piece by piece.
 */
final class Http2ServerStream extends ChannelInboundHandlerAdapter implements MessageChannel {

    /** So many bytes may wait for the peer before whoever writes does. */
    private static final int MOST_PENDING = 64 * 1024;

    private final Http2ServerConnection connection;
    private final Http2StreamChannel channel;
    private final LazyTimer timer;
    private final WriteGate gate;

    /** Messages, and actions in between. */
    private final ArrayDeque<Object> unsent = new ArrayDeque<>(4);

    private @Nullable Http2ServerExchange exchange;

    /** What the stream has become; null while it is HTTP. */
    private @Nullable WebSocketConnection upgraded;

    private int pending;
    private boolean flushScheduled;
    private boolean paused;

    /** The peer has stopped in the middle of the body. */
    private boolean stalled;

    private boolean gone;

    /** The WebSocket has sent all. */
    private boolean outputEnded;

    Http2ServerStream(Http2ServerConnection connection, Http2StreamChannel channel) {
        this.connection = connection;
        this.channel = channel;
        this.timer = new LazyTimer(connection.server.loop, this::expired);
        this.gate = new WriteGate(connection.server.loop);
    }

    // ---- what comes, while Netty polls ----

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connection.streamOpened();
        channel.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (upgraded != null) {
            receive(upgraded, message);
            return;
        }
        try {
            if (message instanceof HttpRequest head) {
                begin(head);
            }
            if (message instanceof HttpContent content && exchange != null) {
                receive(exchange, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest head) {
        paused = Http2ServerCodec.asksForWebSocket(head); // until the handler accepts it
        boolean hasBody = !paused && !(head instanceof HttpContent); // a whole message is one without a body
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
            webSocket.frameReceived(frame);
            return;
        }
        ReferenceCountUtil.release(message);
        if (message == LastHttpContent.EMPTY_LAST_CONTENT) {
            webSocket.connectionLost(null);
            close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!paused) {
            channel.read();
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
        connection.streamClosed();
    }

    private void lost(IOException why) {
        if (gone) {
            return;
        }
        gone = true;
        gate.fail(why);
        unsent.forEach(ReferenceCountUtil::release);
        unsent.clear();
        if (upgraded != null) {
            connection.webSocketClosed(upgraded);
            upgraded.connectionLost(why);
        }
        if (exchange != null) {
            exchange.failed(why, 0);
            if (exchange.isRunning()) {
                connection.server.abandoned(exchange);
            }
        }
    }

    private void expired() {
        if (exchange == null || exchange.isReceived() || upgraded != null) {
            if (gate.isShut()) {
                reset(Http2Error.CANCEL);
            }
        } else if (paused) {
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

    boolean isGone() {
        return gone;
    }

    @Override
    public void send(Object message, int size) {
        if (gone) {
            ReferenceCountUtil.release(message);
            return;
        }
        unsent.add(message);
        pending += size;
        if (pending > MOST_PENDING && !gate.isShut()) {
            gate.shut();
            timer.set(connection.server.limits.bodyTime());
        }
        scheduleFlush();
    }

    private void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            connection.transport.withPipeline(this::flush);
        }
    }

    private void flush(ChannelPipeline unused) {
        flushScheduled = false;
        int sending = pending;
        ChannelFuture written = null;
        Object message;
        while ((message = unsent.poll()) != null) {
            if (message instanceof Runnable action) {
                action.run();
            } else {
                written = channel.write(message);
            }
        }
        if (written != null) {
            written.addListener(_ -> sent(sending));
        }
        channel.flush();
    }

    private void sent(int count) {
        pending -= count;
        if (pending <= MOST_PENDING / 2 && gate.isShut()) {
            timer.clear();
            gate.open();
        }
    }

    void drain() throws IOException {
        gate.await();
    }

    /** Makes the stream a WebSocket's, after what was sent already. */
    WebSocketConnection becomeWebSocket(
            List<ChannelHandler> codecs, WebSocketOptions options, @Nullable String subprotocol) {
        timer.clear();
        Runnable replaceCodecs = () -> {
            var pipeline = channel.pipeline();
            pipeline.replace(Http2ServerCodec.class, null, new StreamBytes());
            codecs.forEach(codec -> pipeline.addBefore(pipeline.context(this).name(), null, codec));
        };
        send(replaceCodecs, 0);
        upgraded = new WebSocketConnection(connection.server.loop, this, gate, true, options, subprotocol);
        connection.webSocketOpened(upgraded);
        resumeReading();
        return upgraded;
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

    void reset(Http2Error why) {
        connection.transport.withPipeline(pipeline -> {
            pipeline.flush(); // what a codec has sent while it read, before it closes the channel itself
            if (channel.isActive()) {
                channel.write(new DefaultHttp2ResetFrame(why)).addListener(_ -> channel.close());
            }
            pipeline.flush();
        });
    }

    // ---- reading, for the body ----

    @Override
    public boolean isReading() {
        return !paused && !gone;
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        if (paused) {
            paused = false;
            connection.transport.withPipeline(_ -> channel.read());
        }
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
    public int getWriteBufferSize() {
        return pending;
    }

    @Override
    public boolean isClosing() {
        return gone;
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

    @Override
    public String toString() {
        return "stream " + channel.stream().id() + " of " + connection.transport;
    }
}
