// Gathers two groups of ten coroutines each, and the two groups in turn.
// Prints twenty starts, ten ends after 2 seconds, ten after 4, and "times 4.0".

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.EventLoop;

void main() {
    EventLoop loop = newEventLoop();
    Duration startTime = loop.time();
    var t1 = Stream.generate(() -> loop.createTask(() -> getHtml("www.baidu.com"))).limit(10).toList();
    var t2 = Stream.generate(() -> loop.createTask(() -> getHtml2("www.google.com"))).limit(10).toList();
    var tasks = gather(t1);
    var tasks2 = gather(t2);
    loop.runUntilComplete(gather(tasks, tasks2));
    IO.println("times " + loop.time().minus(startTime).toMillis() / 1000.0);
    loop.close();
}

void getHtml(String url) {
    IO.println("start get url " + url);
    sleep(Duration.ofSeconds(2));
    IO.println("end get url");
}

void getHtml2(String url) {
    IO.println("start get url " + url);
    sleep(Duration.ofSeconds(4));
    IO.println("end get url");
}
