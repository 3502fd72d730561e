package io.asyncio4j.benchmarks.bare;

import io.asyncio4j.benchmarks.ServerProcess;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An echo server as one writes it with Vert.x, on one event loop and what Vert.x prefers, epoll. */
final class VertxServer {

    private VertxServer() {}

    public static void main(String[] args) throws TimeoutException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        NetServer server = vertx.createNetServer(new NetServerOptions().setAcceptBacklog(4_096))
                .connectHandler(socket -> socket.handler(socket::write))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        ServerProcess.serving(server.actualPort());
    }
}
