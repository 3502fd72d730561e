package io.asyncio4j.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A transport of datagrams: UDP, or Unix datagrams. What is sent is copied, so the caller's array or buffer is free at once,
 * and handed to the operating system together with what else was sent in that turn of the loop.
 *
 * <p>Sending never suspends and never fails: what the operating system says against it comes as {@code errorReceived}, and
 * the transport goes on. When more than the high-water mark is buffered, the protocol's {@code pauseWriting} is called; when
 * no more than the low-water mark is left, {@code resumeWriting}. Sending on a transport that is closing does nothing; from
 * the fifth time on that is logged.
 *
 * <p>Counterpart: {@code asyncio.DatagramTransport}. There each datagram is a system call.
 */
public interface DatagramTransport extends BaseTransport {

    /** Sends to the remote address. Does not suspend. The same as {@code sendto(data, null)}. */
    default void sendto(byte[] data) {
        sendto(data, null);
    }

    /**
     * Sends a datagram, which may be empty. Does not suspend.
     *
     * @param address where to; null for the remote address with which this endpoint was made
     * @throws IllegalArgumentException if the endpoint has a remote address and this is another one, or it has none and
     *     this is null, or this is not resolved, or not of the endpoint's kind
     * @throws IllegalStateException if this is another thread than the loop's
     */
    default void sendto(byte[] data, @Nullable SocketAddress address) {
        sendto(ByteBuffer.wrap(data), address);
    }

    /**
     * Sends what remains in a buffer as one datagram; the buffer's position moves to its limit. Does not suspend.
     *
     * @throws IllegalArgumentException as {@link #sendto(byte[], SocketAddress)} says
     * @throws IllegalStateException if this is another thread than the loop's
     */
    void sendto(ByteBuffer data, @Nullable SocketAddress address);

    /**
     * Closes the transport at once; what was not sent is dropped. The protocol's {@code connectionLost(null)} is called in
     * a later turn. Does not suspend.
     */
    void abort();

    /**
     * Sets the water marks.
     *
     * @param high in bytes: when more than that is buffered, the protocol's {@code pauseWriting} is called
     * @param low in bytes: when no more than that is left, {@code resumeWriting} is called
     * @throws IllegalArgumentException unless {@code high >= low >= 0}
     */
    void setWriteBufferLimits(int high, int low);

    /** The same with a quarter of {@code high} as the low-water mark. */
    default void setWriteBufferLimits(int high) {
        setWriteBufferLimits(high, high / 4);
    }

    /** The water marks. */
    WriteBufferLimits getWriteBufferLimits();

    /** How many bytes are buffered and not yet handed to the operating system; a datagram counts for 8 more than its data. */
    int getWriteBufferSize();

    /**
     * Receives what is sent to a multicast group, too. Suspends, so it is called in a task.
     *
     * @param group an address of the same family as the endpoint's
     * @param networkInterface where to listen
     * @throws IOException if the operating system refuses, or this transport is closed
     * @throws IllegalArgumentException if it is not an address of a group
     * @throws UnsupportedOperationException if this is not UDP
     */
    default void joinGroup(InetAddress group, NetworkInterface networkInterface) throws IOException {
        joinGroup(group, networkInterface, null);
    }

    /**
     * The same, only of what a certain sender sends.
     *
     * @param source the sender; null for all
     */
    void joinGroup(InetAddress group, NetworkInterface networkInterface, @Nullable InetAddress source)
            throws IOException;

    /**
     * Takes back {@link #joinGroup(InetAddress, NetworkInterface)}. Suspends.
     *
     * @throws IOException if the operating system refuses, or this transport is closed
     */
    default void leaveGroup(InetAddress group, NetworkInterface networkInterface) throws IOException {
        leaveGroup(group, networkInterface, null);
    }

    /** Takes back {@link #joinGroup(InetAddress, NetworkInterface, InetAddress)}, as {@link #leaveGroup(InetAddress, NetworkInterface)}. */
    void leaveGroup(InetAddress group, NetworkInterface networkInterface, @Nullable InetAddress source)
            throws IOException;
}
