// Three blocking HTTP requests in callbacks, which no task runs: what blocks there holds the loop, and nothing overlaps.
// Prints "get", "200" and "data complete" for one after the other, and the sum of their times (3 s). BlockingCalls has tasks.
// Optional argument: the seconds that the server takes for an answer.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

void main(String[] args) {
    double delay = args.length > 0 ? Double.parseDouble(args[0]) : 1;
    var slowSite = new Application().get("/{name}", request -> {
        sleep(Duration.ofMillis((long) (delay * 1000)));
        return Response.text("This is " + request.matchInfo("name"));
    });

    run(() -> {
        try (var server = slowSite.start("127.0.0.1", 0)) {
            toThread(() -> run(() -> ask(server.url()))); // a loop of its own: it is going to be held
        }
    });
}

void ask(String site) {
    try (var client = HttpClient.newHttpClient()) {
        var loop = getRunningLoop();
        var done = loop.createFuture();
        long start = System.nanoTime();
        for (String name : List.of("163", "qq", "baidu")) {
            loop.callSoon(() -> downloadWait(client, site + "/" + name));
        }
        loop.callSoon(() -> done.setResult(null));
        done.await();
        long end = System.nanoTime();
        IO.println("Complete in " + (end - start) / 1e9 + " seconds");
    }
}

void download(HttpClient client, String url) throws Exception {
    IO.println("get " + url);
    var response = client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding());
    IO.println(response.statusCode());
}

void downloadWait(HttpClient client, String url) {
    try {
        download(client, url);
        IO.println("get " + url + " data complete.");
    } catch (Exception e) {
        IO.println(url + ": " + e);
    }
}
