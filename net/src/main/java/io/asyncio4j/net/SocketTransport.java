package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Future;
import io.asyncio4j.Handle;
import io.asyncio4j.KeyboardInterruptError;
import io.asyncio4j.net.internal.Channels;
import io.asyncio4j.net.internal.NettyDriver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.ssl.SslCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A transport over a connected channel of Netty, in whose pipeline it is the last handler.
 *
 * <p>Downwards: what is written is gathered in {@link #unsent} until the driver's next flush. Upwards: what Netty says
 * becomes an event that waits in {@link #inbound} for the loop's next turn, where the protocol is called. A
 * {@link DirectReceiver} runs no foreign code, so it gets its bytes at once.
 */
class SocketTransport extends ChannelInboundHandlerAdapter implements Transport, Runnable {

    /** What an entry of Netty's outbound buffer counts for besides its bytes. */
    static final int ENTRY_OVERHEAD = Integer.getInteger("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

    private static final int WRITES_BEFORE_WARNING = 5;

    private static final WriteBufferLimits USUAL_LIMITS =
            new WriteBufferLimits(DEFAULT_HIGH_WATER / 4, DEFAULT_HIGH_WATER);
    private static final WriteBufferWaterMark USUAL_MARKS = marks(USUAL_LIMITS);

    /** Events for the protocol that are not bytes. */
    private enum Event {
        MADE("connectionMade"),
        EOF("eofReceived"),
        RESUME_WRITING("resumeWriting"),
        LOST("connectionLost");

        /** What it makes of the protocol. */
        private final String method;

        Event(String method) {
            this.method = method;
        }
    }

    final EventLoop loop;
    final Channel channel;
    private final NettyDriver driver;
    private final Handle delivery;
    private final ArrayDeque<Object> inbound = new ArrayDeque<>(1);
    private final ArrayDeque<ByteBuf> unsent = new ArrayDeque<>(1);

    private StreamProtocol protocol;
    private WriteBufferLimits limits = USUAL_LIMITS;
    private int unsentBytes;
    private boolean deliveryScheduled;
    private boolean flushScheduled;
    private boolean readPaused;
    private boolean writePaused;
    private boolean eofWritten;
    private boolean sendingFile;
    private boolean closing;

    /** Nothing can be sent any more: the channel is closed, or about to be at once. */
    private boolean lost;

    private @Nullable Throwable cause;
    private int writesAfterLoss;

    /** What makes the connection secure, the innermost of several; null if nothing does. */
    private @Nullable TlsLayer tls;

    private boolean inHandshake;

    /** The peer will send nothing more, and the protocol was told, or will be. */
    private boolean inputEnded;

    /** Whether the protocol was told of the connection. */
    private boolean made;

    /** Done after the protocol was told of the connection, or the connection was made secure; null if nobody waits for that. */
    private @Nullable Future<@Nullable Void> ready;

    /** What is told when the connection is over, after the protocol. */
    private @Nullable Runnable afterLoss;

    SocketTransport(EventLoop loop, NettyDriver driver, Channel channel, StreamProtocol protocol) {
        this.loop = loop;
        this.driver = driver;
        this.channel = channel;
        this.protocol = checked(protocol);
        this.delivery = loop.createHandle(this::deliver);
    }

    /**
     * Takes over the channel: the protocol's {@code connectionMade} is called in the next turn, or after the handshake, and
     * reading starts.
     */
    void start(@Nullable TlsLayer layer, @Nullable Future<@Nullable Void> whenMade, @Nullable Runnable whenLost) {
        ready = whenMade;
        afterLoss = whenLost;
        tls = layer;
        inHandshake = layer != null;
        if (layer == null) {
            post(Event.MADE);
        }
        driver.execute(() -> {
            if (lost) {
                channel.unsafe().closeForcibly();
                return;
            }
            var _ = channel.remoteAddress(); // kept from now on, also when the connection is lost
            var _ = channel.localAddress();
            channel.pipeline().addLast(this);
            if (layer != null) {
                layer.install(channel.pipeline(), this);
            }
            if (!channel.isRegistered()) {
                driver.register(channel);
            }
            applyLimits();
            readMore();
            if (!channel.isOpen()) { // since before this handler was there
                lost(null);
            }
        });
    }

    /**
     * Makes the connection secure. What has come and was not yet delivered belongs to TLS.
     *
     * @param taken what the protocol was given of that already
     */
    void startTls(TlsLayer layer, byte[] taken, Future<@Nullable Void> whenSecure) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        received.writeBytes(taken);
        for (Object event : inbound) {
            if (event instanceof byte[] data) {
                received.writeBytes(data);
            }
        }
        inbound.removeIf(byte[].class::isInstance);
        TlsLayer below = tls;
        ready = whenSecure;
        tls = layer;
        inHandshake = true;
        driver.execute(() -> {
            if (lost) {
                return;
            }
            run();
            layer.install(channel.pipeline(), this);
            TlsLayer.feed(channel.pipeline(), below, received.toByteArray());
            channel.read();
            if (inputEnded) {
                inputEnded();
            }
        });
    }

    /**
     * Whether the connection can be made secure now.
     *
     * @throws IllegalStateException if it cannot
     */
    void checkCanStartTls() {
        if (!made || closing || inHandshake || eofWritten) {
            throw new IllegalStateException("TLS cannot start here and now: " + this);
        }
    }

    // ---- upwards ----

    private void post(Object event) {
        if (loop.isClosed()) {
            return;
        }
        inbound.add(event);
        scheduleDelivery();
    }

    private void scheduleDelivery() {
        if (!deliveryScheduled) {
            deliveryScheduled = true;
            loop.schedule(delivery);
        }
    }

    /** A turn of the loop: calls the protocol. */
    private void deliver() {
        deliveryScheduled = false;
        Object event;
        while ((event = inbound.peek()) != null) {
            if (event instanceof byte[] && readPaused && !lost) {
                return; // resumeReading schedules this again
            }
            inbound.remove();
            try {
                deliver(event);
            } catch (KeyboardInterruptError e) {
                scheduleDelivery();
                throw e;
            } catch (Throwable e) {
                fatal("Fatal error: protocol." + methodFor(event) + "() call failed.", e);
            }
        }
    }

    private void deliver(Object event) {
        if (event instanceof byte[] data) {
            if (!closing) {
                dataReceived(data);
            }
            return;
        }
        switch ((Event) event) {
            case MADE -> connectionMade();
            case EOF -> eofReceived();
            case RESUME_WRITING -> protocol.resumeWriting();
            case LOST -> connectionLost();
        }
    }

    private void connectionMade() {
        made = true;
        try {
            protocol.connectionMade(this);
        } finally {
            getReady(null);
        }
    }

    private void getReady(@Nullable Throwable failure) {
        Future<@Nullable Void> waiting = ready;
        ready = null;
        if (waiting == null || waiting.done()) {
            return;
        }
        if (failure == null) {
            waiting.setResult(null);
        } else {
            waiting.setException(failure);
        }
    }

    private void connectionLost() {
        try {
            if (made) {
                protocol.connectionLost(cause);
            }
        } finally {
            getReady(cause == null ? Failures.closed(this) : cause);
            if (tls != null) { // whose end may wait for an answer
                driver.execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
            }
            if (afterLoss != null) {
                afterLoss.run();
            }
        }
    }

    private static String methodFor(Object event) {
        return event instanceof Event known ? known.method : "dataReceived";
    }

    private void dataReceived(byte[] data) {
        switch (protocol) {
            case Protocol plain -> plain.dataReceived(data);
            case DirectReceiver direct -> direct.received(ByteBuffer.wrap(data));
            case BufferedProtocol buffered -> fill(buffered, ByteBuffer.wrap(data));
            default -> throw new IllegalStateException("no protocol that receives bytes: " + protocol);
        }
    }

    private void fill(BufferedProtocol buffered, ByteBuffer source) {
        while (source.hasRemaining() && !closing) {
            StreamBuffers.fill(buffered, source);
        }
    }

    private void eofReceived() {
        if (!closing && (!protocol.eofReceived() || !canWriteEof())) {
            close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf received = (ByteBuf) message;
        try {
            if (closing) {
                return;
            }
            if (protocol instanceof DirectReceiver direct && inbound.isEmpty()) {
                direct.received(received.nioBuffer());
            } else {
                byte[] data = new byte[received.readableBytes()];
                received.readBytes(data);
                post(data);
            }
        } finally {
            received.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (lost) {
            return;
        }
        if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            inputEnded();
        } else if (inHandshake && event instanceof SslCompletionEvent completion) {
            handshakeProgressed(completion);
        }
    }

    private void inputEnded() {
        if (inHandshake) {
            failed(new EOFException());
        } else if (closing) {
            closeUnlessAnswered();
        } else if (!inputEnded) {
            inputEnded = true;
            post(Event.EOF);
        }
    }

    private void handshakeProgressed(SslCompletionEvent event) {
        if (!event.isSuccess()) {
            lost(Objects.requireNonNull(tls).failure(event.cause())); // Netty sends an alert, and closes
        } else if (event instanceof SslHandshakeCompletionEvent) {
            inHandshake = false;
            Objects.requireNonNull(tls).established();
            if (made) {
                getReady(null);
            } else {
                post(Event.MADE);
            }
        }
    }

    /** Netty reads once when asked to, so a pause is only not to ask again. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readMore();
    }

    private void readMore() {
        if ((isReading() || awaitsAnswer()) && channel.isActive()) { // what is closed is told to be inactive later
            channel.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        resumeIfDrained();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost(awaitsAnswer() ? Objects.requireNonNull(tls).notAnswered() : null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        Throwable inner =
                thrown.getCause() instanceof SSLException tlsProblem ? tlsProblem : thrown; // Netty wraps these
        if (inner instanceof IOException || inHandshake) {
            failed(inner);
        } else {
            fatal("Fatal error on transport", thrown);
        }
    }

    /** The connection has failed, which is nobody's mistake here. */
    private void failed(Throwable why) {
        forceClose(
                tls != null && (inHandshake || why instanceof SSLException)
                        ? tls.failure(why)
                        : Failures.of(Net.name(this), why));
    }

    /** The channel is closed, or will be in a moment, without sending the rest. */
    private void lost(@Nullable Throwable why) {
        if (lost) {
            return;
        }
        lost = true;
        closing = true;
        cause = why;
        dropUnsent();
        post(Event.LOST);
    }

    private void fatal(String message, Throwable exception) {
        loop.callExceptionHandler(new ExceptionContext(message, exception));
        forceClose(exception);
    }

    private void forceClose(@Nullable Throwable why) {
        lost(why);
        driver.execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
    }

    // ---- downwards ----

    @Override
    public void write(byte[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        if (mayWrite(length)) {
            int from = offset;
            int left = length;
            while (left > 0) {
                ByteBuf chunk = room(left);
                int count = Math.min(left, chunk.writableBytes());
                chunk.writeBytes(data, from, count);
                from += count;
                left -= count;
            }
            written(length);
        }
    }

    @Override
    public void write(ByteBuffer data) {
        int length = data.remaining();
        if (!mayWrite(length)) {
            data.position(data.limit());
            return;
        }
        int end = data.limit();
        while (data.position() < end) {
            ByteBuf chunk = room(end - data.position());
            data.limit(Math.min(end, data.position() + chunk.writableBytes()));
            chunk.writeBytes(data);
            data.limit(end);
        }
        written(length);
    }

    private boolean mayWrite(int length) {
        loop.checkThread();
        if (eofWritten) {
            throw new IllegalStateException("write() after writeEof()");
        }
        if (sendingFile) {
            throw new IllegalStateException("unable to write; sendfile is in progress: " + this);
        }
        if (lost || (closing && tls != null)) {
            writesAfterLoss++;
            if (writesAfterLoss >= WRITES_BEFORE_WARNING) {
                Net.LOGGER.log(System.Logger.Level.WARNING, "write() on a lost connection: " + this);
            }
            return false;
        }
        return length > 0;
    }

    /** A buffer with room for some bytes, which will be sent behind all others. */
    private ByteBuf room(int wanted) {
        ByteBuf last = unsent.peekLast();
        if (last == null || !last.isWritable()) {
            last = driver.chunks().take(wanted);
            unsent.addLast(last);
        }
        return last;
    }

    private void written(int length) {
        unsentBytes += length;
        scheduleFlush();
        if (!writePaused && getWriteBufferSize() > limits.high()) {
            pauseWriting();
        }
    }

    private void pauseWriting() {
        writePaused = true;
        try {
            protocol.pauseWriting();
        } catch (KeyboardInterruptError e) {
            throw e;
        } catch (Throwable e) {
            loop.callExceptionHandler(new ExceptionContext("protocol.pauseWriting() failed", e));
        }
    }

    private void scheduleFlush() {
        if (!flushScheduled) {
            flushScheduled = true;
            driver.execute(this);
        }
    }

    /** The flush: hands to Netty what was written. */
    @Override
    public void run() {
        flushScheduled = false;
        if (lost) {
            return;
        }
        ByteBuf chunk;
        while ((chunk = unsent.pollFirst()) != null) {
            channel.write(chunk, tls != null && unsent.isEmpty() ? tellingFailure() : channel.voidPromise());
        }
        unsentBytes = 0;
        channel.flush();
        resumeIfDrained();
    }

    /** Without TLS, Netty tells by itself. */
    private ChannelPromise tellingFailure() {
        return channel.newPromise().addListener(written -> {
            Throwable failure = written.cause();
            boolean endedByPeer = failure instanceof SslClosedEngineException; // which is told elsewhere
            if (failure != null && !endedByPeer && !lost) {
                failed(failure);
            }
        });
    }

    private void dropUnsent() {
        ByteBuf chunk;
        while ((chunk = unsent.pollFirst()) != null) {
            chunk.release();
        }
        unsentBytes = 0;
    }

    private void resumeIfDrained() {
        if (writePaused && !lost && getWriteBufferSize() <= limits.low()) {
            writePaused = false;
            if (protocol instanceof DirectReceiver && inbound.isEmpty()) {
                protocol.resumeWriting();
            } else {
                post(Event.RESUME_WRITING);
            }
        }
    }

    /** Runs an action, where Netty's code may run, once all that was written has been sent, unless the connection is lost. */
    private void afterSending(Runnable action) {
        driver.execute(() -> {
            if (lost) {
                return;
            }
            run();
            ChannelOutboundBuffer sending = channel.unsafe().outboundBuffer();
            if (sending == null || sending.isEmpty()) {
                action.run();
            } else {
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> action.run());
            }
        });
    }

    // ---- files, see FileSending ----

    /** Begins or ends the time in which nothing else can be written. */
    void setSendingFile(boolean sending) {
        sendingFile = sending;
    }

    boolean isSendingFile() {
        return sendingFile;
    }

    /** Whether a file can go out as it is: nothing that may change the bytes, such as TLS, is in the pipeline. */
    boolean sendsFilesAsTheyAre() {
        ChannelHandler first = channel.pipeline().first();
        return first == null || first == this; // null before this transport has taken over the channel
    }

    /** Sends a buffer or a file behind all that was written. It is done when the operating system has it. */
    void send(Object message, ChannelProgressivePromise sent) {
        driver.execute(() -> {
            run();
            channel.writeAndFlush(message, sent); // which fails if the channel is closed
        });
    }

    @Override
    public void writeEof() {
        loop.checkThread();
        if (!canWriteEof()) {
            throw new UnsupportedOperationException("this transport cannot end one direction alone: " + this);
        }
        if (!eofWritten && !closing) {
            eofWritten = true;
            afterSending(((DuplexChannel) channel)::shutdownOutput);
        }
    }

    @Override
    public boolean canWriteEof() {
        return tls == null;
    }

    @Override
    public void close() {
        loop.checkThread();
        if (closing) {
            return;
        }
        if (inHandshake) {
            abort();
            return;
        }
        closing = true;
        if (tls == null) {
            afterSending(channel::close);
        } else {
            driver.execute(this::closeTls);
        }
    }

    /** The pipeline closes the layers of TLS one after another, and waits each time until the peer has done so, too. */
    private void closeTls() {
        if (lost) {
            return;
        }
        run();
        if (inputEnded) {
            channel.close();
            closeUnlessAnswered();
        } else {
            readMore(); // the answer
            channel.close();
        }
    }

    /** The peer will not answer any more: what is on its way is sent, and that is the end. */
    private void closeUnlessAnswered() {
        if (tls != null && (((DuplexChannel) channel).isInputShutdown() || !tls.isEndedByPeer())) {
            ChannelHandlerContext bottom = channel.pipeline().firstContext();
            bottom.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> forceClose(null));
        }
    }

    private boolean awaitsAnswer() {
        return tls != null && closing && !lost && !inputEnded && !tls.isEndedByPeer();
    }

    @Override
    public void abort() {
        loop.checkThread();
        forceClose(null);
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public void setWriteBufferLimits(int high, int low) {
        loop.checkThread();
        limits = new WriteBufferLimits(low, high);
        driver.execute(this::applyLimits);
        if (!writePaused && getWriteBufferSize() > high) {
            pauseWriting();
        }
    }

    /** Netty calls a buffer drained when less than its low mark is left, we when no more than ours is. */
    private void applyLimits() {
        channel.config().setWriteBufferWaterMark(limits == USUAL_LIMITS ? USUAL_MARKS : marks(limits));
        resumeIfDrained();
    }

    private static WriteBufferWaterMark marks(WriteBufferLimits limits) {
        int low = limits.low() + 1;
        return new WriteBufferWaterMark(low, Math.max(low, limits.high()));
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        return limits;
    }

    @Override
    public int getWriteBufferSize() {
        if (lost) {
            return 0;
        }
        ChannelOutboundBuffer sending = channel.unsafe().outboundBuffer();
        long pending = sending == null ? 0 : sending.totalPendingWriteBytes() - (long) ENTRY_OVERHEAD * sending.size();
        return (int) Math.min(Integer.MAX_VALUE, unsentBytes + Math.max(0, pending));
    }

    // ---- reading ----

    @Override
    public boolean isReading() {
        return !closing && !readPaused;
    }

    @Override
    public void pauseReading() {
        loop.checkThread();
        readPaused |= !closing;
    }

    @Override
    public void resumeReading() {
        loop.checkThread();
        if (readPaused && !closing) {
            readPaused = false;
            driver.execute(this::readMore);
            if (!inbound.isEmpty()) {
                scheduleDelivery();
            }
        }
    }

    // ---- the rest ----

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        loop.checkThread();
        protocol = checked(newProtocol);
    }

    private static StreamProtocol checked(BaseProtocol protocol) {
        if (protocol instanceof Protocol
                || protocol instanceof BufferedProtocol
                || protocol instanceof DirectReceiver) {
            return (StreamProtocol) protocol;
        }
        throw new IllegalArgumentException("protocol " + protocol + " (expected: a Protocol or a BufferedProtocol)");
    }

    @Override
    public BaseProtocol getProtocol() {
        return protocol;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> what) {
        Object info = null;
        if (what == ExtraInfo.PEERNAME) {
            info = Channels.toJdk(channel.remoteAddress());
        } else if (what == ExtraInfo.SOCKNAME) {
            info = Channels.toJdk(channel.localAddress());
        } else if (tls != null) {
            info = tls.info(what);
        }
        return (T) info;
    }

    @Override
    public String toString() {
        return "<Transport " + Channels.toJdk(channel.localAddress()) + " -> "
                + Channels.toJdk(channel.remoteAddress())
                + (lost ? " closed" : closing ? " closing" : "") + " protocol=" + protocol + ">";
    }
}
