// The four functions that make, set and find loops.
// Prints whether each gives the loop that it should.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;

void main() {
    try {
        getRunningLoop();
    } catch (IllegalStateException e) {
        IO.println("outside: getRunningLoop throws");
    }

    EventLoop loop = newEventLoop();
    setEventLoop(loop);
    IO.println("outside: getEventLoop() == loop: " + (getEventLoop() == loop));

    loop.runUntilComplete(() -> {
        IO.println("inside: getRunningLoop() == loop: " + (getRunningLoop() == loop));
        IO.println("inside: getEventLoop() == loop: " + (getEventLoop() == loop));
    });
    loop.close();

    IO.println("newEventLoop() != loop: " + (newEventLoop() != loop));
}
