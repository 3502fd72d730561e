package io.asyncio4j.http.internal;

import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.net.internal.MessageTransport;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request of HTTP/1 and its response. */
final class Http1ServerExchange extends AbstractServerExchange {

    private final ServerConnection connection;
    private final boolean firstVersion;
    private boolean persistent;

    Http1ServerExchange(ServerConnection connection, HttpRequest head) {
        super(connection.server, head, hasBody(head), connection.transport());
        this.connection = connection;
        this.firstVersion = head.protocolVersion().minorVersion() == 0;
        this.persistent = HttpUtil.isKeepAlive(head);
    }

    private static boolean hasBody(HttpRequest head) {
        return HttpUtil.isTransferEncodingChunked(head) || HttpUtil.getContentLength(head, 0L) > 0;
    }

    @Override
    public MessageTransport transport() {
        return connection.transport();
    }

    @Override
    public boolean isGone() {
        return connection.transport().isClosing();
    }

    @Override
    void discardBody() {
        super.discardBody();
        connection.transport().resumeReading();
    }

    @Override
    void failed(IOException why, int status) {
        persistent = false;
        super.failed(why, status);
    }

    /** Whether the connection can go on afterwards. */
    boolean isPersistent() {
        return persistent;
    }

    // ---- the response ----

    @Override
    void completeHead(int status, HttpHeaders fields, long length) {
        if (!Responses.isWithoutBody(status)) {
            if (length >= 0) {
                fields.set(HttpHeaderNames.CONTENT_LENGTH, length);
            } else if (firstVersion) {
                persistent = false; // the end of the connection is the end of the body
            } else {
                fields.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
        }
        if (expectsContinue() || connection.server.isStopping()) {
            persistent = false;
        }
        persistent &= !fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        if (persistent && firstVersion) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        Responses.complete(fields, !persistent);
    }

    @Override
    void send(HttpObject message, int size) {
        connection.transport().send(message, size);
    }

    @Override
    void drain() throws IOException {
        connection.drain();
    }

    @Override
    public void writeFile(FileChannel file, long position, long count) throws IOException {
        if (count > 0
                && !wantsHeadOnly()
                && hasLength()
                && connection.transport().sendsFiles(position + count)) {
            checkMayWrite(count);
            connection.sendFile(file, position, count);
        } else {
            super.writeFile(file, position, count);
        }
    }

    @Override
    void responseSent() {
        connection.goOnIfOver();
    }

    @Override
    void acceptWebSocket(NettyHeaders fields) {
        String key = Objects.requireNonNull(headers().get("sec-websocket-key"));
        var _ = fields.set("upgrade", "websocket")
                .set("connection", "upgrade")
                .set("sec-websocket-accept", Upgrades.accept(key));
        send(Responses.whole(101, fields.netty(), Responses.NOTHING), Responses.HEAD);
    }

    @Override
    WebSocketConnection becomeWebSocket(
            List<ChannelHandler> codecs, WebSocketOptions options, @Nullable String subprotocol) {
        return connection.upgrade(codecs, options, subprotocol);
    }

    @Override
    public void abort() {
        markEnded();
        connection.transport().abort();
    }
}
