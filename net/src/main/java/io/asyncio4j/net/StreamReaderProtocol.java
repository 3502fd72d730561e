package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.shield;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Connects a transport with a reader and a writer.
 *
 * <p>Counterpart: {@code asyncio.StreamReaderProtocol} with its {@code FlowControlMixin}.
 */
final class StreamReaderProtocol implements DirectReceiver {

    private final EventLoop loop;
    private final StreamReader reader;
    private final @Nullable BiConsumer<StreamReader, StreamWriter> connected;
    private @Nullable StreamWriter writer;
    private @Nullable List<Future<@Nullable Void>> drainWaiters;
    private @Nullable Future<@Nullable Void> closed;
    private @Nullable Throwable cause;
    private boolean paused;
    private boolean lost;
    private boolean ended;
    private boolean handlerReturned;

    /** @param connected what is told once the connection is there; null if nobody waits for that here */
    StreamReaderProtocol(EventLoop loop, int limit, @Nullable BiConsumer<StreamReader, StreamWriter> connected) {
        this.loop = loop;
        this.reader = new StreamReader(loop, limit);
        this.connected = connected;
    }

    StreamReader reader() {
        return reader;
    }

    /** Whether a server has accepted the connection. */
    boolean isOfServer() {
        return connected != null;
    }

    StreamWriter writer() {
        return Objects.requireNonNull(writer);
    }

    @Override
    public void connectionMade(Transport transport) {
        reader.setTransport(transport);
        writer = new StreamWriter(transport, this, reader);
        if (connected != null) {
            connected.accept(reader, writer);
        }
    }

    @Override
    public void received(ByteBuffer data) {
        reader.feedData(data);
    }

    @Override
    public @Nullable ByteBuffer target() {
        return reader.target();
    }

    @Override
    public void receivedInTarget(int count) {
        reader.receivedInTarget(count);
    }

    @Override
    public boolean eofReceived() {
        reader.feedEof();
        ended = true;
        return !handlerReturned;
    }

    /**
     * A server's handler has returned without closing the connection. If the peer has ended it, or does so later, nobody is
     * left to close it (Python leaves that to the garbage collector).
     */
    void handlerReturned() {
        handlerReturned = true;
        if (ended) {
            writer().close();
        }
    }

    @Override
    public void pauseWriting() {
        paused = true;
    }

    @Override
    public void resumeWriting() {
        paused = false;
        wakeDrainers();
    }

    @Override
    public void connectionLost(@Nullable Throwable why) {
        lost = true;
        cause = why;
        if (why == null) {
            reader.feedEof();
        } else {
            reader.setException(why);
        }
        if (closed != null && !closed.done()) {
            closed.setResult(null);
        }
        wakeDrainers();
    }

    /** Whether a task waits for the other side. */
    boolean isAwaited() {
        return reader.isAwaited()
                || (closed != null && !closed.done())
                || (drainWaiters != null && drainWaiters.stream().anyMatch(each -> !each.done()));
    }

    private void wakeDrainers() {
        if (drainWaiters != null) {
            for (Future<@Nullable Void> each : drainWaiters) {
                if (!each.done()) {
                    each.setResult(null);
                }
            }
            drainWaiters = null;
        }
    }

    /** Suspends while the write buffer is above its high-water mark, and until it is below the low one. */
    void drain() throws IOException {
        if (paused && !lost) {
            Future<@Nullable Void> waiter = loop.createFuture();
            if (drainWaiters == null) {
                drainWaiters = new ArrayList<>(1);
            }
            drainWaiters.add(waiter);
            waiter.await();
        }
        if (lost) {
            throw cause == null ? Failures.closed(writer().transport()) : Failures.ofConnection(cause);
        }
    }

    /** Suspends until the connection is over. */
    void waitClosed() throws IOException {
        if (!lost) {
            if (closed == null) {
                closed = loop.createFuture();
            }
            shield(closed).await(); // others may wait, too
        }
        if (cause != null) {
            throw Failures.ofConnection(cause);
        }
    }
}
