// Ten HTTP requests over bare streams, all at once; each answer is shown as soon as it is there.
// Prints "sended" ten times, then ten answers with their headers, one every 0.1 seconds: the last request is answered first.
// Optional argument: the seconds that the server takes at the most.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Streams.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.sync.Lock;

double longest = 1;
int port;
int requests;
int answers;
Lock oneAtATime = new Lock();

void main(String[] args) {
    if (args.length > 0) {
        longest = Double.parseDouble(args[0]);
    }
    EventLoop loop = newEventLoop();
    loop.runUntilComplete(this::start);
    loop.close();
}

void start() throws IOException {
    Server server = startServer(this::answer, "127.0.0.1", 0);
    port = server.port();
    var tasks = new ArrayList<Task<String>>();
    for (int i = 0; i < 10; i++) {
        tasks.add(createTask(this::getHtml));
    }

    for (var task : asCompleted(tasks)) {
        String res = task.await();
        IO.println(res);
    }
    server.close();
    server.waitClosed();
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
    try (var _ = oneAtATime.acquire()) {
        int answer = ++answers;
        writer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nanswer " + answer + ", to request " + request + "\r\n");
        writer.writeEof();
        reader.read(); // until the client has taken it
        writer.close();
    }
}
