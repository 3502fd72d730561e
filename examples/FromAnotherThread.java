// Hands a coroutine from one thread to a loop that runs on another, and waits there for the result.
// Prints "3" after 1 second.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;

void main() throws Exception {
    EventLoop loop = newEventLoop();
    Thread thread = Thread.ofPlatform().start(loop::runForever);

    // Create a coroutine
    Coroutine<Integer> coro = () -> sleep(Duration.ofSeconds(1), 3);

    // Submit the coroutine to a given loop
    var future = runCoroutineThreadsafe(coro, loop);

    // Wait for the result with an optional timeout argument
    IO.println(future.get(5, TimeUnit.SECONDS));

    loop.callSoonThreadsafe(loop::stop);
    thread.join();
    loop.close();
}
