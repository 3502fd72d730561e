package io.asyncio4j.benchmarks.bare;

import io.asyncio4j.benchmarks.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An echo server as one writes it with the JDK alone: a virtual thread for each connection. */
final class ThreadsServer {

    private ThreadsServer() {}

    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress())) {
            ServerProcess.serving(server.getLocalPort());
            while (true) {
                Socket accepted = server.accept();
                Thread.ofVirtual().start(() -> echo(accepted));
            }
        }
    }

    private static void echo(Socket accepted) {
        try (Socket socket = accepted) {
            socket.setTcpNoDelay(true);
            InputStream input = socket.getInputStream();
            OutputStream output = socket.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                output.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // the load has ended the connection
        }
    }
}
