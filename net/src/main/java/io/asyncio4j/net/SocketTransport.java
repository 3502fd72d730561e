package io.asyncio4j.net;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.Channels;
import io.asyncio4j.net.internal.MessageProtocol;
import io.asyncio4j.net.internal.MessageTransport;
import io.asyncio4j.net.internal.NettyDriver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.ssl.SslCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A transport over a connected channel of Netty, in whose pipeline it is the last handler.
 *
 * <p>Downwards: what is written is gathered in {@link #unsent} until the driver's next flush. Upwards: what Netty says
 * becomes an event of the {@link #delivery} in the loop's next turn, where the protocol is called. A {@link DirectReceiver}
 * runs no foreign code, so it gets its bytes at once.
 */
class SocketTransport extends ChannelInboundHandlerAdapter implements MessageTransport, Delivery.Sink, Runnable {

    /** What an entry of Netty's outbound buffer counts for besides its bytes. */
    static final int ENTRY_OVERHEAD = Integer.getInteger("io.netty.transport.outboundBufferEntrySizeOverhead", 96);

    private static final WriteBufferWaterMark USUAL_MARKS = marks(WriteFlow.USUAL);

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
    private final Delivery delivery;
    private final Unsent unsent;
    private final Messages messages = new Messages();
    private final WriteFlow writeFlow;
    private final Runnable readMore = this::readMore;

    private StreamProtocol protocol;
    private boolean flushScheduled;
    private boolean readPaused;
    private boolean eofWritten;
    private boolean sendingFile;
    private boolean closing;

    /** Nothing can be sent any more: the channel is closed, or about to be at once. */
    private boolean lost;

    private @Nullable Throwable cause;

    /** The protocol's own buffer, if Netty receives into that. */
    private @Nullable ByteBuffer target;

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
        this.protocol = StreamProtocols.checked(protocol);
        this.delivery = new Delivery(loop, this);
        this.unsent = new Unsent(driver.chunks());
        this.writeFlow = new WriteFlow(loop);
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
            delivery.post(Event.MADE);
        }
        driver.execute(() -> {
            if (lost) {
                channel.unsafe().closeForcibly();
                return;
            }
            var _ = channel.remoteAddress(); // kept from now on, also when the connection is lost
            var _ = channel.localAddress();
            channel.pipeline().addLast(this);
            if (layer == null) {
                addCodecs(null);
            } else {
                layer.install(channel.pipeline(), this);
            }
            if (!channel.isRegistered()) {
                driver.register(channel);
            }
            driver.receiveInto(channel, this::target);
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
        delivery.takeAll(byte[].class).forEach(received::writeBytes);
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

    @Override
    public boolean holdsBack(Object event) {
        return event instanceof byte[] && readPaused && !lost;
    }

    @Override
    public void deliver(Object event) {
        switch (event) {
            case Event.MADE -> connectionMade();
            case Event.EOF -> eofReceived();
            case Event.RESUME_WRITING -> protocol.resumeWriting();
            case Event.LOST -> connectionLost();
            case byte[] data when closing -> {}
            case byte[] data -> StreamProtocols.deliver(data, protocol, this);
            default -> received(event);
        }
    }

    @Override
    public void deliveryFailed(Object event, Throwable thrown) {
        String method = event instanceof Event known ? known.method : "dataReceived";
        fatal("Fatal error: protocol." + method + "() call failed.", thrown);
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

    private void eofReceived() {
        if (!closing && (!protocol.eofReceived() || !canWriteEof())) {
            close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (protocol instanceof MessageProtocol) {
            if (delivery.isEmpty()) {
                received(message);
            } else {
                delivery.post(message);
            }
            return;
        }
        ByteBuf received = (ByteBuf) message;
        try {
            if (closing) {
                return;
            }
            if (!(protocol instanceof DirectReceiver direct) || !delivery.isEmpty()) {
                byte[] data = new byte[received.readableBytes()];
                received.readBytes(data);
                delivery.post(data);
            } else if (target == null) {
                direct.received(received.nioBuffer());
            } else {
                direct.receivedInTarget(received.readableBytes());
            }
        } finally {
            received.release();
        }
    }

    private void received(Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            ((MessageProtocol) protocol).messageReceived(message);
        }
    }

    /** Where Netty is to receive now; null where it likes. */
    private @Nullable ByteBuffer target() {
        boolean straight = tls == null && !closing && delivery.isEmpty();
        target = straight && protocol instanceof DirectReceiver direct ? direct.target() : null;
        return target;
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
            delivery.post(Event.EOF);
        }
    }

    private void handshakeProgressed(SslCompletionEvent event) {
        if (!event.isSuccess()) {
            lost(Objects.requireNonNull(tls).failure(event.cause())); // Netty sends an alert, and closes
        } else if (event instanceof SslHandshakeCompletionEvent) {
            inHandshake = false;
            Objects.requireNonNull(tls).established();
            addCodecs((String) tls.info(ExtraInfo.ALPN_PROTOCOL));
            if (made) {
                getReady(null);
            } else {
                delivery.post(Event.MADE);
            }
        }
    }

    /** Netty reads once when asked to, so a pause is only not to ask again. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        driver.receiveNext(channel, readMore);
    }

    private void readMore() {
        if ((isReading() || awaitsAnswer()) && canRead()) {
            channel.read();
        }
    }

    /** What is closed is told to be inactive later; and epoll does not know any more whose input has ended. */
    private boolean canRead() {
        return channel.isActive() && !((DuplexChannel) channel).isInputShutdown();
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
        if (inner instanceof IOException || inner instanceof CodecException || inHandshake) {
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
        unsent.drop();
        messages.drop();
        delivery.post(Event.LOST);
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
            unsent.add(data, offset, length);
            written();
        }
    }

    @Override
    public void write(ByteBuffer data) {
        if (mayWrite(data.remaining())) {
            unsent.add(data);
            written();
        } else {
            data.position(data.limit());
        }
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
            writeFlow.tooLate("write", this);
            return false;
        }
        return length > 0;
    }

    private void written() {
        scheduleFlush();
        writeFlow.grown(getWriteBufferSize(), protocol);
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
        while ((chunk = unsent.poll()) != null) {
            channel.write(chunk, tls != null && unsent.isEmpty() ? tellingFailure() : channel.voidPromise());
        }
        Object message;
        while ((message = messages.poll()) != null) {
            if (message instanceof Runnable action) {
                action.run();
            } else {
                boolean last = messages.isEmpty();
                channel.write(message, tls != null && last ? tellingFailure() : channel.voidPromise());
            }
        }
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

    private void resumeIfDrained() {
        if (!lost && writeFlow.shrunk(getWriteBufferSize())) {
            if (protocol instanceof DirectReceiver && delivery.isEmpty()) {
                protocol.resumeWriting();
            } else {
                delivery.post(Event.RESUME_WRITING);
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

    /**
     * Sends what remains in a buffer as it is, behind all that was written, and suspends until the operating system has it.
     * If that fails, also by a cancellation, the connection is closed: a part may have been sent.
     */
    void sendAll(ByteBuffer data) throws IOException {
        if (!data.hasRemaining()) {
            return;
        }
        Future<@Nullable Void> sent = loop.createFuture();
        ChannelPromise promise = channel.newPromise().addListener(done -> {
            if (!sent.done() && done.isSuccess()) {
                sent.setResult(null);
            } else if (!sent.done()) {
                sent.setException(Failures.of("send to " + Net.peer(channel), done.cause()));
            }
        });
        try {
            if (mayWrite(data.remaining())) {
                send(Unpooled.wrappedBuffer(data), promise);
            } else {
                promise.setFailure(new ClosedChannelException());
            }
            Failures.await(sent);
        } catch (IOException | CancelledError e) {
            abort();
            throw e;
        }
        data.position(data.limit());
    }

    // ---- messages, see MessageProtocol ----

    private void addCodecs(@Nullable String negotiated) {
        if (protocol instanceof MessageProtocol speaker) {
            messages.setCodecs(channel.pipeline(), this, speaker.codecs(this, negotiated));
        }
    }

    @Override
    public void replaceCodecs(List<ChannelHandler> handlers) {
        withPipeline(pipeline -> messages.setCodecs(pipeline, this, handlers));
    }

    @Override
    public void withPipeline(Consumer<ChannelPipeline> action) {
        loop.checkThread();
        messages.add((Runnable) () -> action.accept(channel.pipeline()), 0);
        scheduleFlush();
    }

    @Override
    public ByteBuf copy(ByteBuffer data) {
        return driver.chunks().copy(data);
    }

    @Override
    public void send(Object message, int size) {
        loop.checkThread();
        if (closing) {
            ReferenceCountUtil.release(message);
            return;
        }
        messages.add(message, size);
        written();
    }

    // ---- files, see FileSending ----

    /** Begins or ends the time in which nothing else can be written. */
    void setSendingFile(boolean sending) {
        sendingFile = sending;
    }

    /** A file that was sent as it is is to stop in the middle. */
    void fileAbandoned() {
        if (!driver.channels().canStopFile(channel)) {
            abort();
        }
    }

    boolean isSendingFile() {
        return sendingFile;
    }

    /** Whether a file can go out as it is: nothing that may change the bytes, such as TLS, is in the pipeline. */
    boolean sendsFilesAsTheyAre() {
        ChannelHandler first = channel.pipeline().first();
        return first == null || first == this; // null before this transport has taken over the channel
    }

    @Override
    public boolean sendsFiles(long end) {
        return tls == null && end <= FileSending.LARGEST_POSITION;
    }

    @Override
    public void sendFile(FileChannel file, long position, long count, Runnable progressed) throws IOException {
        loop.checkThread();
        FileSending.sendPart(this, file, position, count, progressed);
    }

    /** Sends a buffer or a file behind all that was written. It is done when the operating system has it. */
    void send(Object message, ChannelPromise sent) {
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
        writeFlow.setLimits(high, low);
        driver.execute(this::applyLimits);
        writeFlow.grown(getWriteBufferSize(), protocol);
    }

    /** Netty calls a buffer drained when less than its low mark is left, we when no more than ours is. */
    private void applyLimits() {
        WriteBufferLimits limits = writeFlow.limits();
        channel.config().setWriteBufferWaterMark(limits == WriteFlow.USUAL ? USUAL_MARKS : marks(limits));
        resumeIfDrained();
    }

    private static WriteBufferWaterMark marks(WriteBufferLimits limits) {
        int low = limits.low() + 1;
        return new WriteBufferWaterMark(low, Math.max(low, limits.high()));
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        return writeFlow.limits();
    }

    @Override
    public int getWriteBufferSize() {
        if (lost) {
            return 0;
        }
        ChannelOutboundBuffer sending = channel.unsafe().outboundBuffer();
        long pending = sending == null ? 0 : sending.totalPendingWriteBytes() - (long) ENTRY_OVERHEAD * sending.size();
        return (int) Math.min(Integer.MAX_VALUE, unsent.size() + messages.size() + Math.max(0, pending));
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
            delivery.schedule();
        }
    }

    // ---- the rest ----

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        loop.checkThread();
        protocol = StreamProtocols.checked(newProtocol);
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
