package io.asyncio4j.http.internal;

import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.net.Transport;
import io.asyncio4j.net.internal.MessageProtocol;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection of an HTTP/1.1 server.
 *
 * <ol>
 *   <li>A request's head makes an exchange, which runs the handler in a task; what follows goes into the exchange's body.
 *   <li>What comes behind it (pipelining) waits, and nothing more is read, until the exchange is over: the response is sent,
 *       and the request received.
 *   <li>Then it is the next one's turn; or the connection ends: what still comes is thrown away for a while, so that the peer
 *       gets the last response, and then it is closed.
 * </ol>
 */
final class ServerConnection implements MessageProtocol, ServedConnection, RequestDecoder.Owner {

    /** How long a peer may still send after the last response (RFC 9112, 9.6). */
    private static final Duration LINGERING = Duration.ofSeconds(2);

    final ServerConnections server;
    private final LazyTimer timer;
    private final RequestDecoder decoder;
    private @Nullable MessageTransport transport;
    private boolean made;

    /** What the connection belongs to instead, if that is HTTP/2. */
    private @Nullable Http2ServerConnection second;

    private @Nullable Http1ServerExchange current;

    /** What came behind the current request; null if nothing ever did. */
    private @Nullable ArrayDeque<HttpObject> waiting;

    /** A part of a request's head has come. */
    private boolean inHead;

    /** The peer will send nothing more. */
    private boolean inputEnded;

    /** The last response was sent. */
    private boolean lingering;

    /** Shut while the peer takes no more. */
    private final WriteGate gate;

    /** A file is being sent, which Netty does not count among what is to be written. */
    private boolean sendingFile;

    /** What the connection has become; null while it is HTTP. */
    private @Nullable WebSocketConnection upgraded;

    /** How much it had not taken when that was looked at last. */
    private int unsent;

    ServerConnection(ServerConnections server) {
        this.server = server;
        this.timer = new LazyTimer(server.loop, this::expired);
        this.decoder = new RequestDecoder(server.limits, this);
        this.gate = new WriteGate(server.loop);
    }

    MessageTransport transport() {
        return Objects.requireNonNull(transport);
    }

    // ---- what the transport calls ----

    @Override
    public List<ChannelHandler> codecs(MessageTransport own, @Nullable String negotiated) {
        transport = own;
        if ("h2".equals(negotiated)) {
            second = new Http2ServerConnection(server, own);
            return second.codecs(own, negotiated);
        }
        return List.of(decoder, new HttpResponseEncoder());
    }

    @Override
    public List<ChannelHandler> codecsOfSecondVersion() {
        second = new Http2ServerConnection(server, transport());
        return second.codecs(transport(), null);
    }

    @Override
    public void secondVersionBegins() {
        if (made) {
            timer.close();
            server.lost(this);
            beginSecondVersion(Objects.requireNonNull(second));
        }
    }

    private void beginSecondVersion(Http2ServerConnection connection) {
        transport().setProtocol(connection);
        connection.connectionMade(transport());
    }

    @Override
    public void connectionMade(Transport own) {
        transport = (MessageTransport) own;
        if (second != null) {
            beginSecondVersion(second);
            return;
        }
        made = true;
        timer.set(server.limits.headTime());
        if (!server.made(this)) {
            refuse(503);
        }
    }

    @Override
    public void messageReceived(Object message) {
        if (second != null) {
            second.messageReceived(message);
            return;
        }
        if (upgraded != null && message instanceof WebSocketFrame frame) {
            upgraded.frameReceived(frame);
            return;
        }
        HttpObject part = (HttpObject) message;
        if (lingering || upgraded != null) {
            ReferenceCountUtil.release(message);
        } else if (current != null && current.isReceived()) {
            await(part);
        } else {
            take(part);
        }
    }

    /** Keeps what belongs to the next request, and lets no more come. */
    private void await(HttpObject part) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(4);
        }
        if (part instanceof HttpContent content && content.content().isReadable()) {
            ByteBuf copy = Unpooled.copiedBuffer(content.content());
            content.release();
            waiting.add(content.replace(copy));
        } else {
            waiting.add(part);
        }
        transport().pauseReading();
    }

    private void take(HttpObject part) {
        if (part instanceof HttpRequest head) {
            inHead = false;
            begin(head);
        } else if (current == null) {
            ReferenceCountUtil.release(part); // of a request that was refused
        } else {
            HttpContent content = (HttpContent) part;
            current.receive(content);
            content.release();
            if (!current.isReceived()) {
                timer.set(server.limits.bodyTime());
            } else if (!gate.isShut() && !sendingFile) {
                timer.clear();
            }
            goOnIfOver();
        }
    }

    @Override
    public void partReceived() {
        if (current == null && !inHead) {
            inHead = true;
            timer.set(server.limits.headTime());
        }
    }

    @Override
    public boolean eofReceived() {
        inputEnded = true;
        if (current != null && !current.isReceived()) {
            current.failed(new EOFException("the peer ended the connection in the middle of the request's body"), 400);
        }
        return current != null && !current.isEnded();
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        timer.close();
        server.lost(this);
        IOException reason =
                cause instanceof IOException io ? io : new SocketException("the connection was closed by the peer");
        if (current != null) {
            current.failed(reason, 0);
            if (current.isRunning()) {
                server.abandoned(current);
            }
        }
        gate.fail(reason);
        if (upgraded != null) {
            upgraded.connectionLost(cause);
        }
        if (waiting != null) {
            waiting.forEach(ReferenceCountUtil::release);
        }
    }

    @Override
    public void pauseWriting() {
        gate.shut();
        unsent = Integer.MAX_VALUE;
        timer.set(server.limits.bodyTime());
    }

    @Override
    public void resumeWriting() {
        gate.open();
        if (current == null || current.isReceived()) {
            timer.clear();
        }
    }

    // ---- requests ----

    private void begin(HttpRequest head) {
        int refusal = RequestRules.refusal(head);
        if (refusal != 0) {
            refuse(refusal);
            return;
        }
        current = new Http1ServerExchange(this, head);
        timer.clear();
        current.start();
    }

    /** Answers without a handler, and ends the connection. */
    private void refuse(int status) {
        transport().send(Responses.refusal(status), Responses.HEAD);
        linger();
    }

    /** Called when the response was sent or the request received. */
    void goOnIfOver() {
        Http1ServerExchange exchange = current;
        if (exchange == null || !exchange.isEnded()) {
            return;
        }
        if (!exchange.isPersistent() || server.isStopping() || inputEnded) {
            end(exchange.isReceived());
        } else if (exchange.isReceived()) {
            next();
        } else if (exchange.unread() > server.limits.unreadBody()) {
            end(false);
        } else {
            exchange.discardBody();
        }
    }

    private void next() {
        current = null;
        inHead = !decoder.isBetweenRequests();
        timer.set(inHead ? server.limits.headTime() : server.limits.idleTime());
        HttpObject part;
        while (waiting != null && (current == null || !current.isReceived()) && (part = waiting.poll()) != null) {
            take(part);
        }
        if (waiting != null && waiting.isEmpty() && !lingering) {
            transport().resumeReading();
        }
    }

    private void end(boolean allReceived) {
        current = null;
        if (allReceived) {
            timer.close();
            transport().close();
        } else {
            linger();
        }
    }

    /** To close with bytes that nobody has read would let the peer lose the response. */
    private void linger() {
        lingering = true;
        current = null;
        if (inputEnded || !transport().canWriteEof() || transport().isClosing()) {
            transport().close();
            return;
        }
        transport().writeEof();
        transport().resumeReading();
        timer.set(LINGERING);
    }

    /** Suspends while the peer takes no more. */
    void drain() throws IOException {
        gate.await();
    }

    /** Sends a part of a file. Suspends until the operating system has it, which has to progress in time. */
    void sendFile(FileChannel file, long position, long count) throws IOException {
        drain();
        sendingFile = true;
        timer.set(server.limits.bodyTime());
        try {
            transport().sendFile(file, position, count, () -> timer.set(server.limits.bodyTime()));
        } finally {
            sendingFile = false;
            if (current == null || current.isReceived()) {
                timer.clear();
            }
        }
    }

    // ---- WebSocket ----

    /** Makes the connection a WebSocket's, after what was sent already. */
    WebSocketConnection upgrade(List<ChannelHandler> codecs, WebSocketOptions options, @Nullable String subprotocol) {
        timer.clear();
        upgraded = new WebSocketConnection(server.loop, transport(), gate, true, options, subprotocol);
        transport().replaceCodecs(codecs);
        transport().resumeReading();
        return upgraded;
    }

    // ---- the end ----

    private void expired() {
        if (lingering || sendingFile) {
            transport().abort();
        } else if (gate.isShut()) {
            int left = transport().getWriteBufferSize();
            if (left >= unsent) {
                transport().abort();
            } else {
                unsent = left;
                timer.set(server.limits.bodyTime());
            }
        } else if (current == null) {
            if (inHead) {
                refuse(408);
            } else {
                transport().close();
            }
        } else if (transport().isReading()) {
            current.failed(
                    new SocketTimeoutException("no more of the request's body came within " + server.limits.bodyTime()),
                    408);
        } else {
            timer.set(server.limits.bodyTime());
        }
    }

    @Override
    public void closeIfIdle() {
        if (upgraded != null) {
            upgraded.goAway();
        } else if (current == null && !lingering) {
            transport().close();
        }
    }
}
