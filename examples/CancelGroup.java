// Ctrl-C leaves runUntilComplete; the program then cancels one of the two groups.
// Prints twenty starts and, after 2 seconds, ten ends; Ctrl-C between then and the 4th second prints "true" and the
// time. Optional arguments: the seconds of the first and of the second group.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.KeyboardInterruptError;

void main(String[] args) {
    double first = args.length > 0 ? Double.parseDouble(args[0]) : 2;
    double second = args.length > 1 ? Double.parseDouble(args[1]) : 4;

    EventLoop loop = newEventLoop();
    Duration startTime = loop.time();
    setEventLoop(loop);
    Coroutine.OfVoid t1 = () -> getHtml("www.baidu.com", first);
    Coroutine.OfVoid t2 = () -> getHtml("www.google.com", second);
    var tasks = gather(Collections.nCopies(10, t1).toArray(Coroutine.OfVoid[]::new));
    var tasks2 = gather(Collections.nCopies(10, t2).toArray(Coroutine.OfVoid[]::new));
    try {
        loop.runUntilComplete(gather(tasks, tasks2));
    } catch (KeyboardInterruptError e) {
        IO.println(tasks2.cancel());
        loop.close();
    }

    IO.println("times " + loop.time().minus(startTime).toMillis() / 1000.0);
}

void getHtml(String url, double seconds) {
    IO.println("start get url " + url);
    sleep(Duration.ofMillis((long) (seconds * 1000)));
    IO.println("end get url");
}
