package io.asyncio4j.http.internal;

import io.asyncio4j.net.Transport;
import io.asyncio4j.net.internal.MessageProtocol;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection of an HTTP/2 server. Netty's codec makes a channel of each stream, see {@link Http2ServerStream}, and looks after
 * flow control, rapid resets, floods of control frames and the like.
 */
final class Http2ServerConnection implements MessageProtocol, ServedConnection, Http2Watch.Owner {

    /** How many streams there may be at a time. */
    private static final int MOST_STREAMS = 128;

    /** How many bytes of all streams together may come before handlers have read some. */
    private static final int CONNECTION_WINDOW = 1024 * 1024;

    private static final int FRAME = 32;

    final ServerConnections server;
    final MessageTransport transport;
    private final LazyTimer idle;
    private final Set<Http2ServerStream> streams = new LinkedHashSet<>();

    Http2ServerConnection(ServerConnections server, MessageTransport transport) {
        this.server = server;
        this.transport = transport;
        this.idle = new LazyTimer(server.loop, this::goAway);
    }

    @Override
    public List<ChannelHandler> codecs(MessageTransport own, @Nullable String negotiated) {
        return List.of(
                Http2FrameCodecBuilder.forServer()
                        .initialSettings(Http2Settings.defaultSettings()
                                .maxConcurrentStreams(MOST_STREAMS)
                                .initialWindowSize(Http2Stream.WINDOW)
                                .maxHeaderListSize(server.limits.headers())
                                .connectProtocolEnabled(true))
                        .build(),
                new Http2MultiplexHandler(new StreamInitializer()),
                new Http2Watch(this, CONNECTION_WINDOW));
    }

    @Sharable
    private final class StreamInitializer extends ChannelInitializer<Http2StreamChannel> {

        @Override
        protected void initChannel(Http2StreamChannel channel) {
            channel.pipeline().addLast(new Http2ServerStream(Http2ServerConnection.this));
        }
    }

    @Override
    public void connectionMade(Transport made) {
        if (!server.made(this)) {
            goAway();
        } else if (streams.isEmpty()) {
            idle.set(server.limits.idleTime());
        }
    }

    /** Settings and the like, which the codec has followed already. */
    @Override
    public void messageReceived(Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public Set<Http2ServerStream> streams() {
        return streams;
    }

    @Override
    public void malformed(Http2Exception error) {}

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        idle.close();
        server.lost(this);
    }

    void streamOpened(Http2ServerStream stream) {
        streams.add(stream);
        idle.clear();
    }

    void streamClosed(Http2ServerStream stream) {
        streams.remove(stream);
        if (streams.isEmpty()) {
            if (server.isStopping()) {
                goAway();
            } else {
                idle.set(server.limits.idleTime());
            }
        }
    }

    /** Accepts no more streams; those that run go on. */
    private void goAway() {
        transport.send(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR), FRAME);
        if (streams.isEmpty()) {
            transport.close();
        }
    }

    @Override
    public void closeIfIdle() {
        streams.forEach(Http2ServerStream::serverEnds);
        goAway();
    }
}
