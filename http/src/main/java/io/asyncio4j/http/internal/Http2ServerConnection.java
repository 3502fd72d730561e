package io.asyncio4j.http.internal;

import io.asyncio4j.net.Transport;
import io.asyncio4j.net.internal.MessageProtocol;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
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
final class Http2ServerConnection implements MessageProtocol, ServedConnection {

    /** How many streams there may be at a time. */
    private static final int MOST_STREAMS = 128;

    /** How many bytes of a stream's body may come before the handler has read any. */
    private static final int STREAM_WINDOW = 256 * 1024;

    /** The same for all streams together. */
    private static final int CONNECTION_WINDOW = 1024 * 1024;

    private static final int FIRST_CONNECTION_WINDOW = 65_535; // RFC 9113, 6.9.2
    private static final int FRAME = 32;

    final ServerConnections server;
    final MessageTransport transport;
    private final LazyTimer idle;
    private final Set<WebSocketConnection> webSockets = new LinkedHashSet<>();
    private int streams;

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
                                .initialWindowSize(STREAM_WINDOW)
                                .maxHeaderListSize(server.limits.headers())
                                .connectProtocolEnabled(true))
                        .build(),
                new Http2MultiplexHandler(new StreamInitializer()),
                new ErrorsOfPeer());
    }

    @Sharable
    private final class StreamInitializer extends ChannelInitializer<Http2StreamChannel> {

        @Override
        protected void initChannel(Http2StreamChannel channel) {
            channel.config().setAutoRead(false);
            channel.pipeline()
                    .addLast(new Http2ServerCodec())
                    .addLast(new Http2ServerStream(Http2ServerConnection.this, channel));
        }
    }

    /** Keeps from the transport what the codec answers itself: with a GOAWAY, and then the end. */
    private static final class ErrorsOfPeer extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
            if (!(thrown instanceof Http2Exception)) {
                context.fireExceptionCaught(thrown);
            }
        }
    }

    @Override
    public void connectionMade(Transport made) {
        transport.send(new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW - FIRST_CONNECTION_WINDOW), FRAME);
        if (!server.made(this)) {
            goAway();
        } else if (streams == 0) {
            idle.set(server.limits.idleTime());
        }
    }

    /** Settings and the like, which the codec has followed already. */
    @Override
    public void messageReceived(Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        idle.close();
        server.lost(this);
    }

    void streamOpened() {
        streams++;
        idle.clear();
    }

    void streamClosed() {
        streams--;
        if (streams == 0) {
            if (server.isStopping()) {
                goAway();
            } else {
                idle.set(server.limits.idleTime());
            }
        }
    }

    void webSocketOpened(WebSocketConnection webSocket) {
        webSockets.add(webSocket);
    }

    void webSocketClosed(WebSocketConnection webSocket) {
        webSockets.remove(webSocket);
    }

    /** Accepts no more streams; those that run go on. */
    private void goAway() {
        transport.send(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR), FRAME);
        if (streams == 0) {
            transport.close();
        }
    }

    @Override
    public void closeIfIdle() {
        webSockets.forEach(WebSocketConnection::goAway);
        goAway();
    }
}
