package io.asyncio4j.net.internal;

import io.asyncio4j.spi.IoDriver;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Netty's event loop as the driver of ours. Netty's code runs in {@link #flush} and {@link #poll}, on the thread of the
 * loop, and nowhere else: what tasks and callbacks, which may be on other threads, want of it they put into the outbox, and what
 * Netty has to say comes back through the ready queue.
 */
public final class NettyDriver implements IoDriver {

    /** What belongs to a loop without being Netty's, see {@link #attachment}. */
    public interface Attachment {

        /** What {@link IoDriver#hasExternalWork} asks. */
        default boolean hasExternalWork() {
            return false;
        }

        /** Ends everything. Called once, when the loop is closed. */
        void close();
    }

    /** How long one wait may hold a carrier of virtual threads. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Channels channels;
    private final NettyLoop netty;
    private final ReceiveBuffers receiveBuffers;
    private final ChunkPool chunks = new ChunkPool();
    private final ArrayDeque<Runnable> outbox = new ArrayDeque<>();
    private final InterruptWakeup interruptWakeup = new InterruptWakeup(this::wakeup);
    private final Map<Class<?>, Attachment> attachments = new LinkedHashMap<>();
    private boolean inNetty;
    private boolean polling;

    /** How many tasks wait for something that takes real time. */
    private int externalWork;

    /** Made for the first datagram channel. */
    private @Nullable RecvByteBufAllocator datagramBuffers;

    /** A driver over the given channels. */
    public NettyDriver(Channels channels) {
        this.channels = channels;
        this.netty = new NettyLoop(channels.handlers(), channels.needsOneThread());
        this.receiveBuffers = channels.receiveBuffers();
    }

    /** What makes channels for this driver. */
    public Channels channels() {
        return channels;
    }

    /** Buffers for what is written. */
    public ChunkPool chunks() {
        return chunks;
    }

    /**
     * Lets work run where Netty's code may: at once if the caller is there, else before the next poll. Called in the loop.
     * The work must not throw.
     */
    public void execute(Runnable work) {
        if (inNetty) {
            work.run();
        } else {
            outbox.add(work);
        }
    }

    /**
     * Asks for a channel's next reception after one: now, or before the next poll if that would deliver too much in this one.
     * Called where Netty's code may run.
     */
    public void receiveNext(Channel channel, Runnable ask) {
        if (polling && !channels.mayReceiveAgain(channel)) {
            outbox.add(ask);
        } else {
            ask.run();
        }
    }

    /** The one attachment of that kind, which is made when it is first asked for. Called in the loop. */
    public <A extends Attachment> A attachment(Class<A> kind, Supplier<A> make) {
        return kind.cast(attachments.computeIfAbsent(kind, _ -> make.get()));
    }

    /** The attachment of that kind; null if it was not asked for yet. Called in the loop. */
    public <A extends Attachment> @Nullable A attached(Class<A> kind) {
        return kind.cast(attachments.get(kind));
    }

    /** Gives a channel what all channels of streams have, and this loop. Called where Netty's code may run. */
    public void register(Channel channel) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        receiveInto(channel, () -> null);
        channels.prepareReception(channel);
        channel.unsafe().register(netty, new DefaultChannelPromise(channel, netty));
    }

    /**
     * Lets a channel receive into its owner's buffers. Called where Netty's code may run.
     *
     * @param target asked before each reception for a direct buffer that the bytes are wanted in; null if they may be anywhere
     */
    public void receiveInto(Channel channel, Supplier<@Nullable ByteBuffer> target) {
        RecvByteBufAllocator allocator = receiveBuffers.ofChannel(target);
        channel.config()
                .setRecvByteBufAllocator(
                        channel instanceof NioDomainSocketChannel unix ? UnixReception.of(allocator, unix) : allocator);
    }

    /**
     * Gives a channel what all datagram channels have, and this loop. It becomes unwritable with the first byte that is
     * written, and writable when all is sent. Called where Netty's code may run.
     */
    public void registerDatagram(Channel channel) {
        channel.config().setAutoRead(false);
        channel.config().setRecvByteBufAllocator(datagramBuffers());
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 1));
        channel.unsafe().register(netty, new DefaultChannelPromise(channel, netty));
    }

    private RecvByteBufAllocator datagramBuffers() {
        if (datagramBuffers == null) {
            datagramBuffers = channels.datagramBuffers();
        }
        return datagramBuffers;
    }

    /**
     * Lets channels over sockets of the JDK be registered, whatever the back end. Called in the loop, before the first one.
     *
     * @param readiness what watches them, unless the back end can
     */
    public void admitSocketsOfJdk(Supplier<Readiness> readiness) {
        if (netty.watched == null) {
            netty.watched = new WatchedHandles(this, readiness);
        }
    }

    /**
     * Calls back in the loop once the descriptors are free of those sockets of the JDK that were closed and let go before.
     * Called where Netty's code may run.
     */
    public void whenReleased(Runnable callback) {
        if (netty.watched == null) {
            callback.run();
        } else {
            netty.watched.whenReleased(callback);
        }
    }

    /** Gives a listening channel this loop. Called where Netty's code may run. */
    public void registerServer(Channel channel) {
        channel.unsafe().register(netty, new DefaultChannelPromise(channel, netty));
    }

    @Override
    public void flush() {
        inNetty = true;
        try {
            netty.enter();
            runOutbox();
        } finally {
            inNetty = false;
        }
    }

    private void runOutbox() {
        for (int i = outbox.size(); i > 0; i--) {
            outbox.remove().run();
        }
    }

    @Override
    public int poll(long timeoutNanos) {
        inNetty = true;
        polling = true;
        try {
            return timeoutNanos == 0 ? netty.poll(0) : await(timeoutNanos);
        } finally {
            polling = false;
            inNetty = false;
        }
    }

    private int await(long timeoutNanos) {
        try {
            if (Thread.currentThread().isVirtual()) {
                return awaitInSlices(timeoutNanos);
            }
            interruptWakeup.begins();
            try {
                return netty.poll(timeoutNanos);
            } finally {
                interruptWakeup.ends();
            }
        } finally {
            netty.clearWakeup();
        }
    }

    /** A wait in native code holds the carrier, and the thread that would end it may need that carrier. */
    @SuppressWarnings("ThreadPriorityCheck") // to let go of the carrier
    private int awaitInSlices(long timeoutNanos) {
        long left = timeoutNanos;
        int handled = 0;
        while (left > 0
                && handled == 0
                && !netty.isWoken()
                && !Thread.currentThread().isInterrupted()) {
            long slice = Math.min(left, SLICE_NANOS);
            handled = netty.poll(slice);
            Thread.yield();
            left -= slice;
        }
        return handled;
    }

    /** Counts tasks that wait for something that takes real time, see {@link #hasExternalWork}. Called in the loop. */
    public void externalWork(int change) {
        externalWork += change;
    }

    @Override
    public boolean hasExternalWork() {
        boolean found = externalWork > 0;
        for (Attachment each : attachments.values()) {
            found |= each.hasExternalWork();
        }
        return found;
    }

    @Override
    public void wakeup() {
        netty.wakeup();
    }

    @Override
    public void close() {
        attachments.values().forEach(Attachment::close);
        inNetty = true;
        netty.close(this::runOutbox); // channels in there that are not registered yet would not be closed
    }
}
