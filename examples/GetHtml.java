// Hands one coroutine to the loop; the loop waits for it.
// Prints "start get url sadf" and, 2 seconds later, "end get url sadf".

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;

void main() {
    EventLoop loop = newEventLoop();
    loop.runUntilComplete(() -> getHtml("sadf"));
    loop.close();
}

void getHtml(String url) {
    IO.println("start get url " + url);
    sleep(Duration.ofSeconds(2));
    IO.println("end get url " + url);
}
