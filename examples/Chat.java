// A chat server, and three clients that talk: what one says goes to all others. Who does not keep up is thrown out, so that
// nobody waits for the slowest.
// Prints what each client hears: for each of them always the same, in any mixture.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Streams.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.TaskGroup;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.queue.Queue;
import io.asyncio4j.sync.Event;

// ---- the server ----

Map<String, Queue<String>> room = new LinkedHashMap<>();

void serve(StreamReader reader, StreamWriter writer) throws IOException {
    String name = line(reader.readline());
    var outbox = new Queue<String>(100);
    room.put(name, outbox);
    tellAll(name + " has come");
    var sending = createTask(() -> send(outbox, writer));
    try {
        for (byte[] said : reader) {
            tellAll(name + ": " + line(said));
        }
    } catch (UncheckedIOException e) {
        IO.println(name + ": " + e.getMessage());
    } finally {
        sending.cancel();
        writer.close();
        room.remove(name);
        tellAll(name + " has gone");
    }
}

void tellAll(String message) {
    for (var outbox : List.copyOf(room.values())) {
        if (outbox.full()) {
            room.values().remove(outbox);
            outbox.shutdown();
        } else {
            outbox.putNowait(message);
        }
    }
}

void send(Queue<String> outbox, StreamWriter writer) throws IOException {
    for (String message : outbox) {
        writer.write(message + "\n");
        writer.drain();
    }
    writer.close(); // it was too slow
}

// ---- the clients ----

void talk(String name, int port, Event isThere, Map<String, String> answers) throws IOException {
    try (var connection = openConnection("127.0.0.1", port)) {
        connection.writer().write(name + "\n");
        for (byte[] bytes : connection.reader()) {
            String heard = line(bytes);
            IO.println(name + " hears: " + heard);
            isThere.set();
            String answer = answers.get(heard);
            if (answer != null) {
                connection.writer().write(answer + "\n");
            }
            if (heard.endsWith("bye")) {
                return;
            }
        }
    }
}

void main() {
    run(() -> {
        try (Server server = startServer(this::serve, "127.0.0.1", 0)) {
            TaskGroup.run(clients -> {
                var answers = Map.of(
                        "Ann", Map.of("Cleo has come", "hello", "Bob: hello Ann", "bye"),
                        "Bob", Map.of("Ann: hello", "hello Ann"),
                        "Cleo", Map.<String, String>of());
                for (String name : List.of("Ann", "Bob", "Cleo")) {
                    var isThere = new Event();
                    clients.createTask(() -> talk(name, server.port(), isThere, answers.get(name)));
                    isThere.await();
                }
            });
        }
    });
}

String line(byte[] bytes) {
    return new String(bytes, UTF_8).strip();
}
