// Asks for the running loop from inside a coroutine.
// Prints "start", the loop (running=true closed=false debug=false), and "end" after 1 second.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;

void main() {
    EventLoop loop = newEventLoop();
    loop.runUntilComplete(() -> hello());
    loop.close();
}

void hello() {
    IO.println("start");
    EventLoop loop = getRunningLoop();
    IO.println("现在运行的事件循环是" + loop);
    sleep(Duration.ofSeconds(1));
    IO.println("end");
}
