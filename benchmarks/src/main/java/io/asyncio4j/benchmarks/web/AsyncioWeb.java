package io.asyncio4j.benchmarks.web;

import io.asyncio4j.EventLoop;
import io.asyncio4j.benchmarks.ServerProcess;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.WebSocketMessage;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Request;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.net.IoBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Argument: {@code nio}, {@code epoll} or {@code io_uring}. */
final class AsyncioWeb {

    private AsyncioWeb() {}

    public static void main(String[] args) {
        try (EventLoop loop = IoBackend.of(args[0]).newLoop()) {
            loop.runUntilComplete(() -> {
                try (WebServer server = application().start(Service.HOST, 0, WebOptions.DEFAULT)) {
                    ServerProcess.serving(server.port());
                    loop.createFuture().await();
                }
            });
        }
    }

    private static Application application() {
        return new Application()
                .get("/plaintext", request -> Response.text(Service.PLAINTEXT))
                .get(
                        "/users/{user}/orders/{order}",
                        request ->
                                Response.json(Service.Order.of(request.matchInfo("user"), request.matchInfo("order"))))
                .get("/download", request -> Response.of(new Download()))
                .post("/upload", AsyncioWeb::upload)
                .webSocket("/ws", AsyncioWeb::echo);
    }

    private static Response upload(Request request) throws IOException {
        long count = 0;
        ByteBuffer buffer = ByteBuffer.allocateDirect(Service.PIECE);
        for (int more = request.content().read(buffer);
                more >= 0;
                more = request.content().read(buffer)) {
            count += more;
            buffer.clear();
        }
        return Response.text(Service.uploaded(count));
    }

    private static void echo(WebSocket socket) throws IOException {
        for (WebSocketMessage message : socket) {
            socket.send(message.bytes());
        }
    }

    /** A stream of known length. */
    private static final class Download implements Payload {

        @Override
        public @Nullable String contentType() {
            return "application/octet-stream";
        }

        @Override
        public long length() {
            return Service.DOWNLOAD;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void writeTo(PayloadSink sink) throws IOException {
            for (long sent = 0; sent < Service.DOWNLOAD; sent += Service.PIECE) {
                sink.write(Service.piece());
            }
        }
    }
}
