package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.TimerHandle;
import io.asyncio4j.net.StreamProtocol;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connections of a server, and what they share. Belongs to a loop. */
public final class ServerConnections {

    final EventLoop loop;
    final ExchangeHandler handler;
    final ConnectionLimits limits;
    private final int most;
    private final Set<ServedConnection> open = new LinkedHashSet<>();
    private final Set<AbstractServerExchange> abandoned = new LinkedHashSet<>();
    private @Nullable Future<@Nullable Void> handlersEnded;
    private boolean stopping;

    /** @param most how many connections there may be; those above are refused with 503 */
    public ServerConnections(EventLoop loop, ExchangeHandler handler, ConnectionLimits limits, int most) {
        this.loop = loop;
        this.handler = handler;
        this.limits = limits;
        this.most = most;
    }

    /** For a connection that was accepted. */
    public StreamProtocol newProtocol() {
        return new ServerConnection(this);
    }

    /** Closes idle connections, and the others after the response that is on its way. */
    public void stop() {
        stopping = true;
        List.copyOf(open).forEach(ServedConnection::closeIfIdle);
    }

    /**
     * Waits until the handlers have ended whose connections are lost.
     *
     * @param time after which they are cancelled
     */
    public void awaitHandlers(Duration time) {
        if (abandoned.isEmpty()) {
            return;
        }
        handlersEnded = loop.createFuture();
        TimerHandle limit = loop.callLater(time, () -> List.copyOf(abandoned).forEach(AbstractServerExchange::cancel));
        try {
            handlersEnded.await();
        } finally {
            handlersEnded = null;
            limit.cancel();
        }
    }

    /** A connection is lost while its handler still runs. */
    void abandoned(AbstractServerExchange exchange) {
        abandoned.add(exchange);
    }

    /** A handler has ended. */
    void ended(AbstractServerExchange exchange) {
        if (!abandoned.isEmpty() && abandoned.remove(exchange) && abandoned.isEmpty() && handlersEnded != null) {
            handlersEnded.setResult(null);
        }
    }

    public int count() {
        return open.size();
    }

    boolean isStopping() {
        return stopping;
    }

    /** Returns whether there is room for one more. */
    boolean made(ServedConnection connection) {
        open.add(connection);
        return open.size() <= most;
    }

    void lost(ServedConnection connection) {
        open.remove(connection);
    }
}
