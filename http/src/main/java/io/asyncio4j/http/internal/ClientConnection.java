package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.net.Transport;
import io.asyncio4j.net.internal.MessageProtocol;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client: one exchange after another. It goes back to its pool by itself as soon as a response has come to
 * its end, if the next one can be told from it for certain; else it is closed, and the pool is told that it is gone.
 */
public final class ClientConnection implements MessageProtocol {

    /** More interim responses than anybody sends who means well. */
    private static final int MAX_INTERIM = 64;

    private final EventLoop loop;
    private final Route route;
    private final ConnectionPool pool;
    private final ResponseDecoder decoder;
    private @Nullable MessageTransport transport;
    private @Nullable Exchange exchange;
    private @Nullable TimerHandle timer;
    private long timerDue = Exchange.NEVER;
    private int interim;
    private boolean keepAlive;
    private boolean ended;
    private boolean writingPaused;

    // the pool's
    final long madeAt;
    long idleSince;
    boolean leased = true;
    boolean registered;
    boolean gone;

    public ClientConnection(EventLoop loop, Route route, ConnectionPool pool) {
        this.loop = loop;
        this.route = route;
        this.pool = pool;
        this.madeAt = pool.now();
        this.decoder = new ResponseDecoder(this);
    }

    /** Where it leads. */
    public Route route() {
        return route;
    }

    /** The transport; there is one as soon as the connection is made. */
    public MessageTransport transport() {
        return Objects.requireNonNull(transport);
    }

    @Nullable
    Exchange exchange() {
        return exchange;
    }

    /** Whether another exchange may begin, as far as one knows. */
    public boolean isUsable() {
        return exchange == null && !ended && !transport().isClosing();
    }

    // ---- sending ----

    /** Begins an exchange. */
    void begin(Exchange begun) {
        exchange = begun;
        interim = 0;
        watch();
    }

    void send(Object message, int size) {
        transport().send(message, size);
    }

    boolean isWritingPaused() {
        return writingPaused;
    }

    @Override
    public void pauseWriting() {
        writingPaused = true;
    }

    @Override
    public void resumeWriting() {
        writingPaused = false;
        if (exchange != null) {
            exchange.signal();
        }
    }

    // ---- receiving ----

    @Override
    public void connectionMade(Transport made) {
        transport = (MessageTransport) made;
    }

    @Override
    public List<ChannelHandler> codecs(MessageTransport own, @Nullable String negotiated) {
        return List.of(decoder, new HttpRequestEncoder());
    }

    /** Goes on with a transport whose protocol was another one until now. */
    void takeOver(Transport other) {
        connectionMade(other);
        transport().setProtocol(this);
        transport().replaceCodecs(codecs(transport(), null));
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
        ended = true;
        drop();
    }

    void inputEnded() {
        ended = true;
    }

    @Override
    public void messageReceived(Object message) {
        Exchange current = exchange;
        if (current == null) {
            ReferenceCountUtil.release(message);
            receivedUnasked();
            return;
        }
        try {
            switch (message) {
                case HttpResponse response -> headReceived(current, response);
                case HttpContent content -> contentReceived(current, content);
                default -> current.received((ByteBuf) message); // after a change of protocols
            }
        } catch (IOException e) {
            fail(current, e);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void headReceived(Exchange current, HttpResponse response) throws IOException {
        if (response.decoderResult().isFailure()) {
            throw malformed(current, response.decoderResult().cause());
        }
        int status = response.status().code();
        if (status < 200 && status != 101) {
            if (++interim > MAX_INTERIM) {
                throw new HttpProtocolException(
                        current + ": more than " + MAX_INTERIM + " interim responses, and no other one");
            }
            if (status == 100) {
                current.continued();
            }
            return;
        }
        keepAlive = status != 101 && !current.isLast() && HttpUtil.isKeepAlive(response);
        current.head(response);
    }

    private void contentReceived(Exchange current, HttpContent content) throws IOException {
        if (content.decoderResult().isFailure()) {
            throw malformed(current, content.decoderResult().cause());
        }
        if (!current.headCame()) { // of an interim response
            return;
        }
        if (content.content().isReadable()) {
            current.received(content.content());
        }
        if (content instanceof LastHttpContent && !current.isTunnel()) {
            bodyEnded(current);
        }
    }

    private void bodyEnded(Exchange current) throws IOException {
        current.decoded();
        exchange = null;
        if (keepAlive && current.isSent() && decoder.isEmpty() && isUsable()) {
            current.completed();
            transport().resumeReading();
            pool.released(this);
        } else {
            current.completed();
            drop();
        }
    }

    private static HttpProtocolException malformed(Exchange current, Throwable cause) {
        return new HttpProtocolException(
                current + ": malformed response: "
                        + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                cause);
    }

    // ---- the end ----

    @Override
    public boolean eofReceived() {
        ended = true;
        Exchange current = exchange;
        if (current != null) {
            if (current.isUntilClose()) {
                endOfStream(current);
            } else {
                fail(current, current.disconnected(null));
            }
        } else {
            drop();
        }
        return false;
    }

    /** The end of the connection is the end of the body. Over TLS, codecs do not notice it. */
    private void endOfStream(Exchange current) {
        try {
            keepAlive = false;
            bodyEnded(current);
        } catch (IOException e) {
            fail(current, e);
        }
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        ended = true;
        stopTimer();
        Exchange current = exchange;
        if (current != null) {
            fail(current, current.disconnected(cause));
        } else {
            pool.dropped(this);
        }
    }

    /** Ends the exchange with a failure, and the connection with it. */
    void fail(Exchange failed, IOException why) {
        if (exchange == failed) {
            exchange = null;
            drop();
        }
        failed.failed(why);
    }

    /** The connection is of no use any more. Nothing of what is to be sent or received matters. */
    public void drop() {
        stopTimer();
        exchange = null;
        ended = true;
        if (transport != null) {
            transport.abort();
        }
        pool.dropped(this);
    }

    /** Closes an idle connection as it should be closed. */
    void close() {
        stopTimer();
        ended = true;
        transport().close();
    }

    // ---- time limits: one timer for all exchanges, which looks what is due now ----

    /** Sees to it that the timer strikes no later than the current exchange's limits do. */
    void watch() {
        Exchange current = exchange;
        long due = current == null ? Exchange.NEVER : current.due();
        if (due < timerDue) {
            stopTimer();
            timerDue = due;
            timer = loop.callAt(Duration.ofNanos(due), this::struck);
        }
    }

    private void struck() {
        timer = null;
        timerDue = Exchange.NEVER;
        Exchange current = exchange;
        if (current == null) {
            return;
        }
        if (current.due() <= pool.now()) {
            fail(current, current.timedOut());
        } else {
            watch();
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
            timerDue = Exchange.NEVER;
        }
    }

    /** The session is closed, and with it whatever is going on here. */
    void sessionClosed() {
        if (exchange == null) {
            drop();
        } else {
            fail(exchange, new SocketException(exchange + ": the session was closed"));
        }
    }

    long now() {
        return pool.now();
    }

    @Override
    public String toString() {
        return "<ClientConnection " + route + (exchange == null ? " idle" : " " + exchange) + (ended ? " ended" : "")
                + ">";
    }
}
