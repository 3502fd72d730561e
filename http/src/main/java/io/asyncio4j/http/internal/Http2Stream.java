package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream of HTTP/2, of which Netty's codec has made a channel. As in a transport, what is sent is gathered until the
 * connection's next flush, and what comes is asked for piece by piece.
 */
abstract class Http2Stream extends ChannelInboundHandlerAdapter {

    /** How many bytes of a stream's body may come before anybody has read some. */
    static final int WINDOW = 256 * 1024;

    /** So many bytes may wait for the peer before whoever writes does. */
    private static final int MOST_PENDING = 64 * 1024;

    /** A limit for whatever the stream waits for. */
    final LazyTimer timer;

    /** Shut while the peer takes no more. */
    final WriteGate gate;

    private final MessageTransport transport;
    private final Http2StreamCodec codec;

    /** Messages, and actions in between. */
    private final ArrayDeque<Object> unsent = new ArrayDeque<>(4);

    private @Nullable Http2StreamChannel channel;
    private int pending;
    private boolean flushScheduled;
    private boolean paused;
    private boolean readsAll;
    private boolean gone;

    Http2Stream(EventLoop loop, MessageTransport transport, Http2StreamCodec codec) {
        this.transport = transport;
        this.codec = codec;
        this.timer = new LazyTimer(loop, this::expired);
        this.gate = new WriteGate(loop);
    }

    // ---- what differs ----

    /** Takes a message, which is released afterwards. */
    abstract void received(Object message);

    /** The time limit was reached. */
    abstract void expired();

    /** The peer takes no more for the time being. */
    void writingPaused() {}

    void writingResumed() {}

    /** Something could not be sent. */
    void notSent(Throwable cause) {}

    // ---- what comes, while Netty polls ----

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = (Http2StreamChannel) context.channel();
        channel.config().setAutoRead(false);
        channel.pipeline().addBefore(context.name(), null, codec);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.channel().read();
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object message) {
        try {
            received(message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext context) {
        if (!paused || readsAll) {
            context.channel().read();
        }
    }

    // ---- what goes ----

    public final void send(Object message, int size) {
        if (gone) {
            ReferenceCountUtil.release(message);
            return;
        }
        unsent.add(message);
        pending += size;
        if (pending > MOST_PENDING && !gate.isShut()) {
            gate.shut();
            writingPaused();
        }
        if (!flushScheduled) {
            flushScheduled = true;
            transport.withPipeline(this::flush);
        }
    }

    private void flush(ChannelPipeline unused) {
        flushScheduled = false;
        Http2StreamChannel open = channel;
        if (open == null) {
            return;
        }
        int sending = pending;
        ChannelFuture last = null;
        Object message;
        while ((message = unsent.poll()) != null) {
            if (message instanceof Runnable action) {
                action.run();
            } else {
                last = open.write(message).addListener(written -> {
                    if (written.cause() != null) {
                        notSent(written.cause());
                    }
                });
            }
        }
        if (last != null) {
            last.addListener(_ -> sent(sending));
        }
        open.flush();
    }

    private void sent(int count) {
        pending -= count;
        if (pending <= MOST_PENDING / 2 && gate.isShut()) {
            writingResumed();
            gate.open();
        }
    }

    /** Suspends while the peer takes no more. */
    public final void drain() throws IOException {
        gate.await();
    }

    final boolean isWritingPaused() {
        return gate.isShut();
    }

    /** How many bytes wait to be sent. */
    public final int getWriteBufferSize() {
        return pending;
    }

    /** Goes on with other codecs, behind what was sent already. */
    final void replaceCodec(List<ChannelHandler> codecs) {
        Runnable replace = () -> {
            ChannelPipeline pipeline = Objects.requireNonNull(channel).pipeline();
            String own = pipeline.context(this).name();
            codecs.forEach(each -> pipeline.addBefore(own, null, each));
            pipeline.remove(codec);
        };
        send(replace, 0);
    }

    // ---- reading ----

    final boolean isReadingPaused() {
        return paused;
    }

    public final void pauseReading() {
        paused = true;
    }

    public final void resumeReading() {
        if (paused) {
            paused = false;
            transport.withPipeline(_ -> {
                if (channel != null) {
                    channel.read();
                }
            });
        }
    }

    /** Lets come all that is here, whether or not it is wanted now, where Netty's code runs. */
    final void readRest() {
        readsAll = true;
        if (channel != null) {
            channel.read();
        }
    }

    // ---- the end ----

    /** Whether it is over, for those who write. */
    final boolean isGone() {
        return gone;
    }

    /** Whether it has a channel, which tells its end. */
    final boolean isOpened() {
        return channel != null;
    }

    /** Nothing more can be sent. Returns whether that is new. */
    final boolean leave(IOException why) {
        if (gone) {
            return false;
        }
        gone = true;
        gate.fail(why);
        unsent.forEach(ReferenceCountUtil::release);
        unsent.clear();
        return true;
    }

    /** Tells the peer that the stream ends here, unless it has ended. */
    final void cancel() {
        transport.withPipeline(_ -> {
            if (channel != null) {
                channel.close();
            }
        });
    }

    /** The same with a reason. */
    final void reset(Http2Error why) {
        transport.withPipeline(pipeline -> {
            pipeline.flush(); // what a codec has sent while it read, before it closes the channel itself
            Http2StreamChannel open = channel;
            if (open != null && open.isActive()) {
                open.write(new DefaultHttp2ResetFrame(why)).addListener(_ -> open.close());
            }
            pipeline.flush();
        });
    }

    @Override
    public String toString() {
        return "stream " + (channel == null ? "" : channel.stream().id() + " ") + "of " + transport;
    }
}
