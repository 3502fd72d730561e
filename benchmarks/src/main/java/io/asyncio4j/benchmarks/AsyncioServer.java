package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.IoBackend;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Protocol;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.Streams;
import io.asyncio4j.net.Transport;
import java.io.IOException;

/**
 * An echo server as one writes it with asyncio4j. Arguments: {@code nio}, {@code epoll} or {@code io_uring}; {@code streams}
 * or {@code protocol}.
 */
final class AsyncioServer {

    private static final String HOST = "127.0.0.1";
    private static final int READ = 64 * 1024;
    private static final ServerOptions OPTIONS = ServerOptions.DEFAULT.withBacklog(4096);

    private AsyncioServer() {}

    public static void main(String[] args) {
        try (EventLoop loop = IoBackend.of(args[0]).newLoop()) {
            loop.runUntilComplete(() -> {
                Server server = start(args[1]);
                ServerProcess.serving(server.port());
                server.serveForever();
            });
        }
    }

    private static Server start(String mode) throws IOException {
        return switch (mode) {
            case "streams" -> Streams.startServer(AsyncioServer::echo, HOST, 0, OPTIONS);
            case "protocol" -> Net.createServer(EchoProtocol::new, HOST, 0, OPTIONS);
            default -> throw new IllegalArgumentException("no mode " + mode);
        };
    }

    private static void echo(StreamReader reader, StreamWriter writer) {
        try (writer) {
            for (byte[] data = reader.read(READ); data.length > 0; data = reader.read(READ)) {
                writer.write(data);
                writer.drain();
            }
        } catch (IOException e) {
            // the load has gone in the middle of a message
        }
    }

    private static final class EchoProtocol implements Protocol {

        private Transport transport;

        @Override
        public void connectionMade(Transport transport) {
            this.transport = transport;
        }

        @Override
        public void dataReceived(byte[] data) {
            transport.write(data);
        }
    }
}
