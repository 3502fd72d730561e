package io.asyncio4j.http.internal;

import io.asyncio4j.net.BaseProtocol;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.ReadTransport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
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
import org.jspecify.annotations.Nullable;

/**
 * A stream of HTTP/2 with its one exchange. As in a transport, what is sent is gathered until the connection's next flush, and
 * what comes is asked for piece by piece.
 */
final class Http2ServerStream extends ChannelInboundHandlerAdapter implements ReadTransport {

    /** So many bytes may wait for the peer before whoever writes does. */
    private static final int MOST_PENDING = 64 * 1024;

    private final Http2ServerConnection connection;
    private final Http2StreamChannel channel;
    private final LazyTimer timer;
    private final WriteGate gate;
    private final ArrayDeque<HttpObject> unsent = new ArrayDeque<>(4);
    private @Nullable Http2ServerExchange exchange;
    private int pending;
    private boolean flushScheduled;
    private boolean paused;

    /** The peer has stopped in the middle of the body. */
    private boolean stalled;

    private boolean gone;

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
        if (exchange != null) {
            exchange.failed(why, 0);
            if (exchange.isRunning()) {
                connection.server.abandoned(exchange);
            }
        }
    }

    private void expired() {
        if (exchange == null || exchange.isReceived()) {
            if (gate.isShut()) {
                reset(Http2Error.CANCEL);
            }
        } else if (paused) {
            timer.set(connection.server.limits.bodyTime());
        } else {
            exchange.failed(
                    new SocketTimeoutException(
                            "no more of the request's body came within " + connection.server.limits.bodyTime()),
                    408);
            stalled = true;
            if (exchange.isEnded()) {
                reset(Http2Error.NO_ERROR);
            }
        }
    }

    // ---- what goes ----

    boolean isGone() {
        return gone;
    }

    void send(HttpObject message, int size) {
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
        HttpObject message;
        while ((message = unsent.poll()) != null) {
            var written = channel.write(message);
            if (unsent.isEmpty()) {
                written.addListener(_ -> sent(sending));
            }
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

    /** The response is sent: the peer may still send a little of the body, and then need not (RFC 9113, 8.1). */
    void responseSent(AbstractServerExchange answered) {
        if (stalled) {
            reset(Http2Error.NO_ERROR);
        } else if (!answered.isReceived()) {
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
        connection.transport.withPipeline(_ -> {
            if (channel.isActive()) {
                channel.writeAndFlush(new DefaultHttp2ResetFrame(why)).addListener(_ -> channel.close());
            }
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

    @Override
    public void close() {
        reset(Http2Error.CANCEL);
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
