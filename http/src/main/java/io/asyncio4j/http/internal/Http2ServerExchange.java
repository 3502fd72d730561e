package io.asyncio4j.http.internal;

import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/2 and its response. */
final class Http2ServerExchange extends AbstractServerExchange {

    private final Http2ServerStream stream;
    private final Http2ServerConnection connection;

    Http2ServerExchange(Http2ServerStream stream, Http2ServerConnection connection, HttpRequest head, boolean hasBody) {
        super(connection.server, head, hasBody, stream);
        this.stream = stream;
        this.connection = connection;
    }

    @Override
    public MessageTransport transport() {
        return connection.transport;
    }

    @Override
    public boolean isGone() {
        return stream.isGone();
    }

    @Override
    void send(HttpObject message, int size) {
        stream.send(message, size);
    }

    @Override
    void drain() throws IOException {
        stream.drain();
    }

    @Override
    void completeHead(int status, HttpHeaders fields, long length) {
        if (length >= 0 && !Responses.isWithoutBody(status)) {
            fields.set(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        Responses.complete(fields, false);
    }

    @Override
    void responseSent() {
        stream.responseSent(this);
    }

    @Override
    void acceptWebSocket(NettyHeaders fields) {
        send(
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, fields.netty()),
                Responses.HEAD); // not as an end of the stream
    }

    @Override
    WebSocketConnection becomeWebSocket(
            List<ChannelHandler> codecs, WebSocketOptions options, @Nullable String subprotocol) {
        return stream.becomeWebSocket(codecs, options, subprotocol);
    }

    @Override
    public void abort() {
        markEnded();
        stream.reset(Http2Error.INTERNAL_ERROR);
    }
}
