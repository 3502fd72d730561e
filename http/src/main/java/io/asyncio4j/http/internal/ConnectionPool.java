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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a client. A <em>slot</em> is the right to have one connection: who gets a slot makes the connection himself.
 *
 * <p>Whoever waits could not be served when he came, and is served as soon as that changes, in the order of coming. So
 * whoever comes later, and can be served at once, takes nothing away from those in line.
 */
public final class ConnectionPool {

    /** All that lead to the same place. */
    private static final class Place {

        final Route route;

        /** The one used last is at the front. */
        final ArrayDeque<ClientConnection> idle = new ArrayDeque<>(4);

        final ArrayDeque<Waiter> line = new ArrayDeque<>(0);
        int slots;

        Place(Route route) {
            this.route = route;
        }
    }

    /** A request that waits. It gets a connection, or null for a slot. */
    private record Waiter(Place place, long number, Future<@Nullable ClientConnection> served) {}

    private final EventLoop loop;
    private final PoolLimits limits;
    private final Map<Route, Place> places = new HashMap<>();
    private final Set<Place> awaited = new LinkedHashSet<>();
    private final Set<ClientConnection> connections = new HashSet<>();
    private @Nullable TimerHandle sweep;
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
     * A connection that nobody uses, or null: then the caller has a slot, and calls {@link #made} or {@link #slotFreed}. Suspends
     * if neither is there.
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
        if (limits.maxWaiting() > 0 && waiting >= limits.maxWaiting()) {
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
                || ((limits.perHost() == 0 || place.slots < limits.perHost())
                        && (limits.total() == 0 || slots < limits.total() || idle > 0));
    }

    private @Nullable ClientConnection serve(Place place) {
        ClientConnection connection;
        while ((connection = place.idle.pollFirst()) != null) {
            idle--;
            if (connection.isUsable() && !isTooOld(connection)) {
                connection.leased = true;
                reused++;
                return connection;
            }
            gone(connection, place);
            connection.close();
        }
        if (limits.total() > 0 && slots >= limits.total()) {
            evictOldest();
        }
        place.slots++;
        slots++;
        created++;
        return null;
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
        if (closed) {
            connection.drop();
        }
    }

    /** No connection was made for a slot. */
    public void slotFreed(Route route) {
        freeSlot(place(route));
    }

    private void freeSlot(Place place) {
        place.slots--;
        slots--;
        serveAll();
        forgetIfUnused(place);
    }

    /** A connection is not used any more, and can be used again. */
    public void released(ClientConnection connection) {
        if (connection.gone) {
            return;
        }
        connection.leased = false;
        if (closed || !connection.isUsable() || !limits.keepAlive().isPositive() || isTooOld(connection)) {
            connection.close();
            dropped(connection);
            return;
        }
        connection.idleSince = now();
        place(connection.route()).idle.addFirst(connection);
        idle++;
        if (waiting > 0) {
            serveAll();
        }
        if (sweep == null && !connection.leased) {
            sweepAt(connection.idleSince + limits.keepAlive().toNanos());
        }
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
        gone(connection, place);
        serveAll();
        forgetIfUnused(place);
    }

    private void gone(ClientConnection connection, Place place) {
        connection.gone = true;
        connections.remove(connection);
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

    private void sweepAt(long due) {
        sweep = loop.callAt(Duration.ofNanos(due), this::sweep);
    }

    /** Closes what has been idle for too long. */
    private void sweep() {
        sweep = null;
        long now = now();
        long oldest = Exchange.NEVER;
        for (Place place : new ArrayList<>(places.values())) {
            ClientConnection last;
            while ((last = place.idle.peekLast()) != null) {
                if (now - last.idleSince < limits.keepAlive().toNanos()) {
                    oldest = Math.min(oldest, last.idleSince);
                    break;
                }
                closeIdle(last);
            }
            forgetIfUnused(place);
        }
        if (oldest != Exchange.NEVER) {
            sweepAt(oldest + limits.keepAlive().toNanos());
        }
        serveAll();
    }

    /** Closes all connections, and lets those in line fail. */
    public void close() {
        closed = true;
        if (sweep != null) {
            sweep.cancel();
            sweep = null;
        }
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
