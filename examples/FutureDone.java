// A coroutine sets the result of a future, and the loop runs until the future is done.
// Prints "Future is done!" after 1 second.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;

void main() {
    EventLoop loop = newEventLoop();
    Future<String> future = loop.createFuture();
    loop.createTask(() -> func(future));
    loop.runUntilComplete(future);
    IO.println(future.result());
    loop.close();
}

void func(Future<String> future) {
    sleep(Duration.ofSeconds(1));
    future.setResult("Future is done!");
}
