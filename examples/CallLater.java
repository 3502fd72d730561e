// Two callbacks after a delay. Each blocks the loop for 3 seconds, so the first delays the second.
// Prints "get 31" after 5 seconds (2 + 3) and "get 32" after 8 (not 6), and runs on until Ctrl-C.
// Optional argument: the length of a second, in seconds.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;

double second = 1;

void main(String[] args) {
    if (args.length > 0) {
        second = Double.parseDouble(args[0]);
    }
    EventLoop loop = newEventLoop();

    loop.callLater(seconds(3), () -> callBack(32));
    loop.callLater(seconds(2), () -> callBack(31));
    loop.runForever();
}

void callBack(int x) {
    try {
        Thread.sleep(seconds(3)); // blocks the loop
    } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
    }
    IO.println("get " + x);
}

Duration seconds(int n) {
    return Duration.ofNanos((long) (n * second * 1e9));
}
