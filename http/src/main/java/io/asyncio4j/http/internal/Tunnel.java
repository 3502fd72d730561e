package io.asyncio4j.http.internal;

import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.http.client.BasicAuth;
import io.asyncio4j.http.client.Proxy;
import io.asyncio4j.http.client.ProxyException;
import io.asyncio4j.net.Connection;
import io.asyncio4j.net.IncompleteReadException;
import io.asyncio4j.net.LimitOverrunException;
import io.asyncio4j.net.StreamReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** Asks a proxy to lead a connection on to a server. What comes afterwards is the server's. */
final class Tunnel {

    private static final byte[] EMPTY_LINE = {'\r', '\n', '\r', '\n'};

    private static final String[] SOCKS_REPLIES = {
        "succeeded",
        "general failure",
        "not allowed",
        "network unreachable",
        "host unreachable",
        "connection refused",
        "TTL expired",
        "command not supported",
        "address type not supported"
    };

    private Tunnel() {}

    /** Suspends until the server can be spoken to. */
    static void open(Connection stream, Proxy proxy, String host, int port) throws IOException {
        String name = "proxy " + proxy + ", tunnel to " + host + ":" + port;
        try {
            if (proxy.isSocks()) {
                socks(stream, proxy, host, port, name);
            } else {
                connect(stream, proxy, host, port, name);
            }
        } catch (IncompleteReadException e) {
            throw new ProxyException(name + ": the proxy closed the connection", 0, e);
        } catch (LimitOverrunException e) {
            throw new HttpProtocolException(name + ": too long an answer: " + e.getMessage(), e);
        }
    }

    // ---- HTTP ----

    private static void connect(Connection stream, Proxy proxy, String host, int port, String name) throws IOException {
        String authority = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        StringBuilder head = new StringBuilder("CONNECT ").append(authority).append(" HTTP/1.1\r\nHost: ");
        head.append(authority).append("\r\n");
        BasicAuth auth = proxy.auth();
        if (auth != null) {
            head.append("Proxy-Authorization: ").append(auth.encode()).append("\r\n");
        }
        stream.writer().write(head.append("\r\n").toString());
        while (true) {
            String answer = new String(stream.reader().readUntil(EMPTY_LINE), StandardCharsets.ISO_8859_1);
            int status = status(answer, name);
            if (status >= 200 && status < 300) {
                return;
            }
            if (status >= 200) {
                throw new ProxyException(
                        name + ": " + answer.substring(0, answer.indexOf('\r')) + " (expected: 200)", status, null);
            }
        }
    }

    private static int status(String answer, String name) throws HttpProtocolException {
        if (answer.length() > 12 && answer.startsWith("HTTP/1.") && answer.charAt(8) == ' ') {
            try {
                return Integer.parseInt(answer, 9, 12, 10);
            } catch (NumberFormatException _) {
                // said below
            }
        }
        throw new HttpProtocolException(
                name + ": malformed answer: " + answer.substring(0, Math.min(40, answer.indexOf('\r'))));
    }

    // ---- SOCKS5, RFC 1928 and RFC 1929 ----

    private static void socks(Connection stream, Proxy proxy, String host, int port, String name) throws IOException {
        StreamReader reader = stream.reader();
        BasicAuth auth = proxy.auth();
        stream.writer().write(auth == null ? new byte[] {5, 1, 0} : new byte[] {5, 2, 0, 2});
        byte[] choice = reader.readExactly(2);
        if (choice[0] != 5) {
            throw new HttpProtocolException(name + ": the proxy does not speak SOCKS5");
        }
        if (choice[1] == 2 && auth != null) {
            ByteArrayOutputStream login = new ByteArrayOutputStream();
            login.write(1);
            writeText(login, auth.user(), "user");
            writeText(login, auth.password(), "password");
            stream.writer().write(login.toByteArray());
            if (reader.readExactly(2)[1] != 0) {
                throw new ProxyException(name + ": the proxy refused user " + auth.user(), 0, null);
            }
        } else if (choice[1] != 0) {
            throw new ProxyException(
                    name + ": the proxy wants " + (auth == null ? "a user and a password" : "another way to log in"),
                    0,
                    null);
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {5, 1, 0});
        if (host.indexOf(':') >= 0) {
            request.write(4);
            request.writeBytes(InetAddress.ofLiteral(host).getAddress());
        } else {
            request.write(3);
            writeText(request, host, "host");
        }
        request.write(port >> 8);
        request.write(port);
        stream.writer().write(request.toByteArray());
        byte[] reply = reader.readExactly(4);
        if (reply[1] != 0) {
            throw new ProxyException(
                    name + ": "
                            + (reply[1] < SOCKS_REPLIES.length && reply[1] > 0
                                    ? SOCKS_REPLIES[reply[1]]
                                    : "error " + reply[1]),
                    0,
                    null);
        }
        int length = switch (reply[3]) {
            case 1 -> 4;
            case 3 -> reader.readExactly(1)[0] & 0xff;
            case 4 -> 16;
            default ->
                throw new HttpProtocolException(name + ": address of type " + reply[3] + " (expected: 1, 3 or 4)");
        };
        reader.readExactly(length + 2);
    }

    private static void writeText(ByteArrayOutputStream out, String text, String what) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 255) {
            throw new IllegalArgumentException(what + " of " + bytes.length + " bytes (SOCKS5 allows 255)");
        }
        out.write(bytes.length);
        out.writeBytes(bytes);
    }
}
