package io.asyncio4j.http.web;

import io.asyncio4j.http.WebSocketClosedException;
import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.http.internal.NettyHeaders;
import io.asyncio4j.http.internal.ServerExchange;
import io.asyncio4j.http.internal.Upgrades;
import io.asyncio4j.http.internal.WebSocketConnection;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Answers with a WebSocket, and talks over it. */
final class WebSocketResponse extends Response {

    private final WebSocketOptions options;
    private final WebSocketHandler session;

    WebSocketResponse(WebSocketOptions options, WebSocketHandler session) {
        super(101);
        this.options = options;
        this.session = session;
    }

    @Override
    void send(ServerExchange exchange) throws Exception {
        Response refusal = refusal(exchange.method(), exchange.headers());
        if (refusal != null) {
            refusal.send(exchange);
            return;
        }
        WebSocketConnection socket = exchange.upgrade((NettyHeaders) headers(), options);
        boolean failed = true;
        try {
            session.handle(socket);
            failed = false;
        } catch (WebSocketClosedException _) {
            failed = false;
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof WebSocketClosedException)) {
                throw e;
            }
            failed = false;
        } finally {
            socket.close(failed ? 1011 : 1000, "");
        }
    }

    private static @Nullable Response refusal(String method, NettyHeaders headers) {
        if (!method.equals("GET") || !Upgrades.isAsked(headers)) {
            return new HttpStatusException(426, "this is for WebSockets only")
                    .toResponse()
                    .header("upgrade", "websocket")
                    .header("connection", "upgrade");
        }
        if (!"13".equals(headers.get("sec-websocket-version"))) {
            return new HttpStatusException(426, "only version 13 of WebSocket is known")
                    .toResponse()
                    .header("sec-websocket-version", "13");
        }
        return Upgrades.isKey(headers.get("sec-websocket-key"))
                ? null
                : HttpStatusException.badRequest("sec-websocket-key: 16 bytes in Base64 were expected")
                        .toResponse();
    }
}
