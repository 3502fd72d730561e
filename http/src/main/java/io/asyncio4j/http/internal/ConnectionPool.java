package io.asyncio4j.http.internal;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.http.client.PoolFullException;
import io.asyncio4j.http.client.PoolLimits;
import io.asyncio4j.http.client.PoolStatistics;
import io.asyncio4j.http.client.PoolTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a client. A <em>slot</em> is the right to have one connection: who gets a slot makes the connection himself.
 * A <em>lease</em> is the right to one exchange on a connection: one of HTTP/1.1 has one lease at a time, one of HTTP/2 as many as
 * the server allows.
 *
 * <p>Where HTTP/2 may be spoken, one connection is made at a time, and who comes meanwhile waits to see what comes of it: a
 * connection for all, or the news that each needs one of his own.
 *
 * <p>Whoever waits could not be served when he came, and is served as soon as that changes, in the order of coming. So
 * whoever comes later, and can be served at once, takes nothing away from those in line.
 */
public final class ConnectionPool {

    /** All that lead to the same place. */
    private static final class Place {

        final Route route;

        /** Those without leases. The one used last is at the front. */
        final ArrayDeque<ClientConnection> idle = new ArrayDeque<>(4);

        /** Those with leases, and room for more. */
        final ArrayDeque<ClientConnection> shared = new ArrayDeque<>(0);

        final ArrayDeque<Waiter> line = new ArrayDeque<>(0);
        int slots;

        /** How many connections are being made, or have not said yet how much they can take. */
        int beginning;

        /** Whether a connection is likely to be enough for several. */
        boolean multiplexed;

        Place(Route route) {
            this.route = route;
            this.multiplexed = route.mayMultiplex();
        }
    }

    /** A request that waits. It gets a lease of a connection, or null for a slot. */
    private record Waiter(Place place, long number, Future<@Nullable ClientConnection> served) {}

    private final EventLoop loop;
    private final PoolLimits limits;
    private final Map<Route, Place> places = new HashMap<>();
    private final Set<Place> awaited = new LinkedHashSet<>();
    private final Set<ClientConnection> connections = new HashSet<>();
    private final LazyTimer sweep;
    private int slots;
    private int idle;
    private int waiting;
    private long created;
    private long reused;
    private long waited;
    private boolean closed;

    public ConnectionPool(EventLoop loop, PoolLimits limits) {
        this.loop = loop;
        this.limits = limits;
        this.sweep = new LazyTimer(loop, this::sweep);
    }

    /** The loop's time. */
    public long now() {
        return loop.time().toNanos();
    }

    public PoolStatistics statistics() {
        return new PoolStatistics(slots, idle, waiting, created, reused, waited);
    }

    // ---- taking ----

    /**
     * A lease of a connection, or null: then the caller has a slot, and calls {@link #made} or {@link #slotFreed}. Suspends if
     * neither is there.
     *
     * @param request for messages
     */
    public @Nullable ClientConnection acquire(Route route, Limits time, Object request) throws IOException {
        if (closed) {
            throw new IllegalStateException("the session is closed");
        }
        Place place = places.computeIfAbsent(route, Place::new);
        if (canServe(place)) {
            return serve(place);
        }
        if (limits.maxWaiting() > 0 && waiting >= limits.maxWaiting() && !hasFreeSlot(place)) {
            forgetIfUnused(place);
            throw new PoolFullException(
                    request + ": " + waiting + " requests wait for a connection already, which is the limit");
        }
        return await(place, time, request);
    }

    private @Nullable ClientConnection await(Place place, Limits time, Object request) throws IOException {
        Waiter waiter = new Waiter(place, waited++, loop.createFuture());
        place.line.add(waiter);
        awaited.add(place);
        waiting++;
        TimerHandle timer = timer(waiter, time, request);
        try {
            return waiter.served.await();
        } catch (CancelledError e) {
            giveBack(waiter);
            throw e;
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw e;
        } finally {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    private @Nullable TimerHandle timer(Waiter waiter, Limits time, Object request) {
        Duration limit = time.timeout().poolAcquire();
        long due = limit == null ? Exchange.NEVER : now() + limit.toNanos();
        boolean total = time.deadline() < due;
        if (!total && limit == null) {
            return null;
        }
        return loop.callAt(Duration.ofNanos(Math.min(due, time.deadline())), () -> {
            if (!waiter.served.done()) {
                leave(waiter);
                waiter.served.setException(
                        total
                                ? time.totalExceeded(request)
                                : new PoolTimeoutException(request.toString(), Objects.requireNonNull(limit)));
            }
        });
    }

    /** A waiter was cancelled. What he has been given in the meantime goes to the next one. */
    private void giveBack(Waiter waiter) {
        Future<@Nullable ClientConnection> served = waiter.served;
        if (served.cancelled()) {
            leave(waiter);
        } else if (served.exception() == null) {
            ClientConnection connection = served.result();
            if (connection != null) {
                released(connection);
            } else {
                freeSlot(waiter.place);
            }
        }
    }

    private void leave(Waiter waiter) {
        Place place = waiter.place;
        if (!place.line.remove(waiter)) { // he was passed over
            return;
        }
        waiting--;
        if (place.line.isEmpty()) {
            awaited.remove(place);
        }
        forgetIfUnused(place);
    }

    private boolean canServe(Place place) {
        return !place.idle.isEmpty()
                || firstShared(place) != null
                || (hasFreeSlot(place) && !(place.multiplexed && place.beginning > 0));
    }

    private boolean hasFreeSlot(Place place) {
        return (limits.perHost() == 0 || place.slots < limits.perHost())
                && (limits.total() == 0 || slots < limits.total() || idle > 0);
    }

    private @Nullable ClientConnection serve(Place place) {
        ClientConnection connection = firstShared(place);
        if (connection == null) {
            connection = takeIdle(place);
        }
        if (connection != null) {
            connection.leases++;
            updateShared(connection, place);
            reused++;
            return connection;
        }
        if (limits.total() > 0 && slots >= limits.total()) {
            evictOldest();
        }
        place.slots++;
        place.beginning++;
        slots++;
        created++;
        return null;
    }

    /** One in use that can take more; others leave the queue, and end with their last exchange. */
    private @Nullable ClientConnection firstShared(Place place) {
        ClientConnection connection;
        while ((connection = place.shared.peekFirst()) != null && !hasRoom(connection)) {
            place.shared.removeFirst();
        }
        return connection;
    }

    private @Nullable ClientConnection takeIdle(Place place) {
        ClientConnection connection;
        while ((connection = place.idle.pollFirst()) != null) {
            idle--;
            if (hasRoom(connection)) {
                return connection;
            }
            gone(connection, place);
            connection.close();
        }
        return null;
    }

    private boolean hasRoom(ClientConnection connection) {
        return connection.leases < connection.capacity() && connection.isUsable() && !isTooOld(connection);
    }

    /** Sees to it that a connection is among the shared ones if, and only if, it should be. */
    private void updateShared(ClientConnection connection, Place place) {
        boolean listed = place.shared.peekFirst() == connection || place.shared.contains(connection);
        boolean shared = connection.leases > 0 && hasRoom(connection);
        if (shared && !listed) {
            place.shared.addLast(connection);
        } else if (!shared && listed) {
            place.shared.remove(connection);
        }
    }

    private boolean isTooOld(ClientConnection connection) {
        Duration maxAge = limits.maxAge();
        return maxAge != null && now() - connection.madeAt >= maxAge.toNanos();
    }

    /** Lets the connection go that has been idle for the longest time. */
    private void evictOldest() {
        ClientConnection oldest = null;
        for (Place each : places.values()) {
            ClientConnection last = each.idle.peekLast();
            if (last != null && (oldest == null || last.idleSince < oldest.idleSince)) {
                oldest = last;
            }
        }
        if (oldest != null) {
            closeIdle(oldest);
        }
    }

    private void closeIdle(ClientConnection connection) {
        Place place = place(connection.route());
        place.idle.remove(connection);
        idle--;
        gone(connection, place);
        connection.close();
    }

    /** Closes all that are idle to a place: one of them was found dead. */
    public void closeIdle(Route route) {
        Place place = places.get(route);
        while (place != null && !place.idle.isEmpty()) {
            closeIdle(place.idle.getLast());
        }
        serveAll();
    }

    // ---- giving back ----

    /** A connection was made for a slot. */
    public void made(ClientConnection connection) {
        connections.add(connection);
        connection.registered = true;
        connection.beginning = true;
        if (closed) {
            connection.drop();
        } else {
            changed(connection);
        }
    }

    /** A connection can take more, or less, than before. */
    void changed(ClientConnection connection) {
        if (!connection.registered || connection.gone) {
            return;
        }
        Place place = place(connection.route());
        place.multiplexed = connection.isMultiplexed();
        if (connection.isReady()) {
            begun(connection, place);
        }
        updateShared(connection, place);
        if (connection.leases == 0 && !connection.isUsable()) {
            connection.close();
            dropped(connection);
        }
        serveAll();
    }

    private static void begun(ClientConnection connection, Place place) {
        if (connection.beginning) {
            connection.beginning = false;
            place.beginning--;
        }
    }

    /** No connection was made for a slot. */
    public void slotFreed(Route route) {
        freeSlot(place(route));
    }

    private void freeSlot(Place place) {
        place.beginning--;
        place.slots--;
        slots--;
        serveAll();
        forgetIfUnused(place);
    }

    /** An exchange is over, and the connection can be used again, if it wants to. */
    public void released(ClientConnection connection) {
        if (connection.gone) {
            return;
        }
        connection.leases--;
        Place place = place(connection.route());
        updateShared(connection, place);
        if (connection.leases == 0) {
            becomeIdle(connection, place);
        }
        if (waiting > 0) {
            serveAll();
        }
    }

    private void becomeIdle(ClientConnection connection, Place place) {
        long kept = Math.min(limits.keepAlive().toNanos(), connection.idleLimit);
        if (closed || kept <= 0 || !hasRoom(connection)) {
            connection.close();
            dropped(connection);
            return;
        }
        connection.idleSince = now();
        connection.idleUntil = connection.idleSince + kept;
        place.idle.addFirst(connection);
        idle++;
        sweep.setNoLaterThan(connection.idleUntil);
    }

    /** A connection is of no use any more; says so as often as one likes. */
    void dropped(ClientConnection connection) {
        if (connection.gone || !connection.registered) {
            return;
        }
        Place place = place(connection.route());
        if (place.idle.remove(connection)) {
            idle--;
        }
        place.shared.remove(connection);
        gone(connection, place);
        serveAll();
        forgetIfUnused(place);
    }

    private void gone(ClientConnection connection, Place place) {
        connection.gone = true;
        connections.remove(connection);
        begun(connection, place);
        place.slots--;
        slots--;
    }

    private Place place(Route route) {
        return Objects.requireNonNull(places.get(route));
    }

    private void forgetIfUnused(Place place) {
        if (place.slots == 0 && place.line.isEmpty()) {
            places.remove(place.route);
        }
    }

    /** Serves all in line who can be served. */
    private void serveAll() {
        while (waiting > 0) {
            Place next = null;
            for (Place each : awaited) {
                if (canServe(each) && (next == null || each.line.getFirst().number < next.line.getFirst().number)) {
                    next = each;
                }
            }
            if (next == null) {
                return;
            }
            Waiter first = next.line.removeFirst();
            waiting--;
            if (next.line.isEmpty()) {
                awaited.remove(next);
            }
            if (!first.served.done()) {
                first.served.setResult(serve(next));
            }
        }
    }

    // ---- time ----

    /** Closes what has been idle for too long. */
    private void sweep() {
        long now = now();
        for (Place place : new ArrayList<>(places.values())) {
            for (ClientConnection each : List.copyOf(place.idle)) {
                if (each.idleUntil <= now) {
                    closeIdle(each);
                } else {
                    sweep.setNoLaterThan(each.idleUntil);
                }
            }
            forgetIfUnused(place);
        }
        serveAll();
    }

    /** Closes all connections, and lets those in line fail. */
    public void close() {
        closed = true;
        sweep.close();
        for (Place place : new ArrayList<>(places.values())) {
            for (Waiter each : place.line) {
                if (!each.served.done()) {
                    each.served.setException(new IllegalStateException("the session is closed"));
                }
            }
            place.line.clear();
            for (ClientConnection each : new ArrayList<>(place.idle)) {
                closeIdle(each);
            }
        }
        waiting = 0;
        awaited.clear();
        for (ClientConnection each : new ArrayList<>(connections)) {
            each.sessionClosed();
        }
    }
}
