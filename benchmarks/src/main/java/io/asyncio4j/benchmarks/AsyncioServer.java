package io.asyncio4j.benchmarks;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.net.DatagramOptions;
import io.asyncio4j.net.DatagramProtocol;
import io.asyncio4j.net.DatagramTransport;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.IoBackend;
import io.asyncio4j.net.Net;
import io.asyncio4j.net.Protocol;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.Streams;
import io.asyncio4j.net.TlsContext;
import io.asyncio4j.net.TlsEngine;
import io.asyncio4j.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * An echo server as one writes it with asyncio4j. Arguments: {@code nio}, {@code epoll} or {@code io_uring}; {@code streams},
 * {@code buffers} (streams that fill and send one buffer), {@code tls} (streams), {@code protocol} or {@code udp}.
 */
final class AsyncioServer {

    private static final String HOST = "127.0.0.1";
    private static final int READ = 64 * 1024;
    private static final ServerOptions OPTIONS = ServerOptions.DEFAULT.withBacklog(4096);

    private AsyncioServer() {}

    public static void main(String[] args) {
        try (EventLoop loop = IoBackend.of(args[0]).newLoop()) {
            loop.runUntilComplete(() -> {
                if (args[1].equals("udp")) {
                    receive();
                } else {
                    serve(args[1]);
                }
            });
        }
    }

    private static void serve(String mode) throws IOException, GeneralSecurityException {
        Server server = switch (mode) {
            case "streams" -> Streams.startServer(AsyncioServer::echo, HOST, 0, OPTIONS);
            case "buffers" -> Streams.startServer(AsyncioServer::echoByBuffer, HOST, 0, OPTIONS);
            case "tls" -> Streams.startServer(AsyncioServer::echo, HOST, 0, OPTIONS.withTls(tls()));
            case "protocol" -> Net.createServer(EchoProtocol::new, HOST, 0, OPTIONS);
            default -> throw new IllegalArgumentException("no mode " + mode);
        };
        ServerProcess.serving(server.port());
        server.serveForever();
    }

    private static TlsContext tls() throws IOException, GeneralSecurityException {
        return TlsContext.server(ServerProcess.keyStore(), ServerProcess.PASSWORD)
                .withVersions("TLSv1.3")
                .withEngine(TlsEngine.BORINGSSL);
    }

    private static void receive() throws IOException {
        DatagramTransport transport = Net.createDatagramEndpoint(DatagramEcho::new, DatagramOptions.local(HOST, 0))
                .transport();
        ServerProcess.serving(((InetSocketAddress) transport.getExtraInfo(ExtraInfo.SOCKNAME)).getPort());
        Asyncio.getRunningLoop().createFuture().await();
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

    private static void echoByBuffer(StreamReader reader, StreamWriter writer) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(2 * READ);
        try (writer) {
            while (reader.read(buffer) >= 0) {
                writer.sendAll(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            // the load has gone in the middle of a message
        }
    }

    private static final class DatagramEcho implements DatagramProtocol {

        private DatagramTransport transport;

        @Override
        public void connectionMade(DatagramTransport transport) {
            this.transport = transport;
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress sender) {
            transport.sendto(data, sender);
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
