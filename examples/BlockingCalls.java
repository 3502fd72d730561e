// Three coroutines that call a blocking HTTP client: each blocking call suspends its task, not the loop.
// Prints three "get" lines, then "200" and "data complete" for each, and the time of one call (1 s), not of three.
// Optional argument: the seconds that the server takes for an answer.

import static io.asyncio4j.Asyncio.*;

import com.sun.net.httpserver.HttpServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

HttpClient client = HttpClient.newHttpClient();

void main(String[] args) throws IOException {
    double delay = args.length > 0 ? Double.parseDouble(args[0]) : 1;
    HttpServer server = slowServer((long) (delay * 1000));
    String url = "http://localhost:" + server.getAddress().getPort();

    run(() -> {
        long start = System.nanoTime();
        gather(
                () -> downloadWait(url + "/163"),
                () -> downloadWait(url + "/qq"),
                () -> downloadWait(url + "/baidu")).await();
        long end = System.nanoTime();
        IO.println("Complete in " + (end - start) / 1e9 + " seconds");
    });
    server.stop(0);
}

void download(String url) throws Exception {
    IO.println("get " + url);
    var response = client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding());
    IO.println(response.statusCode());
}

void downloadWait(String url) throws Exception {
    download(url);
    IO.println("get " + url + " data complete.");
}

HttpServer slowServer(long delayMillis) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(CompletableFuture.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS));
    server.createContext("/", exchange -> {
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    });
    server.start();
    return server;
}
