// Sends back what each client sends, until Ctrl-C or SIGTERM; clients that are there then may finish, a second Ctrl-C ends them.
// Prints where it listens, a line for each message, and which signal has ended it.
// Optional argument: the port, 8888 if none is given, 0 for any that is free.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Streams.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.Shutdown;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;

void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 8888;
    run(() -> {
        String signal = Shutdown.run(shutdown -> {
            Server server = shutdown.register(startServer(this::handleEcho, "127.0.0.1", port));
            IO.println("Serving on port " + server.port());
            server.serveForever();
        });
        IO.println("Ended by " + signal);
    });
}

void handleEcho(StreamReader reader, StreamWriter writer) throws IOException {
    byte[] data;
    while ((data = reader.read(65_536)).length > 0) {
        IO.println("Received " + new String(data, UTF_8) + " from " + writer.getExtraInfo(ExtraInfo.PEERNAME));
        writer.write(data);
        writer.drain();
    }
    writer.close();
}
