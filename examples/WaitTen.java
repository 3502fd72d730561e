// Hands ten coroutines of 2 seconds each to the loop in one go.
// Prints ten starts, and 2 seconds later ten ends and "times 2.0".

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;

import io.asyncio4j.EventLoop;

void main() {
    EventLoop loop = newEventLoop();
    Duration startTime = loop.time();
    var tasks = Stream.generate(() -> loop.createTask(() -> getHtml("www.baidu.com"))).limit(10).toList();
    loop.runUntilComplete(() -> waitUntil(ALL_COMPLETED, tasks));
    IO.println("times " + loop.time().minus(startTime).toMillis() / 1000.0);
    loop.close();
}

void getHtml(String url) {
    IO.println("start get url " + url);
    sleep(Duration.ofSeconds(2));
    IO.println("end get url");
}
