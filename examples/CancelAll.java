// Ctrl-C leaves runUntilComplete; the program then cancels every task that is not done.
// Prints ten starts; Ctrl-C within 2 seconds prints "true" for each of the eleven tasks (the ten and the one that waits
// for them) and the time. Optional argument: the seconds of each task.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;

import io.asyncio4j.EventLoop;
import io.asyncio4j.KeyboardInterruptError;

void main(String[] args) {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 2;

    EventLoop loop = newEventLoop();
    Duration startTime = loop.time();
    var t1 = Stream.generate(() -> loop.createTask(() -> getHtml("www.baidu.com", seconds))).limit(10).toList();
    try {
        loop.runUntilComplete(() -> waitUntil(ALL_COMPLETED, t1));
    } catch (KeyboardInterruptError e) {
        for (var task : allTasks(loop)) {
            IO.println(task.cancel());
        }
        loop.stop();
    }

    IO.println("times " + loop.time().minus(startTime).toMillis() / 1000.0);
}

void getHtml(String url, double seconds) {
    IO.println("start get url " + url);
    sleep(Duration.ofMillis((long) (seconds * 1000)));
    IO.println("end get url");
}
