// The loop runs forever, until the future's callback prints the result and stops it.
// Prints "Future is done!" after 1 second.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;

void main() {
    EventLoop loop = newEventLoop();
    Future<String> future = loop.createFuture();
    loop.createTask(() -> func(future));
    future.addDoneCallback(this::callResult); // note this line
    try {
        loop.runForever();
    } finally {
        loop.close();
    }
}

void func(Future<String> future) {
    sleep(Duration.ofSeconds(1));
    future.setResult("Future is done!");
}

void callResult(Future<String> future) {
    IO.println(future.result());
    future.getLoop().stop(); // the callback stops the loop
}
