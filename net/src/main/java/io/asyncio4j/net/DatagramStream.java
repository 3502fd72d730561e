package io.asyncio4j.net;

import io.asyncio4j.queue.Queue;
import io.asyncio4j.queue.QueueShutDownException;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A socket for datagrams in straight-line code, made by {@link Streams#openDatagramStream(DatagramOptions)}. In a {@code try} it
 * is closed at the end of the block.
 *
 * <pre>{@code
 * try (var stream = openDatagramStream(DatagramOptions.local("127.0.0.1", 9999))) {
 *     for (Datagram each : stream) {
 *         stream.send(each.data(), each.sender());
 *     }
 * }
 * }</pre>
 *
 * <p>What comes while nobody receives waits in a queue. When that is full, what comes is dropped, as the operating system
 * does with its own queue, and {@linkplain #dropped counted}. Any number of tasks may receive at a time; each datagram goes
 * to one of them.
 *
 * <p>Loop-confined. Counterpart: none in {@code asyncio}; its users take packages such as {@code asyncudp}.
 */
public final class DatagramStream implements AutoCloseable, Iterable<Datagram> {

    /** How many datagrams may wait to be received, unless another limit is given. */
    public static final int DEFAULT_LIMIT = 1024;

    private final DatagramTransport transport;
    private final Receiver receiver;

    private DatagramStream(DatagramTransport transport, Receiver receiver) {
        this.transport = transport;
        this.receiver = receiver;
    }

    // ---- receiving ----

    /**
     * The next datagram. Suspends until there is one. A call that is cancelled has taken nothing out.
     *
     * @throws java.net.PortUnreachableException if nobody listens at the remote address, which the system has heard after an
     *     earlier {@link #send(byte[])}; receiving can go on
     * @throws SocketException if this is closed, or is closed meanwhile
     * @throws IOException if the operating system reports something else; receiving can go on, unless this is closed then
     * @throws io.asyncio4j.CancelledError if the task was cancelled
     */
    public Datagram receive() throws IOException {
        Datagram next = next();
        if (next == null) {
            throw new SocketException("the datagram stream is closed: " + this);
        }
        return next;
    }

    /** The next datagram; null at the end. */
    private @Nullable Datagram next() throws IOException {
        Object received;
        try {
            received = receiver.queue.get();
        } catch (QueueShutDownException _) {
            receiver.throwCause();
            return null;
        }
        if (received instanceof IOException failure) {
            throw failure;
        }
        return (Datagram) received;
    }

    /**
     * What is received from now on, until this is closed, for {@code for (Datagram each : stream)}. {@code hasNext} receives, and
     * suspends until there is something; an {@link IOException} comes out of it in an {@link UncheckedIOException}, and one can
     * go on with the iterator. If the task is cancelled while it waits, nothing was taken out.
     */
    @Override
    public Iterator<Datagram> iterator() {
        return new Iterator<>() {
            private @Nullable Datagram next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    try {
                        next = DatagramStream.this.next();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return next != null;
            }

            @Override
            public Datagram next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the datagram stream is closed: " + DatagramStream.this);
                }
                Datagram taken = Objects.requireNonNull(next);
                next = null;
                return taken;
            }
        };
    }

    /**
     * How many datagrams, and errors, were dropped until now because the queue was full. What the operating system has dropped
     * before they came here is not in it.
     */
    public long dropped() {
        return receiver.dropped;
    }

    // ---- sending ----

    /** Sends to the remote address, as {@link #send(byte[], SocketAddress)} does. */
    public void send(byte[] data) {
        transport.sendto(data);
    }

    /**
     * Sends a datagram, which may be empty. Does not suspend, and does not fail: what the operating system says against it is
     * thrown by the next {@link #receive}. Who sends much calls {@link #drain} now and then. When this is closed, nothing is sent.
     *
     * @param data copied at once
     * @param address where to; null for the remote address with which this was opened
     * @throws IllegalArgumentException as {@link DatagramTransport#sendto(byte[], SocketAddress)} says
     * @throws IllegalStateException if this is another thread than the loop's
     */
    public void send(byte[] data, @Nullable SocketAddress address) {
        transport.sendto(data, address);
    }

    /** The same with what remains in a buffer, whose position moves to its limit. */
    public void send(ByteBuffer data, @Nullable SocketAddress address) {
        transport.sendto(data, address);
    }

    /**
     * Suspends while more than the high-water mark is buffered, until no more than the low-water mark is. Otherwise it
     * returns at once, without giving up the turn.
     *
     * @throws SocketException if this is closed, or is closed meanwhile
     * @throws IOException if it was lost with an error
     * @throws io.asyncio4j.CancelledError if the task was cancelled; what was sent goes out all the same
     */
    public void drain() throws IOException {
        if (!transport.isClosing()) {
            receiver.writable.await();
        }
        if (transport.isClosing()) {
            receiver.throwCause();
            throw new SocketException("the datagram stream is closed: " + this);
        }
    }

    // ---- the end ----

    /**
     * Closes this. What was sent before goes out first, in the background; what waits to be received is thrown away, and
     * tasks that receive get a {@link SocketException}. Does not suspend; {@link #waitClosed} does. Closing again does nothing.
     */
    @Override
    public void close() {
        transport.close();
        receiver.queue.shutdown(true);
    }

    /** Whether this is closing or closed. */
    public boolean isClosing() {
        return transport.isClosing();
    }

    /**
     * Suspends until this is closed: what was sent is with the operating system.
     *
     * @throws IOException if it was lost with an error
     * @throws io.asyncio4j.CancelledError if the task was cancelled
     */
    public void waitClosed() throws IOException {
        receiver.closed.await();
        receiver.throwCause();
    }

    // ---- the rest ----

    /** What is known of the socket, such as {@link ExtraInfo#SOCKNAME}; null if that does not apply. */
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> what) {
        return transport.getExtraInfo(what);
    }

    /** The transport below, for water marks and groups of multicast. */
    public DatagramTransport transport() {
        return transport;
    }

    @Override
    public String toString() {
        return "<DatagramStream waiting=" + receiver.queue.qsize() + " dropped=" + receiver.dropped + " transport="
                + transport + ">";
    }

    /** What the transport calls. */
    static final class Receiver implements DatagramProtocol {

        private final int limit;

        /** Datagrams and {@link IOException}s. */
        private final Queue<Object> queue = new Queue<>();

        private final Event writable = new Event();
        private final Event closed = new Event();
        private long dropped;
        private @Nullable Throwable cause;
        private @Nullable DatagramStream stream;

        Receiver(int limit) {
            if (limit < 1) {
                throw new IllegalArgumentException("limit = " + limit + " (expected: at least 1)");
            }
            this.limit = limit;
            writable.set();
        }

        DatagramStream stream() {
            return Objects.requireNonNull(stream);
        }

        @Override
        public void connectionMade(DatagramTransport transport) {
            stream = new DatagramStream(transport, this);
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress sender) {
            received(new Datagram(data, sender));
        }

        @Override
        public void errorReceived(IOException exception) {
            received(exception);
        }

        private void received(Object item) {
            if (queue.qsize() < limit) {
                queue.putNowait(item);
            } else {
                dropped++;
            }
        }

        @Override
        public void pauseWriting() {
            writable.clear();
        }

        @Override
        public void resumeWriting() {
            writable.set();
        }

        @Override
        public void connectionLost(@Nullable Throwable why) {
            cause = why;
            queue.shutdown();
            writable.set();
            closed.set();
        }

        private void throwCause() throws IOException {
            if (cause != null) {
                throw Failures.ofConnection(cause);
            }
        }
    }
}
