// Gathers two groups of ten coroutines in one call.
// Prints twenty starts, and 2 seconds later twenty ends and "times 2.0".

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;

void main() {
    EventLoop loop = newEventLoop();
    Duration startTime = loop.time();
    var tasks = Stream.generate(() -> loop.createTask(() -> getHtml("www.baidu.com"))).limit(10);
    var tasks2 = Stream.generate(() -> loop.createTask(() -> getHtml("www.google.com"))).limit(10);
    loop.runUntilComplete(gather(Stream.concat(tasks, tasks2).toList()));
    IO.println("times " + loop.time().minus(startTime).toMillis() / 1000.0);
    loop.close();
}

void getHtml(String url) {
    IO.println("start get url " + url);
    sleep(Duration.ofSeconds(2));
    IO.println("end get url");
}
