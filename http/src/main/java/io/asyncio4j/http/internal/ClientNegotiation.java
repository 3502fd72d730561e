package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.Transport;
import io.asyncio4j.net.internal.MessageProtocol;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a connection belongs to while it is not decided which version of HTTP it will speak. */
final class ClientNegotiation implements MessageProtocol {

    private final EventLoop loop;
    private final Route route;
    private final ConnectionPool pool;
    private @Nullable Transport transport;
    private @Nullable ClientConnection connection;

    ClientNegotiation(EventLoop loop, Route route, ConnectionPool pool) {
        this.loop = loop;
        this.route = route;
        this.pool = pool;
    }

    /** What has come of it. */
    ClientConnection connection() {
        return Objects.requireNonNull(connection);
    }

    @Override
    public List<ChannelHandler> codecs(MessageTransport own, @Nullable String negotiated) {
        ClientConnection chosen = choose(negotiated);
        List<ChannelHandler> codecs = chosen.codecs(own, negotiated);
        handOver(chosen);
        return codecs;
    }

    /** Comes before {@link #codecs} through a tunnel, where TLS begins afterwards, or without TLS. */
    @Override
    public void connectionMade(Transport made) {
        transport = made;
        if (connection != null || route.tls() == null) {
            handOver(choose(null));
        }
    }

    private ClientConnection choose(@Nullable String negotiated) {
        if (connection == null) {
            connection = route.speaksSecondVersion(negotiated)
                    ? new Http2ClientConnection(loop, route, pool)
                    : new Http1ClientConnection(loop, route, pool);
        }
        return connection;
    }

    private void handOver(ClientConnection chosen) {
        if (transport != null) {
            transport.setProtocol(chosen);
            chosen.connectionMade(transport);
        }
    }

    /**
     * Goes on with a transport whose protocol was another one until now.
     *
     * @param early what that has received already
     */
    void takeOver(MessageTransport other, byte[] early) {
        List<ChannelHandler> codecs = codecs(other, null);
        other.replaceCodecs(codecs);
        if (early.length > 0) {
            other.withPipeline(
                    pipeline -> EarlyBytes.feed(pipeline, codecs.getFirst().getClass(), early));
        }
        connectionMade(other);
    }

    @Override
    public void messageReceived(Object message) {
        throw new IllegalStateException("a message before the codecs: " + message);
    }
}
