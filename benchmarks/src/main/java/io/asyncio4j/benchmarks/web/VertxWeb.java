package io.asyncio4j.benchmarks.web;

import io.asyncio4j.benchmarks.ServerProcess;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Vert.x with one event loop, and Vert.x Web's router. Argument: {@code nio}, or what Vert.x prefers itself, {@code epoll}. */
final class VertxWeb {

    /** Made anew each second, as Vert.x's own programs for such measurements do it. */
    private static volatile CharSequence date = now();

    private VertxWeb() {}

    public static void main(String[] args) throws TimeoutException {
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(!args[0].equals("nio")));
        vertx.setPeriodic(1_000, _ -> date = now());
        Router router = Router.router(vertx);
        router.get("/plaintext").handler(context -> send(context, "text/plain", Buffer.buffer(Service.PLAINTEXT)));
        router.get("/users/:user/orders/:order").handler(VertxWeb::order);
        router.get("/download").handler(context -> download(context.response()));
        router.post("/upload").handler(context -> upload(context.request()));
        router.route("/ws")
                .handler(context -> context.request()
                        .toWebSocket()
                        .onSuccess(socket -> socket.binaryMessageHandler(socket::writeBinaryMessage)));
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setAcceptBacklog(Service.BACKLOG))
                .requestHandler(router)
                .listen(0, Service.HOST)
                .await(10, TimeUnit.SECONDS);
        ServerProcess.serving(server.actualPort());
    }

    private static CharSequence now() {
        return HttpHeaders.createOptimized(
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }

    private static void send(RoutingContext context, String type, Buffer body) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.SERVER, "vertx")
                .putHeader(HttpHeaders.DATE, date)
                .end(body);
    }

    private static void order(RoutingContext context) {
        Service.Order order = Service.Order.of(context.pathParam("user"), context.pathParam("order"));
        JsonObject json = new JsonObject()
                .put("user", order.user())
                .put("order", order.order())
                .put("message", order.message());
        send(context, "application/json", json.toBuffer());
    }

    private static void download(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(Service.DOWNLOAD));
        sendPieces(response, new long[] {Service.DOWNLOAD});
    }

    private static void sendPieces(HttpServerResponse response, long[] left) {
        while (left[0] > 0) {
            if (response.writeQueueFull()) {
                response.drainHandler(_ -> sendPieces(response, left));
                return;
            }
            left[0] -= Service.PIECE;
            response.write(Buffer.buffer(Service.piece()));
        }
        response.end();
    }

    private static void upload(HttpServerRequest request) {
        long[] count = {0};
        request.handler(piece -> count[0] += piece.length());
        request.endHandler(_ -> request.response().end(Service.uploaded(count[0])));
    }
}
