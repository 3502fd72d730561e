// Ten HTTP requests over bare streams, all at once; their answers are collected and then shown in the order of the tasks.
// Prints "sended" ten times, then ten answers with their headers: 1 second in all, though the server takes 0.1 to 1 s for each.
// Optional argument: the seconds that the server takes at the most.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static io.asyncio4j.net.Streams.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;

double longest = 1;
int port;
int requests;

void main(String[] args) {
    if (args.length > 0) {
        longest = Double.parseDouble(args[0]);
    }
    EventLoop loop = newEventLoop();
    Server server = loop.runUntilComplete(() -> startServer(this::answer, "127.0.0.1", 0));
    port = server.port();
    var tasks = new ArrayList<Task<String>>();
    for (int i = 0; i < 10; i++) {
        tasks.add(loop.createTask(this::getHtml));
    }

    loop.runUntilComplete(() -> waitUntil(ALL_COMPLETED, tasks));

    for (var task : tasks) {
        IO.println(task.result());
    }
    server.close();
    loop.close();
}

String getHtml() throws IOException {
    try (var connection = openConnection("127.0.0.1", port)) {
        connection.writer().write("GET /index.html HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        IO.println("sended");

        var datas = new ArrayList<String>();
        for (byte[] data : connection.reader()) {
            datas.add(new String(data, UTF_8));
        }
        return String.join("", datas);
    }
}

void answer(StreamReader reader, StreamWriter writer) throws IOException {
    int request = ++requests;
    while (reader.readline().length > "\r\n".length()) {
        // up to the empty line
    }
    sleep(Duration.ofMillis((long) (longest * 100 * (11 - request))));
    writer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nanswer to request " + request + "\r\n");
    writer.close();
}
