// Two callbacks for the next turn of the loop; the second stops it.
// Prints "get 32" after 3 seconds and ends. Optional argument: the seconds for which the first callback blocks.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;

double blocking = 3;

void main(String[] args) {
    if (args.length > 0) {
        blocking = Double.parseDouble(args[0]);
    }
    EventLoop loop = newEventLoop();

    loop.callSoon(() -> callBack(32));
    loop.callSoon(() -> stopLoop(loop));
    loop.runForever();
}

void callBack(int x) {
    try {
        Thread.sleep((long) (blocking * 1000)); // blocks the loop
    } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
    }
    IO.println("get " + x);
}

void stopLoop(EventLoop loop) {
    loop.stop();
}
