// Three HTTP requests at once, with this library's client, to a server on the same loop.
// Prints three "get:" lines first, then "200" three times, and the time of the slowest answer (1 s), not the sum of the three.
// Optional argument: the seconds that the slowest takes.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;

void main(String[] args) {
    double slowest = args.length > 0 ? Double.parseDouble(args[0]) : 1;
    var site = new Application().get("/{delay}", request -> {
        double delay = slowest * Double.parseDouble(request.matchInfo("delay"));
        sleep(Duration.ofMillis((long) (delay * 1000)));
        return Response.text("answer after " + delay + " s");
    });

    run(() -> {
        try (var server = site.start("127.0.0.1", 0)) {
            long start = System.nanoTime();
            gather(
                    () -> download(server.url() + "/0.5"),
                    () -> download(server.url() + "/1"),
                    () -> download(server.url() + "/0.8")).await();
            long end = System.nanoTime();
            IO.println("Complete in " + (end - start) / 1e9 + " seconds");
        }
    });
}

void download(String url) throws IOException {
    IO.println("get: " + url);
    try (var session = new ClientSession();
            var response = session.get(url)) {
        IO.println(response.status());
    }
}
