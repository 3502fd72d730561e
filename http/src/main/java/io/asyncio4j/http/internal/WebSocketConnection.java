package io.asyncio4j.http.internal;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.WebSocketClosedException;
import io.asyncio4j.http.WebSocketMessage;
import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.net.internal.MessageChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket over a connection whose codecs speak in frames: put messages together, answer pings, close.
 *
 * <p>The close handshake: whoever sends a close frame sends nothing more, and waits for the other's. Who gets the first one
 * answers it. When both are sent, the server closes the connection, and the client waits for that.
 */
public final class WebSocketConnection implements WebSocket {

    /** Received messages may have so many bytes in all before nothing more is received. */
    private static final int MOST_BUFFERED = 128 * 1024;

    /** What a message counts for besides its bytes: many empty ones are to be too many, too. */
    private static final int MESSAGE = 64;

    private final EventLoop loop;
    private final MessageChannel transport;
    private final WebSocketOptions options;
    private final @Nullable String subprotocol;
    private final boolean server;
    private final WriteGate gate;
    private final LazyTimer timer;
    private final ArrayDeque<WebSocketMessage> received = new ArrayDeque<>();
    private final Future<@Nullable Void> over;
    private final ArrayDeque<Future<@Nullable Void>> pings = new ArrayDeque<>(1);
    private int buffered;
    private @Nullable Future<@Nullable Void> receiver;

    /** The beginning of a message that comes in fragments; null between messages. */
    private @Nullable ByteArrayOutputStream fragments;

    private boolean fragmentsAreText;
    private boolean asked;
    private boolean closeSent;
    private int closeCode;
    private String closeReason = "";

    WebSocketConnection(
            EventLoop loop,
            MessageChannel transport,
            WriteGate gate,
            boolean server,
            WebSocketOptions options,
            @Nullable String subprotocol) {
        this.loop = loop;
        this.transport = transport;
        this.gate = gate;
        this.server = server;
        this.options = options;
        this.subprotocol = subprotocol;
        this.over = loop.createFuture();
        this.timer = new LazyTimer(loop, this::silence);
        startHeartbeat();
    }

    // ---- what comes ----

    void frameReceived(WebSocketFrame frame) {
        try {
            asked = false;
            startHeartbeat();
            if (closeCode == 0) {
                take(frame);
            }
        } finally {
            frame.release();
        }
    }

    private void take(WebSocketFrame frame) {
        switch (frame) {
            case PingWebSocketFrame ping -> answer(ping);
            case PongWebSocketFrame _ -> pongReceived();
            case CloseWebSocketFrame close -> closeReceived(close);
            case BrokenFrame broken -> fail(broken.status(), broken.problem());
            default -> dataReceived(frame);
        }
    }

    /** Only the last of many pings has to be answered (RFC 6455, 5.5.3): not those of a peer that takes no answers. */
    private void answer(PingWebSocketFrame ping) {
        if (!closeSent && transport.getWriteBufferSize() < MOST_BUFFERED) {
            transport.send(new PongWebSocketFrame(Unpooled.copiedBuffer(ping.content())), MESSAGE);
        }
    }

    private void pongReceived() {
        Future<@Nullable Void> waiting;
        while ((waiting = pings.poll()) != null) {
            if (!waiting.done()) {
                waiting.setResult(null);
                return;
            }
        }
    }

    private void dataReceived(WebSocketFrame frame) {
        ByteBuf content = frame.content();
        boolean continued = !(frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame);
        if (continued == (fragments == null)) {
            fail(WebSocketCloseStatus.PROTOCOL_ERROR, "a fragment out of order");
            return;
        }
        int size = content.readableBytes() + (fragments == null ? 0 : fragments.size());
        if (size > options.maxMessage()) {
            fail(WebSocketCloseStatus.MESSAGE_TOO_BIG, "a message of more than " + options.maxMessage() + " bytes");
            return;
        }
        byte[] data = ByteBufUtil.getBytes(content);
        if (frame.isFinalFragment() && fragments == null) {
            messageReceived(data, frame instanceof TextWebSocketFrame);
            return;
        }
        if (fragments == null) {
            fragments = new ByteArrayOutputStream(2 * data.length);
            fragmentsAreText = frame instanceof TextWebSocketFrame;
        }
        fragments.writeBytes(data);
        if (frame.isFinalFragment()) {
            byte[] all = fragments.toByteArray();
            fragments = null;
            messageReceived(all, fragmentsAreText);
        }
    }

    private void messageReceived(byte[] data, boolean text) {
        WebSocketMessage message;
        if (text) {
            String decoded = decoded(data);
            if (decoded == null) {
                fail(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "a text that is not encoded in UTF-8");
                return;
            }
            message = new WebSocketMessage(decoded);
        } else {
            message = new WebSocketMessage(data);
        }
        received.add(message);
        buffered += size(message);
        if (buffered > MOST_BUFFERED && !closeSent) {
            transport.pauseReading();
        }
        wakeReceiver();
    }

    private static int size(WebSocketMessage message) {
        return MESSAGE + (message.isText() ? message.text().length() : message.bytes().length);
    }

    private static @Nullable String decoded(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private void closeReceived(CloseWebSocketFrame frame) {
        int code = frame.statusCode() < 0 ? 1005 : frame.statusCode();
        if (code != 1005 && !isCloseCode(code)) {
            fail(WebSocketCloseStatus.PROTOCOL_ERROR, "close code " + code);
            return;
        }
        closed(code, frame.reasonText());
        sendClose(closeCode == 1005 ? 1000 : closeCode, "");
        if (server) {
            transport.close();
        } else {
            timer.set(options.closeTime()); // for the server to close the connection (RFC 6455, 7.1.1)
        }
    }

    private void closed(int code, String reason) {
        if (closeCode == 0) {
            closeCode = code;
            closeReason = reason;
            wakeReceiver();
        }
    }

    /** The peer breaks the rules: it is told, and that is the end. */
    private void fail(WebSocketCloseStatus status, String what) {
        sendClose(status.code(), what);
        closed(status.code(), what);
        transport.close();
    }

    private void wakeReceiver() {
        if (receiver != null && !receiver.done()) {
            receiver.setResult(null);
        }
    }

    void connectionLost(@Nullable Throwable cause) {
        timer.close();
        closed(1006, cause == null ? "the connection was lost" : String.valueOf(cause.getMessage()));
        if (!over.done()) {
            over.setResult(null);
        }
        for (Future<@Nullable Void> ping : pings) {
            if (!ping.done()) {
                ping.setResult(null);
            }
        }
    }

    // ---- the heartbeat ----

    private void startHeartbeat() {
        if (options.heartbeat() != null && !closeSent) {
            timer.set(options.heartbeat());
        }
    }

    private void silence() {
        if (closeSent) {
            transport.abort();
            return;
        }
        Duration silence = Objects.requireNonNull(options.heartbeat());
        if (!transport.isReading()) {
            timer.set(silence); // nothing can come while nobody receives
        } else if (asked) {
            closed(1006, "no answer to a ping within " + silence.dividedBy(2));
            transport.abort();
        } else {
            asked = true;
            transport.send(new PingWebSocketFrame(), MESSAGE);
            timer.set(silence.dividedBy(2));
        }
    }

    // ---- receiving ----

    @Override
    public WebSocketMessage receive() throws WebSocketClosedException {
        loop.checkThread();
        if (receiver != null) {
            throw new IllegalStateException("another task is receiving already");
        }
        while (received.isEmpty()) {
            if (closeCode != 0) {
                throw new WebSocketClosedException(closeCode, closeReason);
            }
            receiver = loop.createFuture();
            try {
                receiver.await();
            } finally {
                receiver = null;
            }
        }
        WebSocketMessage message = received.remove();
        buffered -= size(message);
        if (buffered <= MOST_BUFFERED / 2) {
            transport.resumeReading();
        }
        return message;
    }

    @Override
    public Iterator<WebSocketMessage> iterator() {
        return new Iterator<>() {

            private @Nullable WebSocketMessage next;

            @Override
            public boolean hasNext() {
                try {
                    if (next == null) {
                        next = receive();
                    }
                    return true;
                } catch (WebSocketClosedException e) {
                    if (e.isRegular()) {
                        return false;
                    }
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public WebSocketMessage next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the WebSocket is closed");
                }
                WebSocketMessage message = Objects.requireNonNull(next);
                next = null;
                return message;
            }
        };
    }

    // ---- sending ----

    @Override
    public void send(String text) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        send(new TextWebSocketFrame(Unpooled.wrappedBuffer(data)), data.length);
    }

    @Override
    public void send(byte[] data) throws IOException {
        send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(data)), data.length);
    }

    private void send(WebSocketFrame frame, int size) throws IOException {
        loop.checkThread();
        checkOpen();
        transport.send(frame, size + MESSAGE);
        gate.await();
    }

    private void checkOpen() throws WebSocketClosedException {
        if (closeCode != 0 || closeSent) {
            throw new WebSocketClosedException(closeCode == 0 ? 1000 : closeCode, closeReason);
        }
    }

    @Override
    public Duration ping() throws IOException {
        loop.checkThread();
        checkOpen();
        Future<@Nullable Void> pong = loop.createFuture();
        pings.add(pong);
        Duration begun = loop.time();
        transport.send(new PingWebSocketFrame(), MESSAGE);
        pong.await();
        if (over.done()) {
            throw new WebSocketClosedException(closeCode, closeReason);
        }
        return loop.time().minus(begun);
    }

    // ---- closing ----

    private void sendClose(int code, String reason) {
        if (!closeSent) {
            closeSent = true;
            timer.close();
            transport.send(new CloseWebSocketFrame(code, reason), MESSAGE);
        }
    }

    @Override
    public void close() {
        close(1000, "");
    }

    @Override
    public void close(int code, String reason) {
        loop.checkThread();
        if (!isCloseCode(code)) {
            throw new IllegalArgumentException(
                    "close code " + code + " (expected: 1000 to 1003, 1007 to 1011, or 3000 to 4999)");
        }
        if (reason.getBytes(StandardCharsets.UTF_8).length > 123) {
            throw new IllegalArgumentException("the reason of a close has more than 123 bytes: " + reason);
        }
        sendClose(code, reason);
        transport.resumeReading();
        try {
            Asyncio.timeout(options.closeTime(), over::await);
        } catch (TimeoutException _) {
            closed(1006, "no answer to a close within " + options.closeTime());
        } finally {
            transport.abort();
        }
    }

    /** Whether a close may bear that code (RFC 6455, 7.4). */
    private static boolean isCloseCode(int code) {
        return WebSocketCloseStatus.isValidStatusCode(code) && code != 1005 && code != 1006 && code < 5000;
    }

    /** The server ends: says so, and does not wait. */
    void goAway() {
        sendClose(1001, "");
    }

    @Override
    public boolean isClosed() {
        return closeSent || closeCode != 0;
    }

    @Override
    public int closeCode() {
        return closeCode;
    }

    @Override
    public @Nullable String subprotocol() {
        return subprotocol;
    }

    @Override
    public String toString() {
        return "<WebSocket " + transport + (isClosed() ? " closed" : "") + ">";
    }
}
