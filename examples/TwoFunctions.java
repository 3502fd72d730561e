// Two tasks on one thread: while one sleeps, the other runs.
// Prints 1, 3, then 2 after 1 second and 4 after 2 seconds.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;

import io.asyncio4j.EventLoop;

void main() {
    EventLoop loop = newEventLoop();
    setEventLoop(loop);

    var tasks = List.of(
            ensureFuture(() -> func1()),
            ensureFuture(() -> func2()));

    loop.runUntilComplete(() -> waitUntil(ALL_COMPLETED, tasks));
    loop.close();
}

void func1() {
    IO.println(1);
    sleep(Duration.ofSeconds(1)); // gives the turn to the other task
    IO.println(2);
}

void func2() {
    IO.println(3);
    sleep(Duration.ofSeconds(2)); // gives the turn to the other task
    IO.println(4);
}
