// A chat in the browser: the page is at /, the WebSocket behind it at /chat, and everybody gets what anybody says. Who does not
// keep up is thrown out, so that nobody waits for the slowest.
// Prints where it is, and ends with Ctrl-C.
// Optional argument: the port, 8080 if none is given, 0 for any that is free.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.queue.Queue;

final String page = """
        <!DOCTYPE html>
        <title>Chat</title>
        <ul id="said"></ul>
        <form id="form"><input id="text" autofocus autocomplete="off"> <button>Say</button></form>
        <script>
            const name = prompt("Your name?") || "somebody";
            const socket = new WebSocket(location.href.replace(/^http/, "ws") + "chat?name=" + encodeURIComponent(name));
            const show = text => {
                const line = document.createElement("li");
                line.textContent = text; // not innerHTML: it is what anybody says
                said.append(line);
            };
            socket.onmessage = event => show(event.data);
            socket.onclose = event => show("— the connection is closed " + event.reason);
            form.onsubmit = event => {
                event.preventDefault();
                socket.send(text.value);
                text.value = "";
            };
        </script>
        """;

final Set<Queue<String>> room = new LinkedHashSet<>();

void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 8080;
    var app = new Application()
            .get("/", _ -> Response.html(page))
            .get("/chat", request -> {
                String name = Objects.requireNonNullElse(request.query("name"), "somebody");
                return Response.webSocket(socket -> chat(name, socket));
            });
    run(() -> app.run("127.0.0.1", port, WebOptions.DEFAULT));
}

void chat(String name, WebSocket socket) {
    var outbox = new Queue<String>(100);
    room.add(outbox);
    var sending = createTask(() -> send(outbox, socket));
    tellAll(name + " has come");
    try {
        for (var message : socket) {
            tellAll(name + ": " + message.text());
        }
    } finally {
        sending.cancel();
        room.remove(outbox);
        tellAll(name + " has gone");
    }
}

void tellAll(String message) {
    for (var outbox : List.copyOf(room)) {
        if (outbox.full()) {
            room.remove(outbox);
            outbox.shutdown();
        } else {
            outbox.putNowait(message);
        }
    }
}

void send(Queue<String> outbox, WebSocket socket) {
    try {
        for (String message : outbox) {
            socket.send(message);
        }
        socket.close(1008, "too slow");
    } catch (IOException e) {
        // it has gone; chat() sees that, too
    }
}
