package io.asyncio4j.http.internal;

import io.asyncio4j.EventLoop;
import io.asyncio4j.http.HttpException;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2: many exchanges at the same time, each with a stream of its own. Netty's codec looks after flow control,
 * pings and the order of frames.
 */
final class Http2ClientConnection extends ClientConnection implements Http2Watch.Owner {

    /** So much that streams do not wait for one that nobody reads: each has its own window. */
    private static final int CONNECTION_WINDOW = 1 << 30;

    private final Set<Http2ClientStream> streams = new LinkedHashSet<>();
    private @Nullable Http2StreamChannelBootstrap opener;
    private @Nullable Throwable lostBecause;

    /** One, until the server has said how many. */
    private int capacity = 1;

    private boolean ready;

    Http2ClientConnection(EventLoop loop, Route route, ConnectionPool pool) {
        super(loop, route, pool);
    }

    // ---- what the pool asks ----

    @Override
    int capacity() {
        return capacity;
    }

    @Override
    boolean isReady() {
        return ready;
    }

    @Override
    public boolean isMultiplexed() {
        return true;
    }

    @Override
    void sessionClosed() {
        List.copyOf(streams).forEach(Http2ClientStream::sessionClosed);
        drop();
    }

    // ---- streams ----

    @Override
    ClientWire begin(Exchange exchange) {
        Http2ClientStream stream = new Http2ClientStream(this, exchange);
        streams.add(stream);
        transport().withPipeline(pipeline -> open(stream, pipeline));
        return stream;
    }

    private void open(Http2ClientStream stream, ChannelPipeline pipeline) {
        if (stream.isGone()) {
            closed(stream);
            return;
        }
        if (opener == null) {
            opener = new Http2StreamChannelBootstrap(pipeline.channel());
        }
        opener.handler(stream).open().addListener(opened -> {
            if (!opened.isSuccess()) {
                stream.lost();
            }
        });
    }

    /** A stream has ended. */
    void closed(Http2ClientStream stream) {
        if (streams.remove(stream)) {
            pool.released(this);
        }
    }

    /** Accepts no more streams; those that run go on. */
    void retire() {
        if (!ended) {
            ended = true;
            pool.changed(this);
        }
    }

    // ---- what the transport calls ----

    @Override
    public List<ChannelHandler> codecs(MessageTransport own, @Nullable String negotiated) {
        return List.of(
                Http2FrameCodecBuilder.forClient()
                        .initialSettings(Http2Settings.defaultSettings()
                                .pushEnabled(false)
                                .initialWindowSize(Http2Stream.WINDOW)
                                .maxHeaderListSize(ResponseDecoder.MAX_HEADERS))
                        .build(),
                new Http2MultiplexHandler(new Unwanted()),
                new Http2Watch(this, CONNECTION_WINDOW));
    }

    /** What a server opens, which it must not. */
    @Sharable
    private static final class Unwanted extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.close();
        }
    }

    /** Takes what is not of a stream. The codec has followed it already. */
    @Override
    public void messageReceived(Object message) {
        switch (message) {
            case Http2SettingsFrame frame -> settingsReceived(frame.settings());
            case Http2GoAwayFrame frame -> goAwayReceived(frame);
            default -> {}
        }
        ReferenceCountUtil.release(message);
    }

    private void settingsReceived(Http2Settings settings) {
        Long most = settings.maxConcurrentStreams();
        if (most != null) {
            capacity = (int) Math.min(Integer.MAX_VALUE, most);
        } else if (!ready) {
            capacity = Integer.MAX_VALUE;
        }
        ready = true;
        pool.changed(this);
    }

    private void goAwayReceived(Http2GoAwayFrame frame) {
        if (frame.errorCode() != Http2Error.NO_ERROR.code()) {
            lostBecause = new HttpException("GOAWAY " + Http2ClientStream.nameOf(frame.errorCode()) + " "
                    + frame.content().toString(StandardCharsets.UTF_8));
        }
        retire();
    }

    @Override
    public Set<Http2ClientStream> streams() {
        return streams;
    }

    @Override
    public void malformed(Http2Exception error) {
        ended = true;
        List.copyOf(streams).forEach(each -> each.malformed(error));
        pool.dropped(this);
    }

    @Override
    public boolean eofReceived() {
        drop();
        return false;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        ended = true;
        if (lostBecause == null) {
            lostBecause = cause;
        }
        pool.dropped(this);
        for (Http2ClientStream each : List.copyOf(streams)) {
            if (!each.isOpened()) { // the others hear it of their channels, after what has come
                each.lost();
            }
        }
    }

    /** Why there will be no connection any more, as far as one knows. */
    @Nullable
    Throwable lostBecause() {
        return lostBecause;
    }

    @Override
    public String toString() {
        return "<Http2ClientConnection " + route() + " " + streams.size() + " streams" + (ended ? " ended" : "") + ">";
    }
}
