// Run once after each build: the JVM remembers the classes that this program has loaded, javac's among them, so that
// later programs start faster. It uses what most programs use.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Streams.*;

void main() {
    run(() -> {
        var first = createTask(() -> sleepAndPrint(1, "first"));
        var second = createTask(() -> sleepAndPrint(2, "second"), "named");
        first.await();
        second.await();
        var numbers = gather(() -> number(1), () -> number(2)).await();
        IO.println("%s at %tT".formatted(numbers, LocalTime.now()));
        try {
            waitFor(() -> sleep(Duration.ofHours(1)), Duration.ofMillis(1));
        } catch (java.util.concurrent.TimeoutException e) {
            IO.println(e);
        }
        try (var server = startServer((reader, writer) -> {
                    writer.write(reader.readline());
                    writer.close();
                }, "127.0.0.1", 0);
                var connection = openConnection("127.0.0.1", server.port())) {
            connection.writer().write("echo\n");
            connection.writer().drain();
            for (byte[] line : connection.reader()) {
                IO.print(new String(line));
            }
            server.close();
            server.waitClosed();
        }
        toThread(() -> IO.println(Thread.currentThread().getName()));
    });
}

void sleepAndPrint(int millis, String what) {
    sleep(Duration.ofMillis(millis));
    IO.println(what);
}

int number(int value) {
    sleep(Duration.ZERO);
    return value;
}
