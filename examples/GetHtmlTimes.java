// Hands one coroutine to the loop and takes the time.
// Prints "start get url ww.baidu.com", and 2 seconds later "end get url" and "times 2.0".

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;

void main() {
    // the event loop takes the place of a loop of one's own
    EventLoop loop = newEventLoop();
    Duration startTime = loop.time();
    loop.runUntilComplete(() -> getHtml("ww.baidu.com"));
    IO.println("times " + loop.time().minus(startTime).toMillis() / 1000.0);
    loop.close();
}

void getHtml(String url) {
    IO.println("start get url " + url);
    sleep(Duration.ofSeconds(2));
    IO.println("end get url");
}
