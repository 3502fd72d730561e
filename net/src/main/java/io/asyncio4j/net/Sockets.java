package io.asyncio4j.net;

import io.asyncio4j.net.internal.Readiness.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sockets of the JDK in tasks, without transports: for code that has a {@link SelectableChannel} from elsewhere. Each
 * function tries at once, and suspends only if it would block. The channel must be non-blocking; who only wants a connection
 * is better served by {@link Streams} and {@link Net}, which are faster.
 *
 * <p>One task at a time may wait to read from a channel, and one to write. Each waiting passes through the
 * selector's thread, see {@link Net#addReader}.
 *
 * <p>All functions throw {@link IllegalArgumentException} if the channel is blocking, {@link IllegalStateException} if somebody
 * else waits for the same channel in the same direction, {@link java.nio.channels.ClosedChannelException} if it is closed,
 * {@link java.nio.channels.AsynchronousCloseException} if it is closed while they wait (up to a second later), and
 * {@link io.asyncio4j.CancelledError} if the task is cancelled while they wait; then the channel is not watched any more.
 *
 * <p>Counterpart: the {@code sock_…} methods of {@code asyncio}'s event loop.
 */
public final class Sockets {

    private static final byte[] NOTHING = {};

    private Sockets() {}

    /**
     * Receives what is there, at most {@code size} bytes. A cancelled call has taken nothing out.
     *
     * @param channel a connected socket, or the source of a pipe
     * @return at least one byte; none at the end of the stream, if {@code size} is zero, or for an empty datagram
     * @throws IOException if receiving fails
     * @throws IllegalArgumentException if {@code size} is negative
     */
    public static <C extends SelectableChannel & ReadableByteChannel> byte[] sockRecv(C channel, int size)
            throws IOException {
        ByteBuffer buffer = buffer(size);
        int count = sockRecvInto(channel, buffer);
        return count <= 0 ? NOTHING : bytes(buffer);
    }

    /**
     * The same into a buffer, from its position on, which moves.
     *
     * @return how many bytes; -1 at the end of the stream
     * @throws IOException if receiving fails
     */
    public static <C extends SelectableChannel & ReadableByteChannel> int sockRecvInto(C channel, ByteBuffer buffer)
            throws IOException {
        Watching.check(channel);
        if (channel instanceof DatagramChannel datagrams) { // whose read() does not tell an empty datagram from none
            int before = buffer.position();
            while (datagrams.receive(buffer) == null) {
                Watching.await(channel, Direction.READ);
            }
            return buffer.position() - before;
        }
        int count;
        while ((count = channel.read(buffer)) == 0 && buffer.hasRemaining()) {
            Watching.await(channel, Direction.READ);
        }
        return count;
    }

    /**
     * Receives a datagram; what does not fit into {@code size} bytes is lost.
     *
     * @throws IOException if receiving fails
     * @throws IllegalArgumentException if {@code size} is negative
     */
    public static Datagram sockRecvfrom(DatagramChannel channel, int size) throws IOException {
        ByteBuffer buffer = buffer(size);
        SocketAddress sender = sockRecvfromInto(channel, buffer);
        return new Datagram(bytes(buffer), sender);
    }

    /**
     * The same into a buffer, from its position on, which moves.
     *
     * @return the sender
     * @throws IOException if receiving fails
     */
    public static SocketAddress sockRecvfromInto(DatagramChannel channel, ByteBuffer buffer) throws IOException {
        Watching.check(channel);
        SocketAddress sender;
        while ((sender = channel.receive(buffer)) == null) {
            Watching.await(channel, Direction.READ);
        }
        return sender;
    }

    private static ByteBuffer buffer(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("size = " + size + " (expected: zero or more)");
        }
        return ByteBuffer.allocate(size);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }

    /**
     * Sends all. After a failure or a cancellation, some, all or nothing was sent.
     *
     * @throws IOException if sending fails
     */
    public static <C extends SelectableChannel & WritableByteChannel> void sockSendall(C channel, byte[] data)
            throws IOException {
        sockSendall(channel, ByteBuffer.wrap(data));
    }

    /** The same from a buffer, whose position tells how much was sent. */
    public static <C extends SelectableChannel & WritableByteChannel> void sockSendall(C channel, ByteBuffer data)
            throws IOException {
        Watching.check(channel);
        while (data.hasRemaining()) {
            if (channel.write(data) == 0) {
                Watching.await(channel, Direction.WRITE);
            }
        }
    }

    /**
     * Sends a datagram. After a cancellation it was not sent.
     *
     * @return how many bytes were sent: all
     * @throws IOException if sending fails
     */
    public static int sockSendto(DatagramChannel channel, byte[] data, SocketAddress address) throws IOException {
        Watching.check(channel);
        ByteBuffer buffer = ByteBuffer.wrap(data);
        int count;
        while ((count = channel.send(buffer, address)) < data.length) {
            Watching.await(channel, Direction.WRITE);
        }
        return count;
    }

    /**
     * Connects. If this fails, the JDK closes the channel. After a cancellation it may still become connected.
     *
     * @param address a host name in it is looked up
     * @throws java.net.UnknownHostException if the name has no address
     * @throws java.net.ConnectException if the connection was refused
     * @throws IOException if it failed otherwise
     */
    public static void sockConnect(SocketChannel channel, SocketAddress address) throws IOException {
        Watching.check(channel);
        SocketAddress target = address instanceof InetSocketAddress inet && inet.isUnresolved()
                ? Resolver.resolve(inet.getHostString(), inet.getPort(), null).getFirst()
                : address;
        try {
            boolean connected = channel.connect(target);
            while (!connected) {
                Watching.await(channel, Direction.WRITE);
                connected = channel.finishConnect();
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw Failures.of("connect to " + Net.text(address), e);
        }
    }

    /**
     * Accepts a connection. After a cancellation none was accepted.
     *
     * @return the connection, non-blocking
     * @throws IOException if accepting fails
     */
    public static SocketChannel sockAccept(ServerSocketChannel channel) throws IOException {
        Watching.check(channel);
        SocketChannel accepted;
        while ((accepted = channel.accept()) == null) {
            Watching.await(channel, Direction.READ);
        }
        accepted.configureBlocking(false);
        return accepted;
    }

    /**
     * Sends a part of a file, without a detour through this process where the operating system can. Then the file's position is
     * behind what was sent, also after a failure or a cancellation. Reading the file may block the loop.
     *
     * @param offset where to begin, in bytes
     * @param count how many bytes; null for all up to the end of the file
     * @return how many were sent: fewer than {@code count} if the file ends
     * @throws IOException if reading or sending fails
     * @throws IllegalArgumentException if {@code offset} is negative, or {@code count} is not positive
     */
    public static long sockSendfile(SocketChannel channel, FileChannel file, long offset, @Nullable Long count)
            throws IOException {
        Watching.check(channel);
        FileSending.check(offset, count);
        long position = offset;
        long end = FileSending.end(file, offset, count);
        try {
            while (position < end) {
                long sent = file.transferTo(position, end - position, channel);
                position += sent;
                if (sent == 0) {
                    if (position >= file.size()) { // it was cut short
                        break;
                    }
                    Watching.await(channel, Direction.WRITE);
                }
            }
        } finally {
            file.position(position);
        }
        return position - offset;
    }
}
