// The life of a loop: make it, run it until a future is done, run it until stop(), close it.
// Prints the loop's state at each step, and its clock: 1 second passes.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;

void main() {
    EventLoop loop = newEventLoop();
    IO.println("new: running " + loop.isRunning() + ", closed " + loop.isClosed());

    Future<String> future = loop.createFuture();
    loop.createTask(() -> future.setResult("running " + loop.isRunning()));
    IO.println("run_until_complete: " + loop.runUntilComplete(future));

    Duration start = loop.time();
    loop.callLater(Duration.ofSeconds(1), loop::stop);
    loop.runForever();
    IO.println("stopped after " + loop.time().minus(start).toSeconds() + " s: running " + loop.isRunning());

    loop.close();
    IO.println("closed: running " + loop.isRunning() + ", closed " + loop.isClosed());
}
