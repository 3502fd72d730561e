// Finds the open ports of this machine in a range of a thousand: ten connections at a time, five seconds for each at the most.
// Prints three ports at which the program listens itself, and the open ones, which are these and perhaps more.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Streams.*;

import io.asyncio4j.net.Server;
import io.asyncio4j.sync.Semaphore;
import java.net.BindException;

void main() {
    run(() -> {
        var servers = new ArrayList<Server>();
        servers.add(startServer((_, writer) -> writer.close(), "127.0.0.1", 0));
        int first = Math.min(servers.getFirst().port(), 65_000);
        for (int port = first + 100; servers.size() < 3; port += 100) {
            try {
                servers.add(startServer((_, writer) -> writer.close(), "127.0.0.1", port));
            } catch (BindException e) {
                IO.println(e.getMessage()); // then the next one
            }
        }
        IO.println("listening at " + servers.stream().map(Server::port).toList());
        IO.println("open " + scan("127.0.0.1", first, Math.min(first + 1000, 65_535)));
        servers.forEach(Server::close);
    });
}

List<Integer> scan(String host, int from, int to) {
    var tenAtATime = new Semaphore(10);
    var open = new TreeSet<Integer>();
    gather(IntStream.rangeClosed(from, to).mapToObj(port -> createTask(() -> {
        try (var _ = tenAtATime.acquire()) {
            if (isOpen(host, port)) {
                open.add(port);
            }
        }
    })).toList()).await();
    return List.copyOf(open);
}

boolean isOpen(String host, int port) {
    try {
        timeout(Duration.ofSeconds(5), () -> openConnection(host, port).close());
        return true;
    } catch (IOException | TimeoutException e) {
        return false;
    }
}
