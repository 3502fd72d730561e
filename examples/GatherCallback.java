// Gathers two tasks and has a callback called with both results.
// Prints "Hello World!", "Hello lfzyx!", "Bye lfzyx!", and 3 seconds later "Bye World!" and the callback's line.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;

void main() {
    EventLoop loop = newEventLoop(); // make a loop
    setEventLoop(loop);
    var task = gather(ensureFuture(() -> helloWorld()), ensureFuture(() -> helloLfzyx()));
    task.addDoneCallback(this::callback);
    loop.runUntilComplete(task); // run it
    loop.close(); // close it
}

String helloWorld() {
    IO.println("Hello World!");
    sleep(Duration.ofSeconds(3));
    IO.println("Bye World!");
    return "Hello World";
}

String helloLfzyx() {
    IO.println("Hello lfzyx!");
    IO.println("Bye lfzyx!");
    return "lfzyx";
}

void callback(Future<List<String>> re) {
    IO.println("Callback:  " + re.result());
}
