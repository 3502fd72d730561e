package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/1.1: one exchange after another. It goes back to its pool by itself as soon as a response has come to
 * its end, if the next one can be told from it for certain; else it is closed, and the pool is told that it is gone.
 */
final class Http1ClientConnection extends ClientConnection implements ClientWire {

    private final ResponseDecoder decoder;
    private final LazyTimer timer;
    private final WriteGate gate;
    private @Nullable Exchange exchange;

    /** The server was told that no other request follows. */
    private boolean last;

    /** What the connection has become; null while it is HTTP. */
    private @Nullable WebSocketConnection upgraded;

    Http1ClientConnection(EventLoop loop, Route route, ConnectionPool pool) {
        super(loop, route, pool);
        this.decoder = new ResponseDecoder(this);
        this.timer = new LazyTimer(loop, this::limitReached);
        this.gate = new WriteGate(loop);
    }

    // ---- what the pool asks ----

    @Override
    int capacity() {
        return 1;
    }

    @Override
    boolean isReady() {
        return true;
    }

    @Override
    public boolean isMultiplexed() {
        return false;
    }

    @Override
    public boolean isUsable() {
        return exchange == null && super.isUsable();
    }

    @Override
    public void drop() {
        timer.close();
        exchange = null;
        super.drop();
    }

    @Override
    void close() {
        timer.close();
        super.close();
    }

    @Override
    void sessionClosed() {
        if (exchange == null) {
            drop();
        } else {
            exchange.fail(new SocketException(exchange + ": the session was closed"));
        }
    }

    // ---- sending ----

    @Override
    ClientWire begin(Exchange begun) {
        exchange = begun;
        return this;
    }

    @Nullable
    Exchange exchange() {
        return exchange;
    }

    @Override
    public void send(Object message, int size) {
        if (message instanceof HttpRequest request) {
            last = request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        }
        transport().send(message, size);
    }

    @Override
    public void drain() throws IOException {
        gate.await();
    }

    @Override
    public void pauseWriting() {
        gate.shut();
    }

    @Override
    public void resumeWriting() {
        gate.open();
    }

    // ---- receiving ----

    @Override
    public List<ChannelHandler> codecs(MessageTransport own, @Nullable String negotiated) {
        return List.of(decoder, new HttpRequestEncoder());
    }

    @Override
    public void pauseReading() {
        transport().pauseReading();
    }

    @Override
    public void resumeReading() {
        transport().resumeReading();
    }

    /** Bytes have come; returns whether anybody has asked for some. */
    boolean bytesReceived() {
        if (exchange != null) {
            exchange.active();
        }
        return exchange != null;
    }

    /** Bytes have come that nobody has asked for: a response that is read from here on may be anybody's. */
    void receivedUnasked() {
        drop();
    }

    void inputEnded() {
        ended = true;
    }

    @Override
    public void messageReceived(Object message) {
        if (upgraded != null && message instanceof WebSocketFrame frame) {
            upgraded.frameReceived(frame);
            return;
        }
        Exchange current = exchange;
        if (current == null) {
            ReferenceCountUtil.release(message);
            receivedUnasked();
            return;
        }
        try {
            if (!(message instanceof HttpObject part)) {
                current.received((ByteBuf) message); // after a change of protocols
            } else if (current.receive(part)) {
                bodyEnded(current, !last && HttpUtil.isKeepAlive(current.awaitedHead()));
            }
        } catch (IOException e) {
            current.fail(e);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void bodyEnded(Exchange current, boolean keepAlive) {
        exchange = null;
        timer.clear();
        if (keepAlive && current.isSent() && decoder.isEmpty() && isUsable()) {
            idleLimit = KeepAlive.limit(current.awaitedHead().headers());
            current.end();
            transport().resumeReading();
            pool.released(this);
        } else {
            current.end();
            drop();
        }
    }

    // ---- WebSocket ----

    @Override
    public WebSocketConnection upgrade(Handshake handshake, byte[] early) {
        timer.close();
        exchange = null;
        WebSocketConnection socket =
                new WebSocketConnection(loop, transport(), gate, false, handshake.options(), handshake.subprotocol());
        upgraded = socket;
        transport().replaceCodecs(handshake.codecs());
        transport().resumeReading();
        if (early.length > 0) {
            transport().withPipeline(pipeline -> EarlyBytes.feed(pipeline, FrameDecoder.class, early));
        }
        return socket;
    }

    // ---- the end ----

    @Override
    public boolean eofReceived() {
        ended = true;
        if (upgraded != null) {
            return false;
        }
        Exchange current = exchange;
        if (current == null) {
            drop();
        } else if (current.isUntilClose()) {
            bodyEnded(current, false); // over TLS, codecs do not notice it
        } else {
            current.lost(null);
        }
        return false;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        ended = true;
        gate.fail(new SocketException("the connection was lost"));
        Exchange current = exchange;
        if (upgraded != null) {
            upgraded.connectionLost(cause);
            pool.dropped(this);
        } else if (current != null) {
            current.lost(cause);
        } else {
            timer.close();
            pool.dropped(this);
        }
    }

    @Override
    public void abandon() {
        drop();
    }

    // ---- time limits: one timer for all exchanges ----

    @Override
    public void setLimit(long due) {
        timer.setAt(due);
    }

    private void limitReached() {
        if (exchange != null) {
            exchange.limitReached();
        }
    }

    @Override
    public String toString() {
        return "<Http1ClientConnection " + route() + (exchange == null ? " idle" : " " + exchange)
                + (ended ? " ended" : "") + ">";
    }
}
