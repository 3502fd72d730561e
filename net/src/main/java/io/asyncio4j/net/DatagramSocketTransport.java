package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.Channels;
import io.asyncio4j.net.internal.NettyDriver;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transport over a datagram channel of Netty, in whose pipeline it is the last handler.
 *
 * <p>Downwards: datagrams are gathered in {@link #unsent} until the driver's next flush; those of one turn lie in the same
 * chunks. Upwards: what Netty says becomes an event of the {@link #delivery} in the loop's next turn, where the protocol is
 * called.
 */
final class DatagramSocketTransport extends ChannelInboundHandlerAdapter
        implements DatagramTransport, Delivery.Sink, Runnable {

    /** What a datagram counts for in the buffer besides its data: the size of a UDP header. */
    private static final int HEADER = 8;

    /** Events for the protocol that are neither a {@link Datagram} nor an {@link IOException}. */
    private enum Event {
        MADE,
        RESUME_WRITING,
        LOST
    }

    private final EventLoop loop;
    private final NettyDriver driver;
    private final Channel channel;
    private final boolean ipv4;
    private final @Nullable SocketAddress peer;
    private final Delivery delivery;
    private final WriteFlow writeFlow;

    /** Envelopes with the recipient's address, or bare {@link ByteBuf}s if there is one peer. */
    private final ArrayDeque<Object> unsent = new ArrayDeque<>();

    /** Where the next datagram's data are put; null until this turn's first one. */
    private @Nullable ByteBuf chunk;

    private DatagramProtocol protocol;
    private int unsentBytes;
    private boolean flushScheduled;
    private boolean closing;

    /** Nothing can be sent any more: the channel is closed, or about to be at once. */
    private boolean lost;

    private @Nullable Throwable cause;
    private @Nullable Future<@Nullable Void> made;

    DatagramSocketTransport(
            EventLoop loop,
            NettyDriver driver,
            Channel channel,
            DatagramProtocol protocol,
            @Nullable SocketAddress peer) {
        this.loop = loop;
        this.driver = driver;
        this.channel = channel;
        this.protocol = protocol;
        this.peer = peer;
        this.ipv4 = channel.localAddress() instanceof InetSocketAddress own && own.getAddress() instanceof Inet4Address;
        this.delivery = new Delivery(loop, this);
        this.writeFlow = new WriteFlow(loop);
    }

    /** Takes over the channel: the protocol's {@code connectionMade} is called in the next turn, and receiving starts. */
    void start(Future<@Nullable Void> whenMade) {
        made = whenMade;
        delivery.post(Event.MADE);
        driver.execute(() -> {
            if (lost) {
                channel.unsafe().closeForcibly();
                return;
            }
            channel.pipeline().addLast(this);
            channel.config().setAutoRead(true);
        });
    }

    // ---- upwards ----

    @Override
    public boolean holdsBack(Object event) {
        return false;
    }

    @Override
    public void deliveryFailed(Object event, Throwable thrown) {
        loop.callExceptionHandler(
                new ExceptionContext("Exception in a callback of a datagram protocol: " + protocol, thrown));
    }

    @Override
    public void deliver(Object event) {
        if (event instanceof Datagram datagram) {
            if (!closing) {
                protocol.datagramReceived(datagram.data(), datagram.sender());
            }
        } else if (event instanceof IOException failure) {
            if (!closing) {
                protocol.errorReceived(failure);
            }
        } else {
            switch ((Event) event) {
                case MADE -> connectionMade();
                case RESUME_WRITING -> protocol.resumeWriting();
                case LOST -> protocol.connectionLost(cause);
            }
        }
    }

    private void connectionMade() {
        try {
            protocol.connectionMade(this);
        } finally {
            if (made != null && !made.done()) {
                made.setResult(null);
            }
            made = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        AddressedEnvelope<?, ?> envelope = (AddressedEnvelope<?, ?>) message;
        try {
            if (!closing) {
                ByteBuf content = (ByteBuf) envelope.content();
                byte[] data = new byte[content.readableBytes()];
                content.readBytes(data);
                delivery.post(new Datagram(data, sender(envelope.sender())));
            }
        } finally {
            envelope.release();
        }
    }

    private static SocketAddress sender(@Nullable SocketAddress address) {
        SocketAddress known = Channels.toJdk(address);
        return known == null ? UnixDomainSocketAddress.of("") : known;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!channel.isWritable()) {
            return;
        }
        resumeIfDrained();
        if (closing) {
            channel.eventLoop().execute(this::closeIfDrained); // Netty is in the middle of a flush
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        if (lost) {
            return;
        }
        if (thrown instanceof IOException) {
            delivery.post(Failures.of(attempt(), thrown));
            driver.channels().receiveAgainAfterError(channel);
        } else {
            loop.callExceptionHandler(new ExceptionContext("Fatal error on datagram transport", thrown));
            forceClose(thrown);
        }
    }

    private String attempt() {
        return peer == null
                ? "datagrams at " + Net.text(Objects.requireNonNull(getExtraInfo(ExtraInfo.SOCKNAME)))
                : "datagrams to " + Net.text(peer);
    }

    private void lost(@Nullable Throwable why) {
        if (lost) {
            return;
        }
        lost = true;
        closing = true;
        cause = why;
        dropUnsent();
        delivery.post(Event.LOST);
    }

    private void forceClose(@Nullable Throwable why) {
        lost(why);
        driver.execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
    }

    // ---- downwards ----

    @Override
    public void sendto(ByteBuffer data, @Nullable SocketAddress address) {
        loop.checkThread();
        SocketAddress recipient = recipient(address);
        int length = data.remaining();
        if (closing) {
            data.position(data.limit());
            writeFlow.tooLate("sendto", this);
            return;
        }
        ByteBuf content = copy(data, length);
        unsent.add(recipient == null ? content : envelope(content, recipient));
        unsentBytes += length + HEADER;
        if (!flushScheduled) {
            flushScheduled = true;
            driver.execute(this);
        }
        writeFlow.grown(getWriteBufferSize(), protocol);
    }

    /** Whom to send to; null for the one peer. */
    private @Nullable SocketAddress recipient(@Nullable SocketAddress address) {
        if (peer != null) {
            if (address != null && !address.equals(peer)) {
                throw new IllegalArgumentException(
                        "address = " + address + " (expected: null or " + peer + ", the endpoint's remote address)");
            }
            return null;
        }
        if (address == null) {
            throw new IllegalArgumentException(
                    "no address: the endpoint has no remote address, so each datagram needs one");
        }
        if (address instanceof InetSocketAddress inet) {
            if (inet.isUnresolved()) {
                throw new IllegalArgumentException(
                        "address = " + address + " (expected: a resolved one, see Net.getaddrinfo)");
            }
            if (ipv4 && !(inet.getAddress() instanceof Inet4Address)) {
                throw new IllegalArgumentException(
                        "address = " + address + " (expected: an IPv4 address, as the endpoint's)");
            }
        }
        if (address instanceof UnixDomainSocketAddress == channel instanceof DatagramChannel) {
            throw new IllegalArgumentException("address = " + address
                    + " (expected: one of the same kind as the endpoint's, " + getExtraInfo(ExtraInfo.SOCKNAME) + ")");
        }
        return address;
    }

    private AddressedEnvelope<ByteBuf, ?> envelope(ByteBuf content, SocketAddress recipient) {
        return recipient instanceof InetSocketAddress inet
                ? new DatagramPacket(content, inet)
                : new DomainDatagramPacket(
                        content, (DomainSocketAddress) driver.channels().toNetty(recipient));
    }

    private ByteBuf copy(ByteBuffer data, int length) {
        if (length == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf room = room(length);
        int start = room.writerIndex();
        room.writeBytes(data);
        return room.retainedSlice(start, length);
    }

    /** A buffer with room for the whole datagram. */
    private ByteBuf room(int length) {
        ByteBuf last = chunk;
        if (last != null && last.writableBytes() >= length) {
            return last;
        }
        if (last != null) {
            last.release(); // the datagrams in it hold it
        }
        ByteBuf next =
                last == null ? driver.chunks().whole(length) : driver.chunks().largeWhole(length);
        chunk = next;
        return next;
    }

    private void releaseChunk() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }

    /** The flush: hands to Netty what is to be sent. */
    @Override
    public void run() {
        flushScheduled = false;
        if (lost) {
            return;
        }
        Object message;
        while ((message = unsent.poll()) != null) {
            if (content(message).isReadable()) {
                channel.write(message, channel.voidPromise());
            } else {
                sendEmpty(message);
            }
        }
        releaseChunk();
        unsentBytes = 0;
        channel.flush();
        resumeIfDrained();
    }

    private static ByteBuf content(Object message) {
        return message instanceof ByteBuf bare ? bare : (ByteBuf) ((AddressedEnvelope<?, ?>) message).content();
    }

    /** Netty sends no empty datagrams, and some of its channels lose count of those that it does not send. */
    private void sendEmpty(Object message) {
        channel.flush();
        try {
            driver.channels()
                    .sendEmptyDatagram(
                            channel, message instanceof AddressedEnvelope<?, ?> envelope ? envelope.recipient() : null);
        } catch (IOException e) {
            delivery.post(Failures.of(attempt(), e));
        }
    }

    private void dropUnsent() {
        Object message;
        while ((message = unsent.poll()) != null) {
            content(message).release();
        }
        releaseChunk();
        unsentBytes = 0;
    }

    private void resumeIfDrained() {
        if (!lost && writeFlow.shrunk(getWriteBufferSize())) {
            delivery.post(Event.RESUME_WRITING);
        }
    }

    @Override
    public void close() {
        loop.checkThread();
        if (closing) {
            return;
        }
        closing = true;
        driver.execute(() -> {
            run();
            closeIfDrained();
        });
    }

    private void closeIfDrained() {
        if (!lost && channel.isWritable()) {
            forceClose(null);
        }
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
        writeFlow.grown(getWriteBufferSize(), protocol);
        resumeIfDrained();
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        return writeFlow.limits();
    }

    @Override
    public int getWriteBufferSize() {
        ChannelOutboundBuffer sending = channel.unsafe().outboundBuffer();
        if (sending == null || sending.isEmpty()) {
            return unsentBytes;
        }
        long pending =
                sending.totalPendingWriteBytes() - (long) (SocketTransport.ENTRY_OVERHEAD - HEADER) * sending.size();
        return (int) Math.min(Integer.MAX_VALUE, unsentBytes + Math.max(0, pending));
    }

    // ---- multicast ----

    @Override
    public void joinGroup(InetAddress group, NetworkInterface networkInterface, @Nullable InetAddress source)
            throws IOException {
        check(group);
        change(
                "join " + text(group, networkInterface, source),
                udp -> udp.joinGroup(group, networkInterface, source, udp.newPromise()));
    }

    @Override
    public void leaveGroup(InetAddress group, NetworkInterface networkInterface, @Nullable InetAddress source)
            throws IOException {
        check(group);
        change(
                "leave " + text(group, networkInterface, source),
                udp -> udp.leaveGroup(group, networkInterface, source, udp.newPromise()));
    }

    private static void check(InetAddress group) {
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "group = " + group.getHostAddress() + " (expected: a multicast address)");
        }
    }

    private static String text(InetAddress group, NetworkInterface networkInterface, @Nullable InetAddress source) {
        return "multicast group " + group.getHostAddress() + " on " + networkInterface.getName()
                + (source == null ? "" : " for " + source.getHostAddress());
    }

    private void change(String what, Function<DatagramChannel, ChannelFuture> change) throws IOException {
        loop.checkThread();
        if (!(channel instanceof DatagramChannel udp)) {
            throw new UnsupportedOperationException("multicast needs UDP: " + this);
        }
        if (closing) {
            throw new ClosedChannelException();
        }
        Future<@Nullable Void> changed = loop.createFuture();
        driver.execute(() -> {
            try {
                change.apply(udp).addListener(done -> finish(changed, what, done.cause()));
            } catch (Exception e) { // Netty's, around that of the system
                finish(changed, what, Failures.inside(e));
            }
        });
        Failures.await(changed);
    }

    private static void finish(Future<@Nullable Void> changed, String what, @Nullable Throwable failure) {
        if (changed.done()) {
            return;
        }
        if (failure == null) {
            changed.setResult(null);
        } else {
            changed.setException(Failures.of(what, failure));
        }
    }

    // ---- the rest ----

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        loop.checkThread();
        if (!(newProtocol instanceof DatagramProtocol datagrams)) {
            throw new IllegalArgumentException("protocol " + newProtocol + " (expected: a DatagramProtocol)");
        }
        protocol = datagrams;
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
            info = peer;
        } else if (what == ExtraInfo.SOCKNAME) {
            info = Channels.toJdk(channel.localAddress());
        }
        return (T) info;
    }

    @Override
    public String toString() {
        return "<DatagramTransport " + getExtraInfo(ExtraInfo.SOCKNAME) + (peer == null ? "" : " -> " + peer)
                + (lost ? " closed" : closing ? " closing" : "") + ">";
    }
}
