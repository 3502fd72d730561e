// Sends a message to EchoServer.java and reads what comes back.
// Prints "Send: Hello World!", "Received: Hello World!" and "Close the connection".
// Optional argument: the server's port, 8888 if none is given.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Streams.*;
import static java.nio.charset.StandardCharsets.UTF_8;

void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 8888;
    run(() -> tcpEchoClient("Hello World!", port));
}

void tcpEchoClient(String message, int port) throws IOException {
    try (var connection = openConnection("127.0.0.1", port)) {
        IO.println("Send: " + message);
        connection.writer().write(message);
        connection.writer().drain();
        connection.writer().writeEof();

        byte[] data = connection.reader().read();
        IO.println("Received: " + new String(data, UTF_8));

        IO.println("Close the connection");
    }
}
