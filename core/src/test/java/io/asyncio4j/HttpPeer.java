package io.asyncio4j;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * A server that answers every request with {@code hello}, once it may; and the JDK's client, by reflection, since the
 * module under test does not read {@code java.net.http}.
 */
final class HttpPeer implements AutoCloseable {

    private static final String RESPONSE = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";

    private final CountDownLatch mayRespond;
    private final ServerSocket server;

    HttpPeer(CountDownLatch mayRespond) throws IOException {
        this.mayRespond = mayRespond;
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::serve);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    private void serve() {
        while (true) {
            try (Socket socket = server.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
                    line = in.readLine();
                }
                mayRespond.await();
                OutputStream out = socket.getOutputStream();
                out.write(RESPONSE.getBytes(StandardCharsets.US_ASCII));
                out.flush();
            } catch (SocketException e) {
                if (server.isClosed()) {
                    return; // else the client has hung up
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        mayRespond.countDown();
        server.close();
    }

    static Object newClient() throws ReflectiveOperationException {
        return http("HttpClient").getMethod("newHttpClient").invoke(null);
    }

    /** The body; suspends or blocks like {@code HttpClient.send}, and throws what it throws. */
    static String get(Object client, URI uri) throws Exception {
        Class<?> handlerType = http("HttpResponse$BodyHandler");
        Object builder = http("HttpRequest").getMethod("newBuilder", URI.class).invoke(null, uri);
        Object request = http("HttpRequest$Builder").getMethod("build").invoke(builder);
        Object handler = http("HttpResponse$BodyHandlers").getMethod("ofString").invoke(null);
        try {
            Object response = http("HttpClient")
                    .getMethod("send", http("HttpRequest"), handlerType)
                    .invoke(client, request, handler);
            return (String) http("HttpResponse").getMethod("body").invoke(response);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static Class<?> http(String name) throws ClassNotFoundException {
        return Class.forName("java.net.http." + name);
    }
}
