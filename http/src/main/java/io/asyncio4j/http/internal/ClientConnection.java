package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.Transport;
import io.asyncio4j.net.internal.MessageProtocol;
import io.asyncio4j.net.internal.MessageTransport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client, as its pool sees it. Each exchange on it has a lease, which goes back to the pool as soon as another
 * exchange can take the place of that one.
 */
public abstract class ClientConnection implements MessageProtocol {

    final EventLoop loop;
    final ConnectionPool pool;
    private final Route route;
    private @Nullable MessageTransport transport;

    /** Nothing new may begin here. */
    boolean ended;

    /** How long it may be idle, in nanoseconds, as far as the server has said. */
    long idleLimit = LazyTimer.NEVER;

    // the pool's
    final long madeAt;
    int leases = 1;
    long idleSince;
    long idleUntil;

    /** Whether it counts among those that are being made, because {@link #capacity} is not known yet. */
    boolean beginning;

    boolean registered;
    boolean gone;

    ClientConnection(EventLoop loop, Route route, ConnectionPool pool) {
        this.loop = loop;
        this.route = route;
        this.pool = pool;
        this.madeAt = pool.now();
    }

    /** Where it leads. */
    final Route route() {
        return route;
    }

    /** The transport; there is one as soon as the connection is made. */
    public final MessageTransport transport() {
        return Objects.requireNonNull(transport);
    }

    @Override
    public void connectionMade(Transport made) {
        transport = (MessageTransport) made;
    }

    /** Begins an exchange, for which there is a lease. */
    abstract ClientWire begin(Exchange exchange);

    /** How many exchanges it can carry at a time. */
    abstract int capacity();

    /** Whether {@link #capacity} is the last word. */
    abstract boolean isReady();

    /** Whether others like it can carry several exchanges at a time. */
    public abstract boolean isMultiplexed();

    /** Whether another exchange may begin, as far as one knows. */
    public boolean isUsable() {
        return !ended && !transport().isClosing();
    }

    /** The connection is of no use any more. Nothing of what is to be sent or received matters. */
    public void drop() {
        ended = true;
        if (transport != null) {
            transport.abort();
        }
        pool.dropped(this);
    }

    /** Closes an idle connection as it should be closed. */
    void close() {
        ended = true;
        transport().close();
    }

    /** The session is closed, and with it whatever is going on here. */
    abstract void sessionClosed();
}
